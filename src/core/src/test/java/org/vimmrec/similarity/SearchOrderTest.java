package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The order in which items are compared. */
class SearchOrderTest {

    @Test
    void shouldShuffleEveryPlaceTheSameWayEachTime() {
        int[] items = IntStream.range(0, 200).toArray();
        SearchOrder order = SearchOrder.shuffled(items);
        assertThat(order.items()).containsExactlyInAnyOrder(items).isNotEqualTo(items);
        assertThat(order.items()).isEqualTo(SearchOrder.shuffled(items).items());
        assertThat(order.searched()).isEqualTo(200);
        assertThat(order.changed()).isEqualTo(200);
    }

    @Test
    void shouldCountDuplicatesAmongTheSearchedItems() {
        float[] a = {1, 0};
        float[] b = {0, 1};
        FusedSimilarity similarity = new FusedSimilarity(
                List.of(EmbeddingMatrix.of(2, new float[][] {a, b, a.clone(), {1, 1}, a.clone(), b.clone()})),
                new double[] {1});
        int[] items = {0, 1, 2, 3, 4, 5};
        assertThat(new SearchOrder(items, 6, 0).searchedDuplicates(similarity)).isEqualTo(3);
        assertThat(new SearchOrder(items, 4, 0).searchedDuplicates(similarity)).isEqualTo(1);
        assertThat(new SearchOrder(items, 2, 0).searchedDuplicates(similarity)).isZero();
        assertThat(new SearchOrder(items, 0, 0).searchedDuplicates(similarity)).isZero();
    }

    @Test
    void shouldPutTheSearchedItemsFirst() {
        SearchOrder order = new SearchOrder(new int[] {4, 1, 7, 2}, 4, 4).searchingOnly(new int[] {7, 4}, 8);
        assertThat(order.items()).containsExactly(7, 4, 1, 2);
        assertThat(order.searched()).isEqualTo(2);
        assertThat(order.changed()).isZero();
    }
}
