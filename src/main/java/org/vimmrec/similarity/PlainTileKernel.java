package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * In plain Java, in the one shape that C2 is known to turn into vector instructions: separate arrays, all indexed by the
 * same variable without an offset. A panel is an array per dimension, a row of the tile is an array.
 */
final class PlainTileKernel extends TileKernel {
    private static final int COLUMNS = 512;
    private static final int UNROLL = 4;
    /** 64 arrays of 512 floats stay in the second-level cache while all rows of the block pass over them. */
    private static final int PASS = LEAST_PIECE;

    /** Floats in one: packing goes by so many dimensions at a time, so that what it writes to stays in the cache. */
    private static final int CACHE_LINE = 16;

    private float[][][] rows = new float[0][][];
    private float[][][][] panels = new float[0][][][];
    private final float[][] tile = new float[ROWS][COLUMNS];
    private final float[] product = new float[COLUMNS];

    @Override
    int columns() {
        return COLUMNS;
    }

    @Override
    void packRows(int modality, float[][] source, int[] index, int start, int count, double[] scale) {
        int dimension = panels[modality][0].length;
        rows = Arrays.copyOf(rows, panels.length);
        if (rows[modality] == null) {
            rows[modality] = new float[ROWS][dimension];
        }
        for (int r = 0; r < count; r++) {
            float[] row = source[index[start + r]];
            float[] packed = rows[modality][r];
            for (int k = 0; row != null && k < row.length; k++) {
                packed[k] = (float) (row[k] * scale[start + r]);
            }
            Arrays.fill(packed, row == null ? 0 : row.length, dimension, 0);
        }
    }

    @Override
    void packColumns(int modality, int dimension, float[][] source, int[] index, int start, int count) {
        if (modality >= panels.length) {
            panels = Arrays.copyOf(panels, modality + 1);
            panels[modality] = new float[0][][];
        }
        int needed = (count + COLUMNS - 1) / COLUMNS;
        int padded = (dimension + UNROLL - 1) / UNROLL * UNROLL;
        int there = panels[modality].length;
        if (there < needed) {
            panels[modality] = Arrays.copyOf(panels[modality], needed);
            for (int p = there; p < needed; p++) {
                panels[modality][p] = new float[padded][COLUMNS];
            }
        }
        for (int p = 0; p < needed; p++) {
            for (int from = 0; from < dimension; from += CACHE_LINE) {
                int to = Math.min(dimension, from + CACHE_LINE);
                for (int c = 0; c < COLUMNS; c++) {
                    int place = p * COLUMNS + c;
                    transpose(place < count ? source[index[start + place]] : null, from, to, panels[modality][p], c);
                }
            }
        }
    }

    private static void transpose(float[] row, int from, int to, float[][] panel, int column) {
        for (int k = from; k < to; k++) {
            panel[k][column] = row == null ? 0 : row[k];
        }
    }

    @Override
    void multiply(int panel, int count, float[][] columnScale) {
        for (int r = 0; r < count; r++) {
            Arrays.fill(tile[r], 0);
        }
        for (int m = 0; m < panels.length; m++) {
            float[][] columns = panels[m][panel];
            for (int from = 0; from < columns.length; from += PASS) {
                int to = Math.min(columns.length, from + PASS);
                for (int r = 0; r < count; r++) {
                    Arrays.fill(product, 0);
                    float[] row = rows[m][r];
                    for (int k = from; k < to; k += UNROLL) {
                        add(product, columns[k], columns[k + 1], columns[k + 2], columns[k + 3], row[k], row[k + 1],
                                row[k + 2], row[k + 3]);
                    }
                    addScaled(tile[r], product, columnScale[m], panel * COLUMNS);
                }
            }
        }
    }

    private static void add(float[] sum, float[] b0, float[] b1, float[] b2, float[] b3, float x0, float x1, float x2,
            float x3) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += x0 * b0[c] + x1 * b1[c] + x2 * b2[c] + x3 * b3[c];
        }
    }

    private static void addScaled(float[] sum, float[] product, float[] scale, int at) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += product[c] * scale[at + c];
        }
    }

    @Override
    int above(int row, float[] factor, int offset, float rowThreshold, float[] thresholds, int thresholdOffset, int[] hits,
            float[] scores) {
        float[] products = tile[row];
        int found = 0;
        for (int c = 0; c < COLUMNS; c++) {
            float score = products[c] * factor[offset + c];
            if (score > rowThreshold || score > thresholds[thresholdOffset + c]) {
                hits[found] = c;
                scores[found++] = score;
            }
        }
        return found;
    }
}
