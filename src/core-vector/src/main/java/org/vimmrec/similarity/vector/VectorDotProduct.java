package org.vimmrec.similarity.vector;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.vimmrec.similarity.DotProduct;

/** The dot product with the Vector API: 2 vectors of 4 sums. */
final class VectorDotProduct implements DotProduct {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
    private static final boolean NATIVE = DoubleVector.SPECIES_PREFERRED.length() >= DOUBLES.length();

    @Override
    public double of(float[] a, float[] b) {
        if (!NATIVE) { // with 128-bit vectors the Vector API would allocate objects
            return DotProduct.PLAIN.of(a, b);
        }
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int k = 0;
        for (int end = a.length - 7; k < end; k += 8) {
            low = doubles(a, k)
                    .fma(doubles(b, k), low); // the products are exact, so a fused multiply-add rounds the same
            high = doubles(a, k + 4).fma(doubles(b, k + 4), high);
        }
        return pairwise(low, high) + DotProduct.rest(a, b, k);
    }

    @Override
    public void of(float[] a, float[] b0, float[] b1, float[] b2, float[] b3, double[] sums, int at) {
        if (!NATIVE) {
            DotProduct.PLAIN.of(a, b0, b1, b2, b3, sums, at);
            return;
        }
        DoubleVector low0 = DoubleVector.zero(DOUBLES);
        DoubleVector high0 = DoubleVector.zero(DOUBLES);
        DoubleVector low1 = DoubleVector.zero(DOUBLES);
        DoubleVector high1 = DoubleVector.zero(DOUBLES);
        DoubleVector low2 = DoubleVector.zero(DOUBLES);
        DoubleVector high2 = DoubleVector.zero(DOUBLES);
        DoubleVector low3 = DoubleVector.zero(DOUBLES);
        DoubleVector high3 = DoubleVector.zero(DOUBLES);
        int k = 0;
        for (int end = a.length - 7; k < end; k += 8) {
            DoubleVector low = doubles(a, k);
            DoubleVector high = doubles(a, k + 4);
            low0 = low.fma(doubles(b0, k), low0);
            high0 = high.fma(doubles(b0, k + 4), high0);
            low1 = low.fma(doubles(b1, k), low1);
            high1 = high.fma(doubles(b1, k + 4), high1);
            low2 = low.fma(doubles(b2, k), low2);
            high2 = high.fma(doubles(b2, k + 4), high2);
            low3 = low.fma(doubles(b3, k), low3);
            high3 = high.fma(doubles(b3, k + 4), high3);
        }
        sums[at] = pairwise(low0, high0) + DotProduct.rest(a, b0, k);
        sums[at + 1] = pairwise(low1, high1) + DotProduct.rest(a, b1, k);
        sums[at + 2] = pairwise(low2, high2) + DotProduct.rest(a, b2, k);
        sums[at + 3] = pairwise(low3, high3) + DotProduct.rest(a, b3, k);
    }

    private static double pairwise(DoubleVector low, DoubleVector high) {
        DoubleVector sum = low.add(high);
        return (sum.lane(0) + sum.lane(1)) + (sum.lane(2) + sum.lane(3));
    }

    private static DoubleVector doubles(float[] row, int at) {
        return (DoubleVector) FloatVector.fromArray(FLOATS, row, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
