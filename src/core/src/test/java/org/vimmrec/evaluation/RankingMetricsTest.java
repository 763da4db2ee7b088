package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.recommender.PlantedInteractions;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class RankingMetricsTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    private static Scorer scorer(float[][] all) {
        return () -> (users, from, to, scores) -> {
            for (int n = from; n < to; n++) {
                System.arraycopy(all[users[n]], 0, scores[n - from], 0, all[users[n]].length);
            }
        };
    }

    /**
     * Compares with sorted lists. There are few different scores, hence many ties, and users without training or test
     * items.
     */
    @ParameterizedTest
    @CsvSource({"1, 20, 3", "2, 5, 2", "3, 1, 1000", "4, 200, 4", "5, 20, 1"})
    void shouldAgreeWithSortedLists(long seed, int at, int distinctScores) {
        int users = 150;
        int items = 120;
        SplittableRandom random = new SplittableRandom(seed);
        Interactions all = PlantedInteractions.random(users, items, 0.06, false, random);
        Split split = Split.random(all, 0.3, seed);
        float[][] scores = new float[users][items];
        for (float[] row : scores) {
            for (int i = 0; i < items; i++) {
                row[i] = random.nextInt(distinctScores) - 1;
            }
        }
        TieOrder ties = TieOrder.of(new long[items], seed);
        RankingMetrics ranking = RankingMetrics.of(scorer(scores), split.training(), split.test(), ties, at, TASK);

        Set<Integer> warm = new HashSet<>();
        for (int u = 0; u < users; u++) {
            warm.addAll(itemsOf(split.training(), u));
        }
        Set<Integer> covered = new HashSet<>();
        double recommended = 0;
        double coldRecommended = 0;
        int coldHits = 0;
        int coldHeldOut = 0;
        int n = 0;
        for (int u = 0; u < users; u++) {
            List<Integer> wanted = itemsOf(split.test(), u);
            if (wanted.isEmpty()) {
                continue;
            }
            float[] own = scores[u];
            List<Integer> list = new ArrayList<>();
            for (int i = 0; i < items; i++) {
                list.add(i);
            }
            list.removeAll(itemsOf(split.training(), u));
            list.sort(Comparator.comparing((Integer i) -> -own[i]).thenComparing(i -> ties.places()[i]));
            List<Integer> top = list.subList(0, Math.min(at, list.size()));
            double hits = 0;
            double gain = 0;
            double ideal = 0;
            for (int place = 1; place <= Math.min(at, wanted.size()); place++) {
                ideal += 1 / (Math.log(place + 1) / Math.log(2));
            }
            for (int i : top) {
                covered.add(i);
                recommended++;
                coldRecommended += warm.contains(i) ? 0 : 1;
                if (wanted.contains(i)) {
                    hits++;
                    gain += 1 / (Math.log(top.indexOf(i) + 2) / Math.log(2));
                    coldHits += warm.contains(i) ? 0 : 1;
                }
            }
            coldHeldOut += (int) wanted.stream().filter(i -> !warm.contains(i)).count();
            assertThat(ranking.users()[n]).isEqualTo(u);
            assertThat(ranking.recall()[n]).isCloseTo(hits / wanted.size(), within(1e-12));
            assertThat(ranking.ndcg()[n]).isCloseTo(gain / ideal, within(1e-12));
            n++;
        }
        assertThat(n).isGreaterThan(50).isEqualTo(ranking.users().length);
        assertThat(ranking.coverage()).isCloseTo((double) covered.size() / items, within(1e-12));
        assertThat(ranking.coldItemShare()).isCloseTo(coldRecommended / recommended, within(1e-12));
        assertThat(ranking.coldHits()).isEqualTo(coldHits);
        assertThat(ranking.coldHeldOut()).isEqualTo(coldHeldOut).isPositive();
    }

    private static List<Integer> itemsOf(Interactions interactions, int user) {
        List<Integer> items = new ArrayList<>();
        for (int n = 0; n < interactions.count(user); n++) {
            items.add(interactions.item(user, n));
        }
        return items;
    }

    /** The list of a second, cold user has all held-out items, but does not count. */
    @Test
    void shouldLeaveColdUsersOutOfTheMeans() {
        Interactions.Builder known = new Interactions.Builder(false);
        known.add(3, 1);
        known.endUser();
        known.endUser();
        Interactions.Builder heldOut = new Interactions.Builder(false);
        heldOut.add(1, 1);
        heldOut.add(4, 1);
        heldOut.endUser();
        heldOut.add(0, 1);
        heldOut.endUser();
        RankingMetrics ranking = RankingMetrics.of(
                scorer(new float[][] {{0, 4, 5, 9, 1}, {9, 0, 1, 3, 8}}),
                known.build(),
                heldOut.build(),
                TieOrder.of(new long[5], 1),
                2,
                TASK);
        assertThat(ranking.users()).containsExactly(0, 1);
        assertThat(ranking.known()).containsExactly(1, 0);
        assertThat(ranking.recall()).containsExactly(0.5, 1);
        assertThat(ranking.meanRecall()).isEqualTo(0.5);
        assertThat(ranking.meanNdcg()).isEqualTo(ranking.ndcg()[0]);
        assertThat(ranking.coverage()).isEqualTo(2 / 5.0);
        assertThat(ranking.coldHits()).isEqualTo(1);
        assertThat(ranking.coldHeldOut()).isEqualTo(2);
    }

    /** Of items 0 to 4, the user is known to like 3, and 1 and 4 are held out. */
    @Test
    void shouldComputeAnExampleByHand() {
        Interactions.Builder known = new Interactions.Builder(false);
        known.add(3, 1);
        known.endUser();
        Interactions.Builder heldOut = new Interactions.Builder(false);
        heldOut.add(1, 1);
        heldOut.add(4, 1);
        heldOut.endUser();
        RankingMetrics ranking = RankingMetrics.of(
                scorer(new float[][] {{5, 4, 4, 9, 1}}),
                known.build(),
                heldOut.build(),
                new TieOrder(new int[] {4, 1, 2, 3, 0}),
                3,
                TASK);
        // The ranking is 0, 1, 2, 4: a hit in place 2 of 3, where places 1 and 2 could have been hits.
        assertThat(ranking.meanRecall()).isEqualTo(0.5);
        assertThat(ranking.meanNdcg()).isCloseTo(0.63092975 / 1.63092975, within(1e-8));
        assertThat(ranking.coverage()).isEqualTo(3 / 5.0);
        assertThat(ranking.coldItemShare()).isEqualTo(1); // all but item 3
        assertThat(ranking.coldHits()).isEqualTo(1);
        assertThat(ranking.coldHeldOut()).isEqualTo(2);
    }
}
