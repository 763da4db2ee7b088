package org.vimmrec.similarity.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.vimmrec.similarity.TileKernel;

/**
 * The tile kernel with the Vector API. It keeps the products of 6 rows and 4 vectors of columns in registers, and packs
 * a panel in the order in which the inner loop reads it.
 *
 * <p>The number of instructions limits the speed of the inner loop, so it consists of little more than the 24
 * multiply-adds and their loads. Every array is indexed by the loop variable, so the JIT compiler can move all range
 * checks out of the loop.
 */
final class VectorTileKernel extends TileKernel {
    /** The machine's preferred species, from 4 lanes to 16. */
    private static final VectorSpecies<Float> SPECIES = VectorSpecies.of(
            float.class,
            VectorShape.forBitSize(Math.max(128, Math.min(512, FloatVector.SPECIES_PREFERRED.vectorBitSize()))));

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());
    private static final int LANES = SPECIES.length();
    private static final int COLUMNS = 4 * LANES;
    private static final int GROUP = 6;
    /**
     * The index of the first panel. A large array starts a region of the heap with a header of 16 bytes. From this
     * index on, vectors of 64 bytes do not straddle cache lines, which would cost a fifth of the speed.
     */
    private static final int ALIGNMENT = 12;
    /** A bit for each lane. The bits of two vectors fit in an int. */
    private static final IntVector EVEN = IntVector.broadcast(INTS, 1)
            .lanewise(VectorOperators.LSHL, IntVector.zero(INTS).addIndex(1));

    private static final IntVector ODD = EVEN.lanewise(VectorOperators.LSHL, LANES);
    private static final int SIGN = Integer.SIZE - 1;

    private final float[] panels;

    VectorTileKernel(int dimension, int columns) {
        super(dimension);
        int width = (columns + COLUMNS - 1) / COLUMNS * COLUMNS;
        panels = new float[Math.addExact(ALIGNMENT, Math.multiplyExact(width, length))];
    }

    @Override
    public int panelWidth() {
        return COLUMNS;
    }

    @Override
    public void pack(int panel, int firstColumn, float[][] columns) {
        for (int c = 0; c < columns.length; c += 4) {
            transpose(columns[c], columns[c + 1], columns[c + 2], columns[c + 3], startOf(panel) + firstColumn + c);
        }
    }

    private void transpose(float[] c0, float[] c1, float[] c2, float[] c3, int at) {
        float[] packed = panels;
        for (int k = 0; k < length; k++) {
            packed[at + k * COLUMNS] = c0[k];
            packed[at + k * COLUMNS + 1] = c1[k];
            packed[at + k * COLUMNS + 2] = c2[k];
            packed[at + k * COLUMNS + 3] = c3[k];
        }
    }

    private int startOf(int panel) {
        return ALIGNMENT + panel * COLUMNS * length;
    }

    @Override
    public Tile tile(int rows) {
        return new VectorTile(rows);
    }

    private final class VectorTile extends Tile {
        private final float[] tile = new float[ROWS * COLUMNS];
        private final float[] sums = new float[GROUP * COLUMNS];

        VectorTile(int rows) {
            super(rows);
        }

        @Override
        public void multiply(int panel, int firstRow, int count) {
            for (int piece = 0; piece < rows.length; piece++) {
                int at = startOf(panel) + start(piece) * COLUMNS;
                for (int r = 0; r < count; r += GROUP) {
                    if (piece == 0) {
                        multiplyGroup(rows[piece], firstRow + r, firstRow + count, at, tile, r * COLUMNS);
                    } else {
                        multiplyGroup(rows[piece], firstRow + r, firstRow + count, at, sums, 0);
                        add(r * COLUMNS);
                    }
                }
            }
        }

        /** Multiplies a whole group. Places after the last row repeat that row, and their products are ignored. */
        private void multiplyGroup(float[][] rows, int first, int end, int at, float[] sums, int sumsAt) {
            VectorTileKernel.multiplyGroup(
                    rows[first],
                    rows[Math.min(first + 1, end - 1)],
                    rows[Math.min(first + 2, end - 1)],
                    rows[Math.min(first + 3, end - 1)],
                    rows[Math.min(first + 4, end - 1)],
                    rows[Math.min(first + 5, end - 1)],
                    rows[first].length,
                    panels,
                    at,
                    sums,
                    sumsAt);
        }

        private void add(int at) {
            for (int c = 0; c < sums.length; c += LANES) {
                FloatVector.fromArray(SPECIES, tile, at + c)
                        .add(FloatVector.fromArray(SPECIES, sums, c))
                        .intoArray(tile, at + c);
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
            FloatVector rowLimit = FloatVector.broadcast(SPECIES, rowThreshold);
            int at = row * COLUMNS;
            FloatVector s0 = FloatVector.fromArray(SPECIES, tile, at).mul(FloatVector.fromArray(SPECIES, factor, 0));
            FloatVector s1 =
                    FloatVector.fromArray(SPECIES, tile, at + LANES).mul(FloatVector.fromArray(SPECIES, factor, LANES));
            FloatVector s2 = FloatVector.fromArray(SPECIES, tile, at + 2 * LANES)
                    .mul(FloatVector.fromArray(SPECIES, factor, 2 * LANES));
            FloatVector s3 = FloatVector.fromArray(SPECIES, tile, at + 3 * LANES)
                    .mul(FloatVector.fromArray(SPECIES, factor, 3 * LANES));
            // Compares by the sign of a difference. One test detects a row without high scores, which is frequent.
            IntVector below0 =
                    sign(s0, rowLimit).and(sign(s0, FloatVector.fromArray(SPECIES, thresholds, firstColumn)));
            IntVector below1 =
                    sign(s1, rowLimit).and(sign(s1, FloatVector.fromArray(SPECIES, thresholds, firstColumn + LANES)));
            IntVector below2 = sign(s2, rowLimit)
                    .and(sign(s2, FloatVector.fromArray(SPECIES, thresholds, firstColumn + 2 * LANES)));
            IntVector below3 = sign(s3, rowLimit)
                    .and(sign(s3, FloatVector.fromArray(SPECIES, thresholds, firstColumn + 3 * LANES)));
            if (!below0.and(below1)
                    .and(below2.and(below3))
                    .compare(VectorOperators.GE, 0)
                    .anyTrue()) {
                return 0;
            }
            // Collects a bit for each column without a branch, which the processor could mispredict.
            int low = EVEN.and(below0.lanewise(VectorOperators.ASHR, SIGN).not())
                    .or(ODD.and(below1.lanewise(VectorOperators.ASHR, SIGN).not()))
                    .reduceLanes(VectorOperators.ADD);
            int high = EVEN.and(below2.lanewise(VectorOperators.ASHR, SIGN).not())
                    .or(ODD.and(below3.lanewise(VectorOperators.ASHR, SIGN).not()))
                    .reduceLanes(VectorOperators.ADD);
            int found = 0;
            for (long bits = low & 0xFFFFFFFFL | (long) high << 2 * LANES; bits != 0; bits &= bits - 1) {
                int c = Long.numberOfTrailingZeros(bits);
                float score = tile[at + c] * factor[c];
                if (score == score) { // not NaN, whose sign is arbitrary
                    columns[found] = firstColumn + c;
                    scores[found++] = score;
                }
            }
            return found;
        }

        /** Negative where the score is below the limit. */
        private IntVector sign(FloatVector score, FloatVector limit) {
            return score.sub(limit).reinterpretAsInts();
        }
    }

    /**
     * Computes {@code sums[r][c] = sum_k row_r[k] * panel[k][c]} with the 24 sums in registers. The panel starts at
     * {@code at}, the sums start at {@code sumsAt}.
     *
     * <p>The method has 11 parameters, so that every array that the loop reads is a local variable and its range checks
     * move out of the loop. It passes no vector to another method: if that method were not inlined, every sum would
     * become an object. The loop starts at the constant 0, because a variable start makes it a tenth slower on Java 17.
     */
    @SuppressWarnings("ParameterNumber")
    private static void multiplyGroup(
            float[] row0,
            float[] row1,
            float[] row2,
            float[] row3,
            float[] row4,
            float[] row5,
            int depth,
            float[] panel,
            int at,
            float[] sums,
            int sumsAt) {
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
            FloatVector b0 = FloatVector.fromArray(SPECIES, panel, at + k * COLUMNS);
            FloatVector b1 = FloatVector.fromArray(SPECIES, panel, at + k * COLUMNS + LANES);
            FloatVector b2 = FloatVector.fromArray(SPECIES, panel, at + k * COLUMNS + 2 * LANES);
            FloatVector b3 = FloatVector.fromArray(SPECIES, panel, at + k * COLUMNS + 3 * LANES);
            FloatVector x = FloatVector.broadcast(SPECIES, row0[k]);
            c00 = x.fma(b0, c00);
            c01 = x.fma(b1, c01);
            c02 = x.fma(b2, c02);
            c03 = x.fma(b3, c03);
            x = FloatVector.broadcast(SPECIES, row1[k]);
            c10 = x.fma(b0, c10);
            c11 = x.fma(b1, c11);
            c12 = x.fma(b2, c12);
            c13 = x.fma(b3, c13);
            x = FloatVector.broadcast(SPECIES, row2[k]);
            c20 = x.fma(b0, c20);
            c21 = x.fma(b1, c21);
            c22 = x.fma(b2, c22);
            c23 = x.fma(b3, c23);
            x = FloatVector.broadcast(SPECIES, row3[k]);
            c30 = x.fma(b0, c30);
            c31 = x.fma(b1, c31);
            c32 = x.fma(b2, c32);
            c33 = x.fma(b3, c33);
            x = FloatVector.broadcast(SPECIES, row4[k]);
            c40 = x.fma(b0, c40);
            c41 = x.fma(b1, c41);
            c42 = x.fma(b2, c42);
            c43 = x.fma(b3, c43);
            x = FloatVector.broadcast(SPECIES, row5[k]);
            c50 = x.fma(b0, c50);
            c51 = x.fma(b1, c51);
            c52 = x.fma(b2, c52);
            c53 = x.fma(b3, c53);
        }
        c00.intoArray(sums, sumsAt);
        c01.intoArray(sums, sumsAt + LANES);
        c02.intoArray(sums, sumsAt + 2 * LANES);
        c03.intoArray(sums, sumsAt + 3 * LANES);
        c10.intoArray(sums, sumsAt + 4 * LANES);
        c11.intoArray(sums, sumsAt + 5 * LANES);
        c12.intoArray(sums, sumsAt + 6 * LANES);
        c13.intoArray(sums, sumsAt + 7 * LANES);
        c20.intoArray(sums, sumsAt + 8 * LANES);
        c21.intoArray(sums, sumsAt + 9 * LANES);
        c22.intoArray(sums, sumsAt + 10 * LANES);
        c23.intoArray(sums, sumsAt + 11 * LANES);
        c30.intoArray(sums, sumsAt + 12 * LANES);
        c31.intoArray(sums, sumsAt + 13 * LANES);
        c32.intoArray(sums, sumsAt + 14 * LANES);
        c33.intoArray(sums, sumsAt + 15 * LANES);
        c40.intoArray(sums, sumsAt + 16 * LANES);
        c41.intoArray(sums, sumsAt + 17 * LANES);
        c42.intoArray(sums, sumsAt + 18 * LANES);
        c43.intoArray(sums, sumsAt + 19 * LANES);
        c50.intoArray(sums, sumsAt + 20 * LANES);
        c51.intoArray(sums, sumsAt + 21 * LANES);
        c52.intoArray(sums, sumsAt + 22 * LANES);
        c53.intoArray(sums, sumsAt + 23 * LANES);
    }
}
