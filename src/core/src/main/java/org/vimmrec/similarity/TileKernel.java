package org.vimmrec.similarity;

/**
 * The arithmetic of the search: dot products of a few rows with a panel of columns, and which of them are high.
 *
 * <p>An instance holds a block of columns, packed in panels the way an implementation reads them fastest; all threads share
 * it, and each multiplies by a {@link Tile} of its own. Whatever order an implementation adds in, a product's error stays
 * within {@link #errorBound}; the search allows for that, so all implementations lead to the same neighbours.
 */
public abstract class TileKernel {
    /** The most rows of a tile: few enough that it stays in the first-level cache. A multiple of register blocks. */
    public static final int ROWS = 48;
    /** A multiple of every implementation's panel width. */
    public static final int WIDEST_PANEL = 512;
    /** Columns are packed so many together: what they write is then whole cache lines. Every panel is a multiple of it. */
    public static final int PACKED_TOGETHER = 16;
    /** The longest run of additions: longer rows are summed up in pieces, for the cache and for the error. */
    public static final int DEPTH = 512;
    /** What the length of rows, and of the pieces in which they are summed up, is a multiple of. */
    public static final int STEP = 8;

    /** Unit round-off of single precision. */
    private static final double U = 0x1p-24;

    /** Of rows and of columns: the dimension, and zeros up to a whole step, so that there is never a remainder. */
    public final int length;

    /** For rows of a dimension. */
    protected TileKernel(int dimension) {
        length = (dimension + STEP - 1) / STEP * STEP;
    }

    /** Columns of a panel. */
    public abstract int panelWidth();

    /**
     * Packs {@link #PACKED_TOGETHER} columns of a panel. Panels may be packed by different threads.
     *
     * @param firstColumn of the panel, a multiple of {@link #PACKED_TOGETHER}
     * @param columns of {@link #length} each
     */
    public abstract void pack(int panel, int firstColumn, float[][] columns);

    /** A tile for one thread, with room for so many rows. */
    public abstract Tile tile(int rows);

    /** Some rows, and the products of a few of them with one panel. Belongs to one thread. */
    public abstract class Tile {
        /** By piece and row an array of its own: a loop over all of an array is faster than one over a part of it. */
        protected final float[][][] rows;

        /** With room for so many rows. */
        protected Tile(int count) {
            rows = new float[pieces(length)][][];
            for (int piece = 0; piece < rows.length; piece++) {
                rows[piece] = new float[count][start(piece + 1) - start(piece)];
            }
        }

        /** Sets a row, of {@link #length}. */
        public final void set(int row, float[] values) {
            for (int piece = 0; piece < rows.length; piece++) {
                System.arraycopy(values, start(piece), rows[piece][row], 0, rows[piece][row].length);
            }
        }

        /**
         * Computes the tile: the dot product of each row with each column.
         *
         * @param panel as it was packed
         * @param count how many rows from {@code firstRow} on, at most {@link #ROWS}
         */
        public abstract void multiply(int panel, int firstRow, int count);

        /**
         * Finds the columns of a row whose product times {@code factor} is above the row's threshold or the column's, and
         * perhaps some where it is equal to one.
         *
         * @param row 0 the first of those multiplied
         * @param factor by column; NaN for one that does not count
         * @param thresholds at {@code firstColumn + c} for column {@code c}
         * @param columns takes {@code firstColumn + c} of those found
         * @param scores takes their products times factor
         * @return how many were found
         */
        public abstract int above(int row, float[] factor, float rowThreshold, float[] thresholds, int firstColumn, int[] columns,
                float[] scores);
    }

    /** How far a score computed by a kernel can be from the exact one, for embeddings of so many numbers in all. */
    static double errorBound(int dimension) {
        // Additions within a piece and of pieces, and a handful of roundings of factors; see Higham, Accuracy and
        // Stability of Numerical Algorithms, section 3.1. The sum of the products' magnitudes is at most 1 by Cauchy-Schwarz.
        int additions = Math.min(dimension, DEPTH) + pieces(dimension);
        return (additions + 16) * U;
    }

    /** Pieces of at most {@link #DEPTH}, of about the same size. */
    static int pieces(int length) {
        return (length + DEPTH - 1) / DEPTH;
    }

    /** Where a piece begins, or the one before it ends. */
    protected final int start(int piece) {
        return (int) ((long) length * piece / pieces(length)) / STEP * STEP;
    }
}
