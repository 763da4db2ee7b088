package org.vimmrec.similarity;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * With the Vector API: 6 rows times 4 vectors of columns in registers, both sides packed so that the inner loop reads
 * memory in order. Loaded by name, only where the module is there; see {@link Kernels}.
 */
final class VectorTileKernel extends TileKernel {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int VECTORS = 4;
    private static final int COLUMNS = VECTORS * LANES;
    private static final int GROUP = 6;
    /** Floats in one: packing goes by so many dimensions at a time, so that what it writes to stays in the cache. */
    private static final int CACHE_LINE = 16;

    private float[][] rows = new float[0][];
    private float[][] panels = new float[0][];
    private int[] dimensions = new int[0];
    private final float[] tile = new float[ROWS * COLUMNS];
    private final float[] spill = new float[LANES];

    @Override
    int columns() {
        return COLUMNS;
    }

    @Override
    void packRows(int modality, float[][] source, int[] index, int start, int count, double[] scale) {
        int dimension = dimensions[modality];
        rows = Arrays.copyOf(rows, dimensions.length);
        if (rows[modality] == null) {
            rows[modality] = new float[ROWS * dimension];
        }
        float[] packed = rows[modality];
        for (int r = 0; r < ROWS; r++) {
            int at = r / GROUP * GROUP * dimension + r % GROUP;
            float[] row = r < count ? source[index[start + r]] : null;
            float factor = r < count ? (float) scale[start + r] : 0;
            for (int k = 0; k < dimension; k++, at += GROUP) {
                packed[at] = row == null ? 0 : row[k] * factor;
            }
        }
    }

    @Override
    void packColumns(int modality, int dimension, float[][] source, int[] index, int start, int count) {
        if (modality >= dimensions.length) {
            dimensions = Arrays.copyOf(dimensions, modality + 1);
            panels = Arrays.copyOf(panels, modality + 1);
        }
        dimensions[modality] = dimension;
        int panelCount = (count + COLUMNS - 1) / COLUMNS;
        if (panels[modality] == null || panels[modality].length < panelCount * COLUMNS * dimension) {
            panels[modality] = new float[panelCount * COLUMNS * dimension];
        }
        for (int panel = 0; panel < panelCount; panel++) {
            for (int from = 0; from < dimension; from += CACHE_LINE) {
                int to = Math.min(dimension, from + CACHE_LINE);
                for (int c = 0; c < COLUMNS; c++) {
                    int place = panel * COLUMNS + c;
                    transpose(place < count ? source[index[start + place]] : null, from, to, panels[modality],
                            (panel * dimension + from) * COLUMNS + c);
                }
            }
        }
    }

    private static void transpose(float[] row, int from, int to, float[] packed, int at) {
        for (int k = from; k < to; k++, at += COLUMNS) {
            packed[at] = row == null ? 0 : row[k];
        }
    }

    @Override
    void multiply(int panel, int count, float[][] columnScale) {
        Arrays.fill(tile, 0, (count + GROUP - 1) / GROUP * GROUP * COLUMNS, 0);
        for (int m = 0; m < dimensions.length; m++) {
            int dimension = dimensions[m];
            int pieces = pieces(dimension);
            for (int piece = 0; piece < pieces; piece++) {
                int from = (int) ((long) dimension * piece / pieces);
                int depth = (int) ((long) dimension * (piece + 1) / pieces) - from;
                int column = panel * COLUMNS * dimension + from * COLUMNS;
                for (int r = 0; r < count; r += GROUP) {
                    multiplyAdd(rows[m], r * dimension + from * GROUP, panels[m], column, depth, columnScale[m],
                            panel * COLUMNS, tile, r * COLUMNS);
                }
            }
        }
    }

