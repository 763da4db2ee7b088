package org.vimmrec.similarity;

import org.vimmrec.task.Task;

/** The search for each item's exact nearest neighbours: {@code N(i)} of the package description. */
public final class ExactNeighbours {
    private ExactNeighbours() {
    }

    /**
     * Compares every item with every other.
     *
     * @param similarity of which items to which
     * @param topK neighbours per item, at least 1
     * @param cutoff only neighbours with a similarity above it
     * @param phase what to call this in progress reports
     * @return per item up to {@code topK} neighbours; the same at any concurrency
     */
    public static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
        int items = similarity.items();
        int capacity = Math.min(topK, Math.max(1, items - 1));
        int[][] neighbours = new int[items][];
        double[][] scores = new double[items][];
        task.parallel(phase, items, () -> {
            BestFirst best = new BestFirst(capacity);
            return i -> {
                nearest(similarity, i, cutoff, best);
                neighbours[i] = best.indexes();
                scores[i] = best.scores();
            };
        });
        return new Neighbours(neighbours, scores);
    }

    private static void nearest(FusedSimilarity similarity, int i, double cutoff, BestFirst best) {
        best.clear();
        for (int j = 0; j < similarity.items(); j++) {
            if (j != i && similarity.comparable(i, j)) {
                double score = similarity.score(i, j);
                if (score > cutoff) {
                    best.offer(j, score);
                }
            }
        }
        best.sort();
    }
}
