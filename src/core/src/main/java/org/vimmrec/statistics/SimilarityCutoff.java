package org.vimmrec.statistics;

import org.vimmrec.similarity.Neighbours;

/**
 * A lower bound of the similarity of neighbours, exclusive: a number, or a percentile of the similarities of all
 * neighbours that a search without a bound finds. A percentile depends on all items, so neighbours with such a bound
 * cannot be updated.
 *
 * @param value the bound, from -1 to 1; of a percentile, the percent from 0 to 100
 * @param isPercentile whether the bound is a percentile
 */
public record SimilarityCutoff(double value, boolean isPercentile) {

    /** A bound that is a number. */
    public static SimilarityCutoff of(double value) {
        return new SimilarityCutoff(value, false);
    }

    /** The bound of the search, before a percentile is known. */
    public double ofSearch() {
        return isPercentile ? -1 : value;
    }

    /** Removes the neighbours at or below a percentile from what the search found. */
    public Neighbours cut(Neighbours found) {
        return isPercentile ? found.above(Distribution.of(found.allScores()).percentile(value)) : found;
    }

    /** A number, or a percentile such as {@code "p90"}: the cutoff as configurations spell it. */
    public Object spelling() {
        if (!isPercentile) {
            return value;
        }
        String percent = String.valueOf(value);
        return "p" + (percent.endsWith(".0") ? percent.substring(0, percent.length() - 2) : percent);
    }

    /** The heap that {@link #cut} takes, in bytes. */
    public long bytes(long items, long neighboursPerItem) {
        return isPercentile ? Neighbours.bytes(items, neighboursPerItem) + items * neighboursPerItem * Double.BYTES : 0;
    }
}
