package org.vimmrec.recommender;

import java.util.List;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;

/**
 * What a recommender learns from: the real interactions of users, optionally virtual ones, and the features of items.
 *
 * @param items the number of items
 * @param real the real interactions; their items are the ones that a user is known to like
 * @param all the real and the virtual interactions, with their weights
 * @param features the features of items by modality; empty if there are none
 */
public record TrainingData(int items, Interactions real, Interactions all, List<ItemFeatures> features) {
    private static final int CHECK_EVERY = 256;

    /** Returns training data without virtual interactions and features. */
    public static TrainingData ofReal(int items, Interactions real) {
        return new TrainingData(items, real, real, List.of());
    }

    /**
     * Returns training data with virtual interactions and without features.
     *
     * @param virtual a row per user, without the items of the user's real interactions. It must be computed from
     *     {@code real} alone, because anything else leaks held-out interactions into training
     */
    public static TrainingData augmented(int items, Interactions real, SparseRows virtual, Task task) {
        Interactions.Builder builder = new Interactions.Builder(true);
        SparseRows.Reader reader = virtual.reader();
        for (int u = 0; u < real.users(); u++) {
            if (u % CHECK_EVERY == 0) {
                task.checkTermination();
            }
            for (int n = 0; n < real.count(u); n++) {
                builder.add(real.item(u, n), real.weight(u, n));
            }
            int entries = reader.read(u);
            for (int n = 0; n < entries; n++) {
                builder.add(reader.column(n), reader.value(n));
            }
            builder.endUser();
        }
        return new TrainingData(items, real, builder.build(), List.of());
    }

    /** Returns the same interactions with features of items. */
    public TrainingData withFeatures(List<ItemFeatures> newFeatures) {
        return new TrainingData(items, real, all, List.copyOf(newFeatures));
    }

    /** Returns the same data with the weight of every virtual interaction replaced by their mean. */
    public TrainingData unweighted() {
        double mean = (sum(all) - sum(real)) / virtualInteractions();
        Interactions.Builder builder = new Interactions.Builder(true);
        for (int u = 0; u < all.users(); u++) {
            int known = 0;
            for (int n = 0; n < all.count(u); n++) {
                boolean isReal = known < real.count(u) && real.item(u, known) == all.item(u, n);
                known += isReal ? 1 : 0;
                builder.add(all.item(u, n), isReal ? all.weight(u, n) : mean);
            }
            builder.endUser();
        }
        return new TrainingData(items, real, builder.build(), features);
    }

    private static double sum(Interactions interactions) {
        double sum = 0;
        for (int u = 0; u < interactions.users(); u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                sum += interactions.weight(u, n);
            }
        }
        return sum;
    }

    /** The number of virtual interactions. */
    public int virtualInteractions() {
        return all.total() - real.total();
    }

    /** The weighted training matrix of all interactions, a row per user and a column per item. */
    SparseMatrix matrix() {
        return SparseMatrix.of(all, items);
    }
}
