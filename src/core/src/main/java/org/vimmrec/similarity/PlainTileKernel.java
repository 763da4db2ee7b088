package org.vimmrec.similarity;

import java.util.Arrays;

/**
 * The tile kernel in plain Java. Its loops have the shape that the C2 compiler turns into vector instructions: separate
 * arrays, all indexed by the same variable without an offset.
 *
 * <p>A panel has an array for each dimension, and a tile has an array for each row. Eight dimensions are added at once,
 * because eight arrays stay in the first-level cache while all rows pass over them. On Java 17, C2 vectorises a loop
 * only if it writes one array, so rows are added one by one. From Java 25 on, three rows are added together, four
 * dimensions at a time, and share the reads of the panel. That is a third faster there, and would be three times as
 * slow on Java 17.
 *
 * <p>The methods that add have a parameter for each array and each factor, up to 19 of them, because that is the shape
 * of loop that C2 vectorises.
 */
final class PlainTileKernel extends TileKernel {
    private static final int FMA_CALLS = 20;
    /**
     * Between the times of an interpreted call with the processor instruction (about 30 ns) and without it (thousands).
     */
    private static final long FMA_NANOS = 400;

    private static final boolean FUSED = hasFusedMultiplyAdd();
    private static final int ROWS_AT_ONCE = 3;
    private static final boolean SEVERAL_ROWS = FUSED && Runtime.version().feature() >= 25;
    /** Each form is a quarter slower at the width of the other. */
    private static final int COLUMNS = SEVERAL_ROWS ? WIDEST_PANEL / 2 : WIDEST_PANEL;

    /** By panel and dimension, the numbers of all columns. */
    private final float[][][] panels;

    PlainTileKernel(int dimension, int columns) {
        super(dimension);
        panels = new float[(columns + COLUMNS - 1) / COLUMNS][length][COLUMNS];
    }

    @Override
    public int panelWidth() {
        return COLUMNS;
    }

    @Override
    public void pack(int panel, int firstColumn, float[][] columns) {
        for (int k = 0; k < length; k++) {
            for (int c = 0; c < columns.length; c++) {
                panels[panel][k][firstColumn + c] = columns[c][k];
            }
        }
    }

    @Override
    public Tile tile(int rows) {
        return new PlainTile(rows);
    }

    private final class PlainTile extends Tile {
        private final float[][] tile = new float[ROWS][COLUMNS];
        private final float[][] products = new float[ROWS][COLUMNS];

        PlainTile(int rows) {
            super(rows);
        }

        @Override
        public void multiply(int panel, int firstRow, int count) {
            multiply(panels[panel], 0, firstRow, count, tile);
            for (int piece = 1; piece < rows.length; piece++) {
                multiply(panels[panel], piece, firstRow, count, products);
                for (int r = 0; r < count; r++) {
                    add(tile[r], products[r]);
                }
            }
        }

        private void multiply(float[][] panel, int piece, int firstRow, int count, float[][] sums) {
            for (int r = 0; r < count; r++) {
                Arrays.fill(sums[r], 0);
            }
            int start = start(piece);
            int depth = start(piece + 1) - start;
            for (int k = 0; k < depth; k += STEP) {
                int at = start + k;
                int done = 0;
                for (; SEVERAL_ROWS && done + ROWS_AT_ONCE <= count; done += ROWS_AT_ONCE) {
                    float[] x = rows[piece][firstRow + done];
                    float[] y = rows[piece][firstRow + done + 1];
                    float[] z = rows[piece][firstRow + done + 2];
                    for (int n = 0; n < STEP; n += 4) {
                        addFused(
                                sums[done],
                                sums[done + 1],
                                sums[done + 2],
                                panel[at + n],
                                panel[at + n + 1],
                                panel[at + n + 2],
                                panel[at + n + 3],
                                x[k + n],
                                x[k + n + 1],
                                x[k + n + 2],
                                x[k + n + 3],
                                y[k + n],
                                y[k + n + 1],
                                y[k + n + 2],
                                y[k + n + 3],
                                z[k + n],
                                z[k + n + 1],
                                z[k + n + 2],
                                z[k + n + 3]);
                    }
                }
                for (int r = done; r < count; r++) {
                    float[] x = rows[piece][firstRow + r];
                    if (FUSED) {
                        addFused(
                                sums[r],
                                panel[at],
                                panel[at + 1],
                                panel[at + 2],
                                panel[at + 3],
                                panel[at + 4],
                                panel[at + 5],
                                panel[at + 6],
                                panel[at + 7],
                                x[k],
                                x[k + 1],
                                x[k + 2],
                                x[k + 3],
                                x[k + 4],
                                x[k + 5],
                                x[k + 6],
                                x[k + 7]);
                    } else {
                        add(
                                sums[r],
                                panel[at],
                                panel[at + 1],
                                panel[at + 2],
                                panel[at + 3],
                                panel[at + 4],
                                panel[at + 5],
                                panel[at + 6],
                                panel[at + 7],
                                x[k],
                                x[k + 1],
                                x[k + 2],
                                x[k + 3],
                                x[k + 4],
                                x[k + 5],
                                x[k + 6],
                                x[k + 7]);
                    }
                }
            }
        }

