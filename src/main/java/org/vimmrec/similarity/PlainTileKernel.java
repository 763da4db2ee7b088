package org.vimmrec.similarity;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;

/**
 * In plain Java, in the one shape that C2 is known to turn into vector instructions on Java 17 as on later ones: separate
 * arrays, all indexed by the same variable without an offset, and one of them written. A panel is an array per dimension, a
 * row of the tile is an array.
 */
final class PlainTileKernel extends TileKernel {
    private static final int COLUMNS = WIDEST_PANEL;
    /** Dimensions in one go: 8 arrays of 512 floats stay in the first-level cache while all rows pass over them. */
    private static final int STEP = 8;
    /** Floats in one: packing goes by so many dimensions at a time, so that what it writes to stays in the cache. */
    private static final int CACHE_LINE = 16;
    private static final boolean FUSED = hasFusedMultiplyAdd();

    /** By panel and modality an array per dimension. */
    private final float[][][][] panels;

    PlainTileKernel(List<EmbeddingMatrix> modalities, int columns) {
        super(modalities);
        panels = new float[(columns + COLUMNS - 1) / COLUMNS][dimensions.length][][];
        for (float[][][] panel : panels) {
            for (int m = 0; m < dimensions.length; m++) {
                panel[m] = new float[(dimensions[m] + STEP - 1) / STEP * STEP][COLUMNS];
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
        private final float[][] products = new float[ROWS][COLUMNS];
        private final float[] x = new float[STEP];

        @Override
        void multiply(int panel, int[] items, int firstRow, int count, float[][] scales, int firstColumn) {
            for (int r = 0; r < count; r++) {
                Arrays.fill(tile[r], 0);
            }
            for (int m = 0; m < dimensions.length; m++) {
                int pieces = pieces(dimensions[m]);
                for (int piece = 0; piece < pieces; piece++) {
                    int from = (int) ((long) dimensions[m] * piece / pieces);
                    int to = (int) ((long) dimensions[m] * (piece + 1) / pieces);
                    multiply(panels[panel][m], m, from, to, items, firstRow, count);
                    for (int r = 0; r < count; r++) {
                        addScaled(tile[r], products[r], scales[m][firstRow + r], scales[m], firstColumn);
                    }
                }
            }
        }

        private void multiply(float[][] columns, int modality, int from, int to, int[] items, int firstRow, int count) {
            for (int r = 0; r < count; r++) {
                Arrays.fill(products[r], 0);
            }
            for (int k = from; k < to; k += STEP) {
                int step = Math.min(STEP, to - k);
                Arrays.fill(x, 0); // the columns past the end of a piece do not count
                for (int r = 0; r < count; r++) {
                    System.arraycopy(row(modality, items[firstRow + r]), k, x, 0, step);
                    if (FUSED) {
                        addFused(products[r], column(columns, k), column(columns, k + 1), column(columns, k + 2),
                                column(columns, k + 3), column(columns, k + 4), column(columns, k + 5),
                                column(columns, k + 6), column(columns, k + 7), x[0], x[1], x[2], x[3], x[4], x[5], x[6],
                                x[7]);
                    } else {
                        add(products[r], column(columns, k), column(columns, k + 1), column(columns, k + 2),
                                column(columns, k + 3), column(columns, k + 4), column(columns, k + 5),
                                column(columns, k + 6), column(columns, k + 7), x[0], x[1], x[2], x[3], x[4], x[5], x[6],
                                x[7]);
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

    /** A piece's last step may end past the last column's array; what it is multiplied by is zero. */
    private static float[] column(float[][] columns, int k) {
        return columns[Math.min(k, columns.length - 1)];
    }

    private static void addFused(float[] sum, float[] b0, float[] b1, float[] b2, float[] b3, float[] b4, float[] b5,
            float[] b6, float[] b7, float x0, float x1, float x2, float x3, float x4, float x5, float x6, float x7) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] = Math.fma(x7, b7[c], Math.fma(x6, b6[c], Math.fma(x5, b5[c], Math.fma(x4, b4[c],
                    Math.fma(x3, b3[c], Math.fma(x2, b2[c], Math.fma(x1, b1[c], Math.fma(x0, b0[c], sum[c]))))))));
        }
    }

    private static void add(float[] sum, float[] b0, float[] b1, float[] b2, float[] b3, float[] b4, float[] b5, float[] b6,
            float[] b7, float x0, float x1, float x2, float x3, float x4, float x5, float x6, float x7) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] = sum[c] + x0 * b0[c] + x1 * b1[c] + x2 * b2[c] + x3 * b3[c] + x4 * b4[c] + x5 * b5[c] + x6 * b6[c]
                    + x7 * b7[c];
        }
    }

    private static void addScaled(float[] sum, float[] product, float rowScale, float[] columnScale, int at) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += product[c] * rowScale * columnScale[at + c];
        }
    }

    /** Without the instruction, {@link Math#fma} is a thousand times slower than a multiplication and an addition. */
    private static boolean hasFusedMultiplyAdd() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        return machine != null && Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue());
    }
}
