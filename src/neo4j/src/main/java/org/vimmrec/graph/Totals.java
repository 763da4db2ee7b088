package org.vimmrec.graph;

/**
 * Figures of everything that the last write or update has read or written. A call about some users or items uses them,
 * so it need not read everything.
 *
 * @param items the number of nodes with the item label
 * @param pairs the number of similarities; 0 for virtual interactions
 * @param meanSimilarity their mean, from -1 to 1; NaN if there are none
 */
public record Totals(long items, long pairs, double meanSimilarity) {

    /** The figures of virtual interactions. */
    public static Totals ofItems(long items) {
        return new Totals(items, 0, Double.NaN);
    }
}
