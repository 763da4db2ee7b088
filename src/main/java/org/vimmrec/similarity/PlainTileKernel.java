package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.List;

/**
 * In plain Java, in the one shape that C2 is known to turn into vector instructions: separate arrays, all indexed by the
 * same variable without an offset. A panel is an array per dimension, a row of the tile is an array.
 */
final class PlainTileKernel extends TileKernel {
    private static final int COLUMNS = WIDEST_PANEL;
    private static final int UNROLL = 4;
    /** 64 arrays of 512 floats stay in the second-level cache while all rows of the tile pass over them. */
    private static final int PASS = LEAST_PIECE;
    /** Floats in one: packing goes by so many dimensions at a time, so that what it writes to stays in the cache. */
    private static final int CACHE_LINE = 16;

    /** By panel and modality an array per dimension. */
    private final float[][][][] panels;

    PlainTileKernel(List<EmbeddingMatrix> modalities, int columns) {
        super(modalities);
        panels = new float[(columns + COLUMNS - 1) / COLUMNS][dimensions.length][][];
        for (float[][][] panel : panels) {
            for (int m = 0; m < dimensions.length; m++) {
                panel[m] = new float[(dimensions[m] + UNROLL - 1) / UNROLL * UNROLL][COLUMNS];
            }
        }
    }

    @Override
    int panelWidth() {
        return COLUMNS;
    }

    @Override
    void pack(int panel, int[] items, int first) {
        for (int m = 0; m < dimensions.length; m++) {
            for (int from = 0; from < dimensions[m]; from += CACHE_LINE) {
                int to = Math.min(dimensions[m], from + CACHE_LINE);
                for (int c = 0; c < COLUMNS; c++) {
                    float[] row = first + c < items.length ? row(m, items[first + c]) : zeros[m];
                    for (int k = from; k < to; k++) {
                        panels[panel][m][k][c] = row[k];
                    }
                }
            }
        }
    }

    @Override
    Tile tile() {
        return new PlainTile();
    }

    private final class PlainTile extends Tile {
        private final float[][] tile = new float[ROWS][COLUMNS];
        private final float[] product = new float[COLUMNS];

        @Override
        void multiply(int panel, int[] items, int firstRow, int count, float[][] scales, int firstColumn) {
            for (int r = 0; r < count; r++) {
                Arrays.fill(tile[r], 0);
            }
            for (int m = 0; m < dimensions.length; m++) {
                float[][] columns = panels[panel][m];
                for (int from = 0; from < dimensions[m]; from += PASS) {
                    int to = Math.min(dimensions[m], from + PASS);
                    for (int r = 0; r < count; r++) {
                        Arrays.fill(product, 0);
                        float[] row = row(m, items[firstRow + r]);
                        for (int k = from; k < to; k += UNROLL) {
                            add(product, columns[k], columns[k + 1], columns[k + 2], columns[k + 3], row[k],
                                    k + 1 < to ? row[k + 1] : 0, k + 2 < to ? row[k + 2] : 0, k + 3 < to ? row[k + 3] : 0);
                        }
                        addScaled(tile[r], product, scales[m][firstRow + r], scales[m], firstColumn);
                    }
                }
            }
        }

        @Override
        int above(int row, float[] factor, float rowThreshold, float[] thresholds, int firstColumn, int[] columns,
                float[] scores, int found) {
            float[] products = tile[row];
            int next = found;
            for (int c = 0; c < COLUMNS; c++) {
                float score = products[c] * factor[c];
                if (score > rowThreshold || score > thresholds[firstColumn + c]) {
                    columns[next] = firstColumn + c;
                    scores[next++] = score;
                }
            }
            return next;
        }
    }

    private static void add(float[] sum, float[] b0, float[] b1, float[] b2, float[] b3, float x0, float x1, float x2,
            float x3) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += x0 * b0[c] + x1 * b1[c] + x2 * b2[c] + x3 * b3[c];
        }
    }

    private static void addScaled(float[] sum, float[] product, float rowScale, float[] columnScale, int at) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += product[c] * rowScale * columnScale[at + c];
        }
    }
}
