package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Recommendations compared with a full sort. */
class RecommendationsTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int ITEMS = 40;
    private static final int USERS = 150;

    private final Random random = new Random(3);
    private final TieOrder ties = TieOrder.of(random.longs(ITEMS).toArray(), 9);
    /** Few different scores, so that many are equal. */
    private final float[][] scores = new float[USERS][ITEMS];

    private final Interactions known = interactions();

    private Interactions interactions() {
        Interactions.Builder builder = new Interactions.Builder(false);
        int[] selves = new int[USERS];
        for (int u = 0; u < USERS; u++) {
            for (int i = 0; i < ITEMS; i++) {
                scores[u][i] = random.nextInt(4) - 1;
                if (u % 10 != 0 && random.nextInt(5) == 0) {
                    builder.add(i, 1);
                }
            }
            selves[u] = u % 7 == 0 ? u % ITEMS : -1;
            builder.endUser();
        }
        return builder.build().withSelves(selves);
    }

    private Scorer scorer() {
        return () -> (users, from, to, out) -> {
            for (int n = from; n < to; n++) {
                System.arraycopy(scores[users[n]], 0, out[n - from], 0, ITEMS);
            }
        };
    }

    private List<Integer> expected(int user, int limit) {
        return IntStream.range(0, ITEMS)
                .filter(i -> i != known.self(user)
                        && IntStream.range(0, known.count(user)).noneMatch(n -> known.item(user, n) == i))
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -scores[user][i])
                        .thenComparingInt(i -> ties.places()[i]))
                .limit(limit)
                .toList();
    }

    @Test
    void shouldBeTheFirstItemsOfTheFullRankingInAnyOrderOfReading() {
        int[] users = IntStream.range(0, USERS).filter(u -> u % 2 == 0).toArray();
        SparseRows rows = new Recommendations(scorer(), known, ties, users, 6);
        assertThat(rows.rows()).isEqualTo(users.length);
        SparseRows.Reader reader = rows.reader();
        for (int row : new int[] {0, 70, 1, 74, 64, 63, 2}) {
            int entries = reader.read(row);
            reader.sort();
            assertThat(IntStream.range(0, entries).mapToObj(reader::column).toList())
                    .isEqualTo(expected(users[row], 6));
            for (int n = 0; n < entries; n++) {
                assertThat(reader.value(n)).isEqualTo(scores[users[row]][reader.column(n)]);
            }
        }
    }

    @Test
    void shouldBeTheListsThatMetricsLookAt() {
        int[] users = Recommendations.allUsers(USERS);
        TopItems top = TopItems.of(scorer(), known, users, ties, 5, TASK);
        SparseRows.Reader reader = new Recommendations(scorer(), known, ties, users, 5).reader();
        for (int u = 0; u < USERS; u++) {
            int[] list = new int[reader.read(u)];
            Arrays.setAll(list, reader::column);
            assertThat(list).isEqualTo(top.byUser()[u]).doesNotContain(known.self(u));
        }
    }

    @Test
    void shouldGiveUnknownUsersTheMostPopularItems() {
        int[] degrees = known.degrees(ITEMS);
        SparseRows.Reader reader = new Recommendations(
                        PopularityForUnknown.of(scorer(), known, ITEMS, TASK), known, ties, new int[] {10, 11}, 8)
                .reader();
        reader.read(0); // a user without interactions
        for (int n = 0; n < 8; n++) {
            assertThat(reader.value(n)).isEqualTo(degrees[reader.column(n)]);
            assertThat(n == 0 || reader.value(n - 1) >= reader.value(n)).isTrue();
        }
        reader.read(1);
        assertThat(reader.value(0)).isEqualTo(scores[11][reader.column(0)]);
    }

    @Test
    void shouldReportScoresThatAreNotFinite() {
        scores[1][expected(1, 1).get(0)] = Float.POSITIVE_INFINITY;
        SparseRows.Reader reader = new Recommendations(scorer(), known, ties, new int[] {1}, 3).reader();
        assertThatThrownBy(() -> reader.read(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not finite");
    }
}
