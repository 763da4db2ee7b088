package org.vimmrec.similarity;

/**
 * The arithmetic of a tile: dot products of a block of rows with a panel of columns, and which of them are high.
 *
 * <p>An instance belongs to one thread and owns the packed copies of a block and of some panels, so its memory is that of
 * a block, not of the embeddings. Whatever order an implementation adds in, a product's error stays within
 * {@link #errorBound}; the search allows for that, so all implementations lead to the same neighbours.
 */
abstract class TileKernel {
    /** Rows of a block. A multiple of every implementation's register blocking. */
    static final int ROWS = 192;
    /** The longest run of additions: longer embeddings are summed up in pieces, for the cache and for the error. */
    static final int DEPTH = 512;
    /** No implementation sums up in pieces shorter than this. */
    static final int LEAST_PIECE = 64;

    /** Unit round-off of single precision. */
    private static final double U = 0x1p-24;

    /** Columns of a panel. */
    abstract int columns();

    /**
     * Packs a block of at most {@link #ROWS} rows of a modality, each times its scale. Absent rows (null) are zero.
     *
     * @param rows all rows of the modality
     * @param index which rows: {@code index[start .. start + count - 1]}
     * @param scale by place in {@code index}
     */
    abstract void packRows(int modality, float[][] rows, int[] index, int start, int count, double[] scale);

    /**
     * Packs panels of columns of a modality, the last one padded with zeros. Absent rows (null) are zero.
     *
     * @param dimension the length of the rows
     */
    abstract void packColumns(int modality, int dimension, float[][] rows, int[] index, int start, int count);

    /**
     * Computes the tile of the packed block and a panel: for row {@code r} and column {@code c} the sum over modalities of
     * their dot product times {@code columnScale[modality][panel * columns() + c]}.
     */
    abstract void multiply(int panel, int rows, float[][] columnScale);

    /**
     * The columns of a row of the tile whose product times {@code factor} is above the row's threshold or the column's.
     *
     * @param factor at {@code offset + c} for column {@code c}; NaN for a column that does not count
     * @param thresholds at {@code thresholdOffset + c} for column {@code c}
     * @param hits takes the columns found
     * @param scores takes their products times factor
     * @return how many were found
     */
    abstract int above(int row, float[] factor, int offset, float rowThreshold, float[] thresholds, int thresholdOffset,
            int[] hits, float[] scores);

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
