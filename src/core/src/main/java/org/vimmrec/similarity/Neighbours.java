package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.MemoryEstimate;

/** The neighbours of each item with their similarity, best first. */
public final class Neighbours implements SparseRows {
    private final int[][] items;
    private final double[][] scores;

    /**
     * Keeps both arrays without copying them.
     *
     * @param items for each item, the indexes of its neighbours, best first, without itself
     * @param scores for each item, the similarity of each neighbour
     */
    public Neighbours(int[][] items, double[][] scores) {
        this.items = items;
        this.scores = scores;
    }

    @Override
    public int rows() {
        return items.length;
    }

    /** The number of neighbours of an item. */
    public int count(int item) {
        return items[item].length;
    }

    /** An item's neighbour by rank; the nearest has rank 0. */
    public int neighbour(int item, int rank) {
        return items[item][rank];
    }

    /** The similarity of an item's neighbour by rank; the nearest has rank 0. */
    public double score(int item, int rank) {
        return scores[item][rank];
    }

    /** An item's neighbours, best first. The caller must not change them. */
    int[] items(int item) {
        return items[item];
    }

    /** The similarities of an item's neighbours, best first. The caller must not change them. */
    double[] scores(int item) {
        return scores[item];
    }

    /** The number of neighbours of all items together. */
    public long total() {
        long total = 0;
        for (int[] row : items) {
            total += row.length;
        }
        return total;
    }

    /** The similarities of all neighbours, item by item. */
    public double[] allScores() {
        double[] all = new double[Math.toIntExact(total())];
        int length = 0;
        for (double[] row : scores) {
            System.arraycopy(row, 0, all, length, row.length);
            length += row.length;
        }
        return all;
    }

    /**
     * The neighbours that items would have if their embeddings were permuted. Neighbours with equal similarity keep
     * their order instead of being sorted by item.
     *
     * @param holders for each item, the item that receives its embedding; a permutation
     */
    public Neighbours exchanged(int[] holders) {
        int[][] newItems = new int[items.length][];
        double[][] newScores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            int[] row = items[i].clone();
            for (int n = 0; n < row.length; n++) {
                row[n] = holders[row[n]];
            }
            newItems[holders[i]] = row;
            newScores[holders[i]] = scores[i];
        }
        return new Neighbours(newItems, newScores);
    }

    /**
     * The neighbours that are in a set, in the same order. All items keep a row.
     *
     * @param kept by item whether it is in the set; null if all are
     */
    public Neighbours among(boolean[] kept) {
        if (kept == null) {
            return this;
        }
        int[][] newItems = new int[items.length][];
        double[][] newScores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            int[] row = new int[items[i].length];
            double[] rowScores = new double[row.length];
            int count = 0;
            for (int n = 0; n < row.length; n++) {
                if (kept[items[i][n]]) {
                    row[count] = items[i][n];
                    rowScores[count++] = scores[i][n];
                }
            }
            newItems[i] = Arrays.copyOf(row, count);
            newScores[i] = Arrays.copyOf(rowScores, count);
        }
        return new Neighbours(newItems, newScores);
    }

    /** The first {@code topK} neighbours of each item. */
    public Neighbours first(int topK) {
        return cut(i -> Math.min(topK, items[i].length));
    }

    /** The neighbours with a similarity above a cutoff. */
    public Neighbours above(double cutoff) {
        return cut(i -> {
            int count = items[i].length;
            while (count > 0 && !(scores[i][count - 1] > cutoff)) {
                count--;
            }
            return count;
        });
    }

    private Neighbours cut(IntUnaryOperator counts) {
        int[][] newItems = new int[items.length][];
        double[][] newScores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            newItems[i] = Arrays.copyOf(items[i], counts.applyAsInt(i));
            newScores[i] = Arrays.copyOf(scores[i], newItems[i].length);
        }
        return new Neighbours(newItems, newScores);
    }

    /** The heap that {@code neighboursPerItem} neighbours of each item take, in bytes. */
    public static long bytes(long items, long neighboursPerItem) {
        return MemoryEstimate.arrays(items, neighboursPerItem, Integer.BYTES)
                + MemoryEstimate.arrays(items, neighboursPerItem, Double.BYTES);
    }

    @Override
    public Reader reader() {
        return new Reader() {
            private int row;

            @Override
            public int read(int newRow) {
                row = newRow;
                return items[row].length;
            }

            @Override
            public void sort() {
                // rows are always sorted
            }

            @Override
            public int column(int entry) {
                return items[row][entry];
            }

            @Override
            public double value(int entry) {
                return scores[row][entry];
            }
        };
    }
}