    /**
     * {@code tile[row][column] += scale[column] * sum_k a[k][row] * b[k][column]}, with the 24 sums in registers. No vector
     * is handed to another method: were that one not inlined, every sum would live in an object.
     */
    private static void multiplyAdd(float[] a, int aAt, float[] b, int bAt, int depth, float[] scale, int scaleAt,
            float[] tile, int tileAt) {
        FloatVector c00 = FloatVector.zero(SPECIES);
        FloatVector c01 = FloatVector.zero(SPECIES);
        FloatVector c02 = FloatVector.zero(SPECIES);
        FloatVector c03 = FloatVector.zero(SPECIES);
        FloatVector c10 = FloatVector.zero(SPECIES);
        FloatVector c11 = FloatVector.zero(SPECIES);
        FloatVector c12 = FloatVector.zero(SPECIES);
        FloatVector c13 = FloatVector.zero(SPECIES);
        FloatVector c20 = FloatVector.zero(SPECIES);
        FloatVector c21 = FloatVector.zero(SPECIES);
        FloatVector c22 = FloatVector.zero(SPECIES);
        FloatVector c23 = FloatVector.zero(SPECIES);
        FloatVector c30 = FloatVector.zero(SPECIES);
        FloatVector c31 = FloatVector.zero(SPECIES);
        FloatVector c32 = FloatVector.zero(SPECIES);
        FloatVector c33 = FloatVector.zero(SPECIES);
        FloatVector c40 = FloatVector.zero(SPECIES);
        FloatVector c41 = FloatVector.zero(SPECIES);
        FloatVector c42 = FloatVector.zero(SPECIES);
        FloatVector c43 = FloatVector.zero(SPECIES);
        FloatVector c50 = FloatVector.zero(SPECIES);
        FloatVector c51 = FloatVector.zero(SPECIES);
        FloatVector c52 = FloatVector.zero(SPECIES);
        FloatVector c53 = FloatVector.zero(SPECIES);
        for (int k = 0; k < depth; k++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, bAt);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, bAt + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, bAt + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, bAt + 3 * LANES);
            bAt += COLUMNS;
            FloatVector x = FloatVector.broadcast(SPECIES, a[aAt]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, a[aAt + 1]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, a[aAt + 2]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, a[aAt + 3]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(SPECIES, a[aAt + 4]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, a[aAt + 5]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
            aAt += GROUP;
        }
        FloatVector s0 = FloatVector.fromArray(SPECIES, scale, scaleAt);
        FloatVector s1 = FloatVector.fromArray(SPECIES, scale, scaleAt + LANES);
        FloatVector s2 = FloatVector.fromArray(SPECIES, scale, scaleAt + 2 * LANES);
        FloatVector s3 = FloatVector.fromArray(SPECIES, scale, scaleAt + 3 * LANES);
        c00.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt)).intoArray(tile, tileAt);
        c01.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + LANES)).intoArray(tile, tileAt + LANES);
        c02.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + 2 * LANES)).intoArray(tile, tileAt + 2 * LANES);
        c03.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + 3 * LANES)).intoArray(tile, tileAt + 3 * LANES);
        c10.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt + COLUMNS)).intoArray(tile, tileAt + COLUMNS);
        c11.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + COLUMNS + LANES)).intoArray(tile, tileAt + COLUMNS + LANES);
        c12.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + COLUMNS + 2 * LANES)).intoArray(tile, tileAt + COLUMNS + 2 * LANES);
        c13.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + COLUMNS + 3 * LANES)).intoArray(tile, tileAt + COLUMNS + 3 * LANES);
        c20.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt + 2 * COLUMNS)).intoArray(tile, tileAt + 2 * COLUMNS);
        c21.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + 2 * COLUMNS + LANES)).intoArray(tile, tileAt + 2 * COLUMNS + LANES);
        c22.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + 2 * COLUMNS + 2 * LANES)).intoArray(tile, tileAt + 2 * COLUMNS + 2 * LANES);
        c23.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + 2 * COLUMNS + 3 * LANES)).intoArray(tile, tileAt + 2 * COLUMNS + 3 * LANES);
        c30.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt + 3 * COLUMNS)).intoArray(tile, tileAt + 3 * COLUMNS);
        c31.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + 3 * COLUMNS + LANES)).intoArray(tile, tileAt + 3 * COLUMNS + LANES);
        c32.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + 3 * COLUMNS + 2 * LANES)).intoArray(tile, tileAt + 3 * COLUMNS + 2 * LANES);
        c33.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + 3 * COLUMNS + 3 * LANES)).intoArray(tile, tileAt + 3 * COLUMNS + 3 * LANES);
        c40.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt + 4 * COLUMNS)).intoArray(tile, tileAt + 4 * COLUMNS);
        c41.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + 4 * COLUMNS + LANES)).intoArray(tile, tileAt + 4 * COLUMNS + LANES);
        c42.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + 4 * COLUMNS + 2 * LANES)).intoArray(tile, tileAt + 4 * COLUMNS + 2 * LANES);
        c43.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + 4 * COLUMNS + 3 * LANES)).intoArray(tile, tileAt + 4 * COLUMNS + 3 * LANES);
        c50.fma(s0, FloatVector.fromArray(SPECIES, tile, tileAt + 5 * COLUMNS)).intoArray(tile, tileAt + 5 * COLUMNS);
        c51.fma(s1, FloatVector.fromArray(SPECIES, tile, tileAt + 5 * COLUMNS + LANES)).intoArray(tile, tileAt + 5 * COLUMNS + LANES);
        c52.fma(s2, FloatVector.fromArray(SPECIES, tile, tileAt + 5 * COLUMNS + 2 * LANES)).intoArray(tile, tileAt + 5 * COLUMNS + 2 * LANES);
        c53.fma(s3, FloatVector.fromArray(SPECIES, tile, tileAt + 5 * COLUMNS + 3 * LANES)).intoArray(tile, tileAt + 5 * COLUMNS + 3 * LANES);
    }

    @Override
    int above(int row, float[] factor, int offset, float rowThreshold, float[] thresholds, int thresholdOffset, int[] hits,
            float[] scores) {
        FloatVector rowLimit = FloatVector.broadcast(SPECIES, rowThreshold);
        int found = 0;
        for (int c = 0; c < COLUMNS; c += LANES) {
            FloatVector score = FloatVector.fromArray(SPECIES, tile, row * COLUMNS + c)
                    .mul(FloatVector.fromArray(SPECIES, factor, offset + c));
            // The lower of the two limits: a score above it is above one of them.
            FloatVector limit = FloatVector.fromArray(SPECIES, thresholds, thresholdOffset + c).min(rowLimit);
            if (score.compare(VectorOperators.GT, limit).anyTrue()) {
                score.intoArray(spill, 0);
                for (int lane = 0; lane < LANES; lane++) { // by scalars, because asking a mask lane by lane is slow
                    if (spill[lane] > rowThreshold || spill[lane] > thresholds[thresholdOffset + c + lane]) {
                        hits[found] = c + lane;
                        scores[found++] = spill[lane];
                    }
                }
            }
        }
        return found;
    }
}
