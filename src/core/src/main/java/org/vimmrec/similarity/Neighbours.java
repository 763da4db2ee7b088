package org.vimmrec.similarity;

import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.MemoryEstimate;

/** Each item's neighbours with their similarity, best first. */
public final class Neighbours implements SparseRows {
    private final int[][] items;
    private final double[][] scores;

    /**
     * Both kept, not copied.
     *
     * @param items per item the indexes of its neighbours, best first, never itself
     * @param scores per item the similarity of each, of the same shape
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

    /** An item's neighbour at a place, 0 the nearest. */
    public int neighbour(int item, int place) {
        return items[item][place];
    }

    /** The similarity of an item's neighbour at a place. */
    public double score(int item, int place) {
        return scores[item][place];
    }

    /** The number of neighbours of all items together. */
    public long total() {
        long total = 0;
        for (int[] row : items) {
            total += row.length;
        }
        return total;
    }

    /** All similarities, item by item. */
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
     * The neighbours that items would have if they had each other's embeddings. Where similarities are equal, the order is not
     * that of the items.
     *
     * @param holders by item the one that gets its embedding; every item once
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

    /** The heap that so many neighbours of so many items take, in bytes. */
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
                // a row always is in order
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
