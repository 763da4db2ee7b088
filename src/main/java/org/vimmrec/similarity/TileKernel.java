package org.vimmrec.similarity;

import java.util.List;

/**
 * The arithmetic of the search: dot products of a few rows with a panel of columns, and which of them are high.
 *
 * <p>An instance holds a block of columns, packed in panels the way an implementation reads them fastest; all threads share
 * it, and each multiplies by a {@link Tile} of its own. Rows are read where they are. Whatever order an implementation
 * adds in, a product's error stays within {@link #errorBound}; the search allows for that, so all implementations lead to
 * the same neighbours.
 */
abstract class TileKernel {
    /** The most rows of a tile: few enough that it stays in the first-level cache. A multiple of register blocks. */
    static final int ROWS = 48;
    /** A multiple of every implementation's panel width. */
    static final int WIDEST_PANEL = 512;
    /** The longest run of additions: longer embeddings are summed up in pieces, for the cache and for the error. */
    static final int DEPTH = 512;
    /** No implementation sums up in pieces shorter than this. */
    static final int LEAST_PIECE = 64;

    /** Unit round-off of single precision. */
    private static final double U = 0x1p-24;

    /** By modality the rows of all items, null where an item has none. */
    final float[][][] rows;
    /** By modality the length of its rows. */
    final int[] dimensions;
    /** By modality what takes the place of an absent row. */
    final float[][] zeros;
    final int totalDimension;

    TileKernel(List<EmbeddingMatrix> modalities) {
        int count = modalities.size();
        rows = new float[count][][];
        dimensions = new int[count];
        zeros = new float[count][];
        int total = 0;
        for (int m = 0; m < count; m++) {
            rows[m] = modalities.get(m).rows();
            dimensions[m] = modalities.get(m).dimension();
            zeros[m] = new float[dimensions[m]];
            total += dimensions[m];
        }
        totalDimension = total;
    }

    /** Columns of a panel. */
    abstract int panelWidth();

    /**
     * Packs a panel of the block. Panels may be packed by different threads.
     *
     * @param items the panel's columns: {@code items[first]} and on, at most {@link #panelWidth}; the rest is zero
     */
    abstract void pack(int panel, int[] items, int first);

    /** A tile for one thread. */
    abstract Tile tile();

    /** An item's row, or zeros. */
    final float[] row(int modality, int item) {
        float[] row = rows[modality][item];
        return row == null ? zeros[modality] : row;
    }

    /** The products of some rows with one panel. Belongs to one thread. */
    abstract static class Tile {

        /**
         * Computes the tile: for row {@code r} and column {@code c} the sum over modalities {@code m} of their dot product
         * times {@code scales[m][firstRow + r] * scales[m][firstColumn + c]}.
         *
         * @param panel as it was packed
         * @param items the rows: {@code items[firstRow]} and on
         * @param count how many rows, at most {@link #ROWS}
         * @param scales by modality and place; as long as the last panel is wide
         */
        abstract void multiply(int panel, int[] items, int firstRow, int count, float[][] scales, int firstColumn);

        /**
         * Finds the columns of a row whose product times {@code factor} is above the row's threshold or the column's.
         *
         * @param row 0 the first of the tile
         * @param factor by column; NaN for one that does not count
         * @param thresholds at {@code firstColumn + c} for column {@code c}
         * @param columns takes {@code firstColumn + c} of those found
         * @param scores takes their products times factor
         * @param found where in {@code columns} and {@code scores} to begin
         * @return where the next one would go
         */
        abstract int above(int row, float[] factor, float rowThreshold, float[] thresholds, int firstColumn, int[] columns,
                float[] scores, int found);
    }

    /** How far a score computed by a kernel can be from the exact one, for embeddings of so many numbers in all. */
    static double errorBound(int totalDimension) {
        // Additions within a piece and of pieces, and a handful of roundings of factors; see Higham, Accuracy and
        // Stability of Numerical Algorithms, section 3.1. The sum of the products' magnitudes is at most 1 by Cauchy-Schwarz.
        int additions = Math.min(totalDimension, DEPTH) + totalDimension / LEAST_PIECE;
        return (additions + 16) * U;
    }

    /** Pieces of at most {@link #DEPTH}, of about the same size. */
    static int pieces(int dimension) {
        return (dimension + DEPTH - 1) / DEPTH;
    }
}
