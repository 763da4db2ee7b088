package org.vimmrec.recommender;

import java.util.SplittableRandom;

/** Arithmetic on vectors in single precision, in loops that the JIT compiler vectorises. */
final class Vectors {

    private Vectors() {}

    /** The dot product, summed in double precision. */
    static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }

    /** Adds {@code factor * a} to {@code sum}. */
    static void addScaled(float[] sum, float[] a, float factor) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += factor * a[k];
        }
    }

    /** Adds four rows at a time: the sum is read and written a quarter as often. All arguments are needed for speed. */
    @SuppressWarnings("ParameterNumber")
    static void addScaled(
            float[] sum, float[] a, float[] b, float[] c, float[] d, float ofA, float ofB, float ofC, float ofD) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += ofA * a[k] + ofB * b[k] + ofC * c[k] + ofD * d[k];
        }
    }

    /** Sets {@code out} to {@code factor * a}. */
    static void setScaled(float[] out, float[] a, float factor) {
        for (int k = 0; k < out.length; k++) {
            out[k] = factor * a[k];
        }
    }

    static void scale(float[] a, float factor) {
        for (int k = 0; k < a.length; k++) {
            a[k] *= factor;
        }
    }

    /** The bound of the uniform distribution of Glorot and Bengio (AISTATS 2010) for a matrix. */
    static double glorotBound(int rows, int columns) {
        return Math.sqrt(6.0 / (rows + columns));
    }

    /** Draws the first {@code columns} values of the rows from {@code from} to {@code to - 1}, between two bounds. */
    static void drawUniform(float[][] rows, int from, int to, int columns, double bound, SplittableRandom random) {
        for (int n = from; n < to; n++) {
            for (int k = 0; k < columns; k++) {
                rows[n][k] = (float) (bound * (2 * random.nextDouble() - 1));
            }
        }
    }
}
