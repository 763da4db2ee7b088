package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The memory estimates, worked out by hand. An array has 16 bytes of header and 8 bytes of reference. */
class SimilarityMemoryTest {

    @Test
    void shouldEstimateTheHeapOfASearch() {
        long duplicates = 36 * 1000;
        long candidates = 1000 * (24 + 17 * 8) + 1000 * (4 + 4);
        long block = 24 + 1000 * 16 * 4;
        long perThread = 2 * 4 * 48 * 512 + 240 * (24 + 16 * 4); // the longest unit has 240 rows
        assertThat(ExactNeighbours.bytes(1000, 10, new int[] {6, 10}, 2))
                .isEqualTo(duplicates + candidates + block + 2 * perThread);
    }

    @Test
    void shouldEstimateTheHeapOfAnEmptySearch() {
        assertThat(ExactNeighbours.bytes(0, 10, new int[] {16}, 1)).isEqualTo(24 + 2 * 4 * 48 * 512);
    }

    @Test
    void shouldEstimateTheHeapOfEmbeddingsAndNeighbours() {
        assertThat(EmbeddingMatrix.bytes(1000, 900, 16)).isEqualTo(900 * (24 + 16 * 4) + 1000 * 16);
        assertThat(Neighbours.bytes(1000, 10)).isEqualTo(1000 * (24 + 10 * 4) + 1000 * (24 + 10 * 8));
    }
}
