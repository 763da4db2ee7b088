package org.vimmrec.evaluation;

import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;

/**
 * What a recommender learns from: users' real interactions, and with them perhaps virtual ones.
 *
 * @param items the number of items
 * @param real the real interactions, which are what a user is known to like
 * @param all the real and the virtual ones, with their weights
 */
public record TrainingMatrix(int items, Interactions real, Interactions all) {
    private static final int CHECK_EVERY = 256;

    /** Without virtual interactions. */
    public static TrainingMatrix bare(int items, Interactions real) {
        return new TrainingMatrix(items, real, real);
    }

    /**
     * With virtual interactions.
     *
     * @param virtual a row per user, none with an item that the user really interacted with; computed from {@code real}
     *     alone, or else the evaluation would know what it asks
     */
    public static TrainingMatrix augmented(int items, Interactions real, SparseRows virtual, Task task) {
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
        return new TrainingMatrix(items, real, builder.build());
    }

    /** With virtual interactions that all weigh their mean: it tells what the differences between their weights are worth. */
    public TrainingMatrix unweighted() {
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
        return new TrainingMatrix(items, real, builder.build());
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

    SparseMatrix matrix() {
        return SparseMatrix.of(all, items);
    }
}
