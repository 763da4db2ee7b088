package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TieOrderTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 100})
    void shouldGiveEveryItemADifferentPlace(int items) {
        for (long[] contents : new long[][] {
            new long[items], new SplittableRandom(1).longs(items).toArray()
        }) {
            TieOrder order = TieOrder.of(contents, 5);
            assertThat(order.items()).isEqualTo(items);
            assertThat(Arrays.stream(order.places()).sorted().toArray())
                    .isEqualTo(IntStream.range(0, items).toArray());
            assertThat(TieOrder.of(contents, 5).places()).isEqualTo(order.places());
            if (items == 100) {
                assertThat(TieOrder.of(contents, 6).places()).isNotEqualTo(order.places());
            }
        }
    }

    @Test
    void shouldFollowItemsToOtherIndexes() {
        long[] contents = new SplittableRandom(1).longs(100).toArray();
        int[] moved = TieOrder.permutation(100, new SplittableRandom(2));
        int[] places = TieOrder.of(contents, 7).places();
        int[] placesMoved = TieOrder.of(
                        Arrays.stream(moved).mapToLong(i -> contents[i]).toArray(), 7)
                .places();
        for (int i = 0; i < 100; i++) {
            assertThat(placesMoved[i]).isEqualTo(places[moved[i]]);
        }
    }

    /** Neither among equal items nor among different ones. */
    @Test
    void shouldPreferNoIndex() {
        long[] same = new long[4];
        long[] different = {1, 2, 3, 4};
        for (long[] contents : new long[][] {same, different}) {
            int[][] counts = new int[4][4];
            for (int seed = 0; seed < 8000; seed++) {
                int[] places = TieOrder.of(contents, seed).places();
                for (int i = 0; i < 4; i++) {
                    counts[i][places[i]]++;
                }
            }
            assertThat(Arrays.stream(counts).flatMapToInt(Arrays::stream))
                    .allMatch(count -> Math.abs(count - 2000) < 200);
        }
    }
}
