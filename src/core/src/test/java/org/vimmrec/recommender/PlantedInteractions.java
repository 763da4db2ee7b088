package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Interactions for tests, and the same as a dense matrix. */
public final class PlantedInteractions {

    private PlantedInteractions() {}

    /** Random interactions; the first user and the last item have none. */
    public static Interactions random(int users, int items, double density, boolean weighted, SplittableRandom random) {
        Interactions.Builder builder = new Interactions.Builder(weighted);
        for (int u = 0; u < users; u++) {
            for (int i = 0; u > 0 && i < items - 1; i++) {
                if (random.nextDouble() < density) {
                    builder.add(i, 0.25 + random.nextInt(8) / 4.0);
                }
            }
            builder.endUser();
        }
        return builder.build();
    }

    /** Users and items of several tastes; most items of a user are of the user's taste. */
    public static Interactions tasteful(int users, int items, int tastes, int perUser, SplittableRandom random) {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int u = 0; u < users; u++) {
            for (int n = 0; n < perUser; n++) {
                int taste = random.nextInt(10) == 0 ? random.nextInt(tastes) : u % tastes;
                builder.add(random.nextInt(items / tastes) * tastes + taste, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }

    /** Random features of items, with their nearest neighbours. */
    static ItemFeatures features(String modality, int items, int dimension) {
        SplittableRandom random = new SplittableRandom(dimension);
        float[][] rows = new float[items][];
        for (int i = 0; i < items; i++) {
            double[] embedding = new double[dimension];
            for (int k = 0; k < dimension; k++) {
                embedding[k] = random.nextDouble() - 0.3;
            }
            rows[i] = EmbeddingMatrix.row(embedding);
        }
        return features(modality, EmbeddingMatrix.of(dimension, rows));
    }

    /** Features of items with given embeddings, and their five nearest neighbours. */
    static ItemFeatures features(String modality, EmbeddingMatrix embeddings) {
        return new ItemFeatures(
                modality,
                embeddings,
                ExactNeighbours.search(
                        new FusedSimilarity(List.of(embeddings), new double[] {1}),
                        5,
                        0,
                        "",
                        new Task(1, TaskMonitor.NONE)));
    }

    public static double[][] dense(Interactions interactions, int items) {
        double[][] dense = new double[interactions.users()][items];
        for (int u = 0; u < dense.length; u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                dense[u][interactions.item(u, n)] = interactions.weight(u, n);
            }
        }
        return dense;
    }

    /** All scores of all users, read in pieces of uneven size. */
    public static float[][] scores(Scorer scorer, int users, int items) {
        int[] everyone = new int[users];
        Arrays.setAll(everyone, u -> u);
        float[][] scores = new float[users][];
        Scorer.Reader reader = scorer.reader();
        for (int from = 0; from < users; from += 70) {
            int to = Math.min(users, from + 70);
            float[][] piece = new float[to - from][items];
            for (float[] row : piece) {
                Arrays.fill(row, Float.NaN); // every entry must be set
            }
            reader.score(everyone, from, to, piece);
            System.arraycopy(piece, 0, scores, from, piece.length);
        }
        return scores;
    }
}
