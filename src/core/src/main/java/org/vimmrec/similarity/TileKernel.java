package org.vimmrec.similarity;

/**
 * The arithmetic of the first pass: computes the dot products of a few rows with a panel of columns, and finds the high
 * ones.
 *
 * <p>An instance holds a block of columns, packed in panels in the layout that the implementation reads fastest. All
 * threads share it, and each has a {@link Tile} of its own. Implementations may add in any order: the error of a
 * product stays within {@link #errorBound}. The search allows for that error, so all implementations lead to the same
 * neighbours.
 */
public abstract class TileKernel {
    /** The most rows of a tile, which must fit in the first-level cache. A multiple of every register block. */
    public static final int ROWS = 48;
    /** A multiple of the panel width of every implementation. */
    public static final int WIDEST_PANEL = 512;
    /** The number of columns that are packed together, which fill whole cache lines. Divides every panel width. */
    public static final int PACKED_TOGETHER = 16;
    /**
     * The most dimensions that are added in one run. Longer rows are added in pieces, for the cache and for the error.
     */
    public static final int DEPTH = 512;
    /** Divides the length of rows and of pieces. */
    public static final int STEP = 8;

    /** The unit round-off of single precision. */
    private static final double U = 0x1p-24;

    /** The length of rows and columns: the dimension, padded with zeros to a multiple of {@link #STEP}. */
    public final int length;

    /** @param dimension the length of a row without padding, at least 1 */
    protected TileKernel(int dimension) {
        length = (dimension + STEP - 1) / STEP * STEP;
    }

    /** The number of columns of a panel. */
    public abstract int panelWidth();

    /**
     * Packs {@link #PACKED_TOGETHER} columns of a panel. Panels may be packed by different threads.
     *
     * @param firstColumn the place of the first one in the panel, a multiple of {@link #PACKED_TOGETHER}
     * @param columns arrays of {@link #length} each
     */
    public abstract void pack(int panel, int firstColumn, float[][] columns);

    /**
     * Creates a tile for one thread.
     *
     * @param rows the most rows that it holds
     */
    public abstract Tile tile(int rows);

    /** Holds rows, and the products of up to {@value #ROWS} of them with one panel. Belongs to one thread. */
    public abstract class Tile {
        /**
         * By piece and row, an array of its own, because a loop over a whole array is faster than one over a part of
         * it.
         */
        protected final float[][][] rows;

        /** @param count the most rows that the tile holds */
        protected Tile(int count) {
            rows = new float[pieces(length)][][];
            for (int piece = 0; piece < rows.length; piece++) {
                rows[piece] = new float[count][start(piece + 1) - start(piece)];
            }
        }

        /** Sets a row, which has the length {@link TileKernel#length}. */
        public final void set(int row, float[] values) {
            for (int piece = 0; piece < rows.length; piece++) {
                System.arraycopy(values, start(piece), rows[piece][row], 0, rows[piece][row].length);
            }
        }

        /**
         * Computes the tile: the dot product of each row with each column.
         *
         * @param panel the panel's number, as it was packed
         * @param count the number of rows from {@code firstRow} on, at most {@link #ROWS}
         */
        public abstract void multiply(int panel, int firstRow, int count);

        /**
         * Finds the columns of a row whose product times {@code factor} is above the row's threshold or the column's.
         * It may also find columns where it is equal to one of them.
         *
         * @param row the row's place among those multiplied, from 0
         * @param factor by column; NaN for a column to leave out
         * @param thresholds the threshold of column {@code c} is at {@code firstColumn + c}
         * @param columns receives {@code firstColumn + c} of each column found
         * @param scores receives the product times the factor of each column found
         * @return the number of columns found
         */
        public abstract int above(
                int row,
                float[] factor,
                float rowThreshold,
                float[] thresholds,
                int firstColumn,
                int[] columns,
                float[] scores);
    }

    /**
     * An upper bound of the error of a score that a kernel computes.
     *
     * @param dimension the number of dimensions of all modalities together
     */
    static double errorBound(int dimension) {
        // Counts the additions within a piece and of pieces, and a few roundings of factors. See Higham, Accuracy and
        // Stability of Numerical Algorithms, section 3.1. By Cauchy-Schwarz, the products' magnitudes add up to at most
        // 1.
        int additions = Math.min(dimension, DEPTH) + pieces(dimension);
        return (additions + 16) * U;
    }

    /** The number of pieces of at most {@link #DEPTH} dimensions that a row is divided into. */
    static int pieces(int length) {
        return (length + DEPTH - 1) / DEPTH;
    }

    /** The first dimension of a piece, which is the end of the piece before it. */
    protected final int start(int piece) {
        return (int) ((long) length * piece / pieces(length)) / STEP * STEP;
    }
}
