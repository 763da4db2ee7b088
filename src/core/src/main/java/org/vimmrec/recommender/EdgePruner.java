package org.vimmrec.recommender;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.vimmrec.sparse.Interactions;

/**
 * The degree-sensitive edge pruning of FREEDOM (Zhou and Shen, ACM MM 2023): a random part of the interactions, sampled
 * without replacement with probabilities proportional to the normalised edges {@code x_ui / sqrt(d_u d_i)}, so that the
 * edges of popular items and busy users go first.
 *
 * <p>Real and virtual interactions are pruned apart, the same share of each. Sampled together, the few heavy edges
 * would nearly all stay, and virtual interactions would switch the pruning of the real ones off.
 *
 * <p>The sample without replacement takes the smallest of the keys {@code -ln(random) / probability} (Efraimidis and
 * Spirakis, Information Processing Letters 2006).
 */
final class EdgePruner {
    private final SparseMatrix all;
    private final SparseMatrix normalized;
    private final boolean[] isReal;
    private final int real;
    private final double keptShare;
    private final SplittableRandom random;

    /**
     * @param training real and virtual interactions
     * @param all their matrix
     * @param dropout the share of edges to prune, at least 0 and below 1
     */
    EdgePruner(Interactions training, SparseMatrix all, double dropout, SplittableRandom random) {
        this.all = all;
        this.normalized = all.scaled(
                SparseMatrix.inverseRoots(all.rowSums()),
                SparseMatrix.inverseRoots(all.transposed().rowSums()));
        this.isReal = all.entriesIn(training);
        this.real = training.total();
        this.keptShare = 1 - dropout;
        this.random = random;
    }

    /** Returns the matrix of the interactions that are kept this time. */
    SparseMatrix prune() {
        double[] keys = new double[isReal.length];
        double[] ofReal = new double[real];
        double[] ofVirtual = new double[isReal.length - real];
        int reals = 0;
        for (int e = 0; e < keys.length; e++) {
            keys[e] = -Math.log(1 - random.nextDouble()) / normalized.value(e);
            if (isReal[e]) {
                ofReal[reals++] = keys[e];
            } else {
                ofVirtual[e - reals] = keys[e];
            }
        }
        double highestReal = highestKept(ofReal);
        double highestVirtual = highestKept(ofVirtual);
        boolean[] kept = new boolean[keys.length];
        for (int e = 0; e < keys.length; e++) {
            kept[e] = keys[e] <= (isReal[e] ? highestReal : highestVirtual);
        }
        return all.selected(kept);
    }

    private double highestKept(double[] keys) {
        Arrays.sort(keys);
        return keys.length == 0 ? 0 : keys[(int) Math.ceil(keys.length * keptShare) - 1];
    }
}
