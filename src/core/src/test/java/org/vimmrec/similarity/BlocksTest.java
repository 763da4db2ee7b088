package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Searches of two blocks each, which leave out the pairs of one of them, against a search of all items. */
class BlocksTest {
    private static final int ITEMS = 6000;
    private static final int DIMENSION = 6;
    private static final int BLOCKS = 3;
    private static final int TOP_K = 7;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void shouldFindAllNeighboursTogether(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[][] rows = IntStream.range(0, ITEMS)
                .mapToObj(i -> EmbeddingMatrix.row(embedding(random, seed)))
                .toArray(float[][]::new);
        for (int copy = 0; copy < 40 * (seed % 3); copy++) {
            rows[random.nextInt(ITEMS)] = rows[random.nextInt(ITEMS)];
        }
        rows[3] = null;
        int[] blocks = random.ints(ITEMS, 0, BLOCKS).toArray();
        Task task = new Task(2, TaskMonitor.NONE);
        Neighbours all = ExactNeighbours.search(similarity(rows), TOP_K, 0, "", task);
        Neighbours[] parts = IntStream.range(0, BLOCKS)
                .mapToObj(own -> {
                    float[][] some = rows.clone();
                    for (int i = 0; i < ITEMS; i++) {
                        some[i] = blocks[i] == (own + 2) % BLOCKS ? null : some[i];
                    }
                    return ExactNeighbours.search(similarity(some), new Blocks(blocks, own), TOP_K, 0, "", task);
                })
                .toArray(Neighbours[]::new);
        int found = 0;
        int ofOther = 0;
        for (int i = 0; i < ITEMS; i++) {
            boolean[] offered = new boolean[ITEMS];
            TopKHeap best = new TopKHeap(TOP_K);
            for (int own = 0; own < BLOCKS; own++) {
                for (int k = 0; k < parts[own].count(i); k++) {
                    int neighbour = parts[own].neighbour(i, k);
                    if (!offered[neighbour]) {
                        offered[neighbour] = true;
                        best.offer(neighbour, parts[own].score(i, k));
                    }
                    found += blocks[i] == own ? 0 : 1;
                    ofOther += blocks[i] == own || blocks[i] == blocks[neighbour] ? 0 : 1;
                }
            }
            best.sort();
            assertThat(best.indexes()).as("item %d", i).isEqualTo(all.items(i));
            assertThat(best.scores()).isEqualTo(all.scores(i));
        }
        assertThat((double) ofOther / found)
                .as("the share of the other block where pairs of the same need not be compared")
                .isGreaterThan(0.6); // it would be half of them
    }

    private static FusedSimilarity similarity(float[][] rows) {
        return new FusedSimilarity(List.of(EmbeddingMatrix.of(DIMENSION, rows)), new double[] {1});
    }

    /** Every other seed has few different values, and so many ties. */
    private static float[] embedding(SplittableRandom random, int seed) {
        float[] embedding = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            embedding[k] = seed % 2 == 0 ? random.nextInt(-3, 4) + 0.5f : (float) random.nextGaussian();
        }
        return embedding;
    }
}