        @Override
        public int above(
                int row,
                float[] factor,
                float rowThreshold,
                float[] thresholds,
                int firstColumn,
                int[] columns,
                float[] scores) {
            float[] products = tile[row];
            int found = 0;
            for (int c = 0; c < COLUMNS; c++) {
                float score = products[c] * factor[c];
                if (score > rowThreshold || score > thresholds[firstColumn + c]) {
                    columns[found] = firstColumn + c;
                    scores[found++] = score;
                }
            }
            return found;
        }
    }

    @SuppressWarnings("ParameterNumber") // each array is a local variable, so that C2 turns the loop into SIMD code
    private static void addFused(
            float[] sumX,
            float[] sumY,
            float[] sumZ,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float x0,
            float x1,
            float x2,
            float x3,
            float y0,
            float y1,
            float y2,
            float y3,
            float z0,
            float z1,
            float z2,
            float z3) {
        for (int c = 0; c < COLUMNS; c++) {
            float c0 = b0[c];
            float c1 = b1[c];
            float c2 = b2[c];
            float c3 = b3[c];
            sumX[c] = Math.fma(x3, c3, Math.fma(x2, c2, Math.fma(x1, c1, Math.fma(x0, c0, sumX[c]))));
            sumY[c] = Math.fma(y3, c3, Math.fma(y2, c2, Math.fma(y1, c1, Math.fma(y0, c0, sumY[c]))));
            sumZ[c] = Math.fma(z3, c3, Math.fma(z2, c2, Math.fma(z1, c1, Math.fma(z0, c0, sumZ[c]))));
        }
    }

    @SuppressWarnings("ParameterNumber") // each array is a local variable, so that C2 turns the loop into SIMD code
    private static void addFused(
            float[] sum,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] b4,
            float[] b5,
            float[] b6,
            float[] b7,
            float x0,
            float x1,
            float x2,
            float x3,
            float x4,
            float x5,
            float x6,
            float x7) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] = Math.fma(
                    x7,
                    b7[c],
                    Math.fma(
                            x6,
                            b6[c],
                            Math.fma(
                                    x5,
                                    b5[c],
                                    Math.fma(
                                            x4,
                                            b4[c],
                                            Math.fma(
                                                    x3,
                                                    b3[c],
                                                    Math.fma(
                                                            x2,
                                                            b2[c],
                                                            Math.fma(x1, b1[c], Math.fma(x0, b0[c], sum[c]))))))));
        }
    }

    @SuppressWarnings("ParameterNumber") // each array is a local variable, so that C2 turns the loop into SIMD code
    private static void add(
            float[] sum,
            float[] b0,
            float[] b1,
            float[] b2,
            float[] b3,
            float[] b4,
            float[] b5,
            float[] b6,
            float[] b7,
            float x0,
            float x1,
            float x2,
            float x3,
            float x4,
            float x5,
            float x6,
            float x7) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] = sum[c]
                    + x0 * b0[c]
                    + x1 * b1[c]
                    + x2 * b2[c]
                    + x3 * b3[c]
                    + x4 * b4[c]
                    + x5 * b5[c]
                    + x6 * b6[c]
                    + x7 * b7[c];
        }
    }

    private static void add(float[] sum, float[] product) {
        for (int c = 0; c < COLUMNS; c++) {
            sum[c] += product[c];
        }
    }

    /**
     * Whether {@link Math#fma} is a processor instruction on this machine. Without it, the JDK uses {@code BigDecimal},
     * which takes a hundred times as long. So the fastest of several short runs tells the two apart even on a busy
     * machine.
     */
    private static boolean hasFusedMultiplyAdd() {
        long fastest = Long.MAX_VALUE;
        double sum = 1;
        for (int run = 0; run < 10; run++) {
            long start = System.nanoTime();
            for (int n = 0; n < FMA_CALLS; n++) {
                sum = Math.fma(sum, 0.9999999, 1e-7);
            }
            fastest = Math.min(fastest, System.nanoTime() - start);
        }
        return sum > 0 && fastest < FMA_CALLS * FMA_NANOS;
    }
}
