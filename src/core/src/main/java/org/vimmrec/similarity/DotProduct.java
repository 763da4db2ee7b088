package org.vimmrec.similarity;

/**
 * The dot product of two rows in double precision. All implementations return the same bits: the product of two floats
 * is exact in double precision, and every implementation keeps eight sums, adds the product at place {@code k} to sum
 * {@code k mod 8} in ascending order, and adds the eight sums pairwise.
 */
public interface DotProduct {

    /** The dot product of two rows of the same length. */
    double of(float[] a, float[] b);

    /**
     * The dot products of one row with four others, all of the same length. The sums are the same as those of single
     * calls, but the four rows are fetched from memory at the same time.
     *
     * @param sums receives the four products from {@code at} on
     */
    void of(float[] a, float[] b0, float[] b1, float[] b2, float[] b3, double[] sums, int at);

    /** The implementation without the Vector API. */
    DotProduct PLAIN = new DotProduct() {
        @Override
        public double of(float[] a, float[] b) {
            return plain(a, b);
        }

        @Override
        public void of(float[] a, float[] b0, float[] b1, float[] b2, float[] b3, double[] sums, int at) {
            sums[at] = plain(a, b0);
            sums[at + 1] = plain(a, b1);
            sums[at + 2] = plain(a, b2);
            sums[at + 3] = plain(a, b3);
        }
    };

    private static double plain(float[] a, float[] b) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int k = 0;
        for (int end = a.length - 7; k < end; k += 8) {
            s0 += (double) a[k] * b[k];
            s1 += (double) a[k + 1] * b[k + 1];
            s2 += (double) a[k + 2] * b[k + 2];
            s3 += (double) a[k + 3] * b[k + 3];
            s4 += (double) a[k + 4] * b[k + 4];
            s5 += (double) a[k + 5] * b[k + 5];
            s6 += (double) a[k + 6] * b[k + 6];
            s7 += (double) a[k + 7] * b[k + 7];
        }
        return (((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))) + rest(a, b, k);
    }

    /** The sum of the products of the last places, fewer than 8. */
    static double rest(float[] a, float[] b, int from) {
        double sum = 0;
        for (int k = from; k < a.length; k++) {
            sum += (double) a[k] * b[k];
        }
        return sum;
    }
}
