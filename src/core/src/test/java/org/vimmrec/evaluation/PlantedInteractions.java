package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.vimmrec.sparse.Interactions;

/** Interactions for tests, and the same as a dense matrix. */
final class PlantedInteractions {

    private PlantedInteractions() {
    }

    /** Some at random; the first user has none, and nobody has the last item. */
    static Interactions random(int users, int items, double density, boolean weighted, SplittableRandom random) {
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

    /** Users and items of several tastes; a user takes most items from the own one. */
    static Interactions tasteful(int users, int items, int tastes, int perUser, SplittableRandom random) {
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

    static double[][] dense(Interactions interactions, int items) {
        double[][] dense = new double[interactions.users()][items];
        for (int u = 0; u < dense.length; u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                dense[u][interactions.item(u, n)] = interactions.weight(u, n);
            }
        }
        return dense;
    }

    /** All scores of all users, asked for in pieces of uneven size. */
    static float[][] scores(Scorer scorer, int users, int items) {
        int[] everyone = new int[users];
        Arrays.setAll(everyone, u -> u);
        float[][] scores = new float[users][];
        Scorer.Reader reader = scorer.reader();
        for (int from = 0; from < users; from += 70) {
            int to = Math.min(users, from + 70);
            float[][] piece = new float[to - from][items];
            for (float[] row : piece) {
                Arrays.fill(row, Float.NaN); // every entry is to be set
            }
            reader.score(everyone, from, to, piece);
            System.arraycopy(piece, 0, scores, from, piece.length);
        }
        return scores;
    }
}
