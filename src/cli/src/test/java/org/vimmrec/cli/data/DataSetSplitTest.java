package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataSetSplitTest {

    /** 200 users with 1 to 40 interactions each, some of them repeated, in no order. */
    private static DataSet dataSet(boolean labelled, boolean timed) {
        SplittableRandom random = new SplittableRandom(3);
        InteractionTable table = new InteractionTable(labelled, true, timed);
        for (int n = 0; n < 4_000; n++) {
            table.add(7 * random.nextInt(200), random.nextInt(60), 0, random.nextDouble(), random.nextInt(1_000));
        }
        return new DataSet("shop", 60, null, table.userIds(), table, List.of());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldHoldOutATenthOfEachUsersItemsTwice(boolean latest) {
        DataSet before = dataSet(false, true);
        InteractionTable split = DataSetSplit.apply(before, latest, 1).interactions();
        assertThat(split.size()).isEqualTo(before.interactions().size());
        Map<String, Integer> labels = new HashMap<>();
        Map<Integer, int[]> distinct = new HashMap<>();
        for (int n = 0; n < split.size(); n++) {
            assertThat(split.user(n)).isEqualTo(before.interactions().user(n));
            assertThat(split.item(n)).isEqualTo(before.interactions().item(n));
            assertThat(split.rating(n)).isEqualTo(before.interactions().rating(n));
            assertThat(split.timestamp(n)).isEqualTo(before.interactions().timestamp(n));
            Integer other = labels.put(split.user(n) + " " + split.item(n), split.label(n));
            assertThat(other).as("label of the same pair").isIn(null, split.label(n));
            if (other == null) {
                distinct.computeIfAbsent(split.user(n), user -> new int[3])[split.label(n)]++;
            }
        }
        distinct.forEach((user, counts) -> {
            int items = counts[0] + counts[1] + counts[2];
            assertThat(counts[0]).isPositive();
            assertThat(counts[1]).isBetween((int) (0.1 * items), (int) Math.ceil(0.1 * items));
            assertThat(counts[2]).isBetween((int) (0.1 * items), (int) Math.ceil(0.1 * items));
        });
    }

    @Test
    void shouldHoldOutTheLatest() {
        InteractionTable split =
                DataSetSplit.apply(dataSet(false, true), true, 5).interactions();
        Map<String, Long> first = new HashMap<>();
        Map<String, Integer> labels = new HashMap<>();
        for (int n = 0; n < split.size(); n++) {
            first.merge(split.user(n) + " " + split.item(n), split.timestamp(n), Math::min);
            labels.put(split.user(n) + " " + split.item(n), split.label(n));
        }
        Map<String, List<long[]>> byUser = new HashMap<>();
        first.forEach((pair, time) -> byUser.computeIfAbsent(pair.split(" ")[0], user -> new ArrayList<>())
                .add(new long[] {time, labels.get(pair)}));
        byUser.values().forEach(items -> {
            for (long[] one : items) {
                for (long[] other : items) {
                    if (one[0] < other[0]) {
                        assertThat(one[1]).as("label of the earlier item").isLessThanOrEqualTo(other[1]);
                    }
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldDependOnTheSeedAlone(boolean latest) {
        assertThat(labels(latest, 1)).isEqualTo(labels(latest, 1)).isNotEqualTo(labels(latest, 2));
    }

    private static List<Integer> labels(boolean latest, long seed) {
        InteractionTable split =
                DataSetSplit.apply(dataSet(false, true), latest, seed).interactions();
        List<Integer> labels = new ArrayList<>();
        for (int n = 0; n < split.size(); n++) {
            labels.add(split.label(n));
        }
        return labels;
    }

    @Test
    void shouldSayWhyADataSetCannotBeSplit() {
        assertThatThrownBy(() -> DataSetSplit.apply(dataSet(true, true), false, 1))
                .hasMessage("--split does not apply to a data set with the column x_label, which is its split. "
                        + "Leave out --split.");
        assertThatThrownBy(() -> DataSetSplit.apply(dataSet(false, false), true, 1))
                .hasMessage("--split latest needs the column timestamp, which shop does not have. Use --split random.");
        InteractionTable table = new InteractionTable(false, false, false);
        table.add(0, 0);
        table.add(1, 1);
        assertThatThrownBy(() ->
                        DataSetSplit.apply(new DataSet("tiny", 2, null, table.userIds(), table, List.of()), false, 1))
                .hasMessage(
                        "--split holds nothing out of 2 interactions: users with more than one interaction have too "
                                + "few. Leave out --split.");
    }
}
