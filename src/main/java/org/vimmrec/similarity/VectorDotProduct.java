package org.vimmrec.similarity;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** With the Vector API: 2 vectors of 4 sums. Loaded by name, only where the module is there; see {@link Kernels}. */
final class VectorDotProduct implements DotProduct {
    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_128;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_256;
    private static final boolean NATIVE = DoubleVector.SPECIES_PREFERRED.length() >= DOUBLES.length();

    @Override
    public double of(float[] a, float[] b) {
        if (!NATIVE) { // on 128-bit processors the Vector API would go through objects
            return DotProduct.plain(a, b);
        }
        DoubleVector low = DoubleVector.zero(DOUBLES);
        DoubleVector high = DoubleVector.zero(DOUBLES);
        int k = 0;
        for (int end = a.length - 7; k < end; k += 8) {
            low = doubles(a, k).fma(doubles(b, k), low); // exact products, so fused or not is the same
            high = doubles(a, k + 4).fma(doubles(b, k + 4), high);
        }
        return (((low.lane(0) + low.lane(1)) + (low.lane(2) + low.lane(3)))
                + ((high.lane(0) + high.lane(1)) + (high.lane(2) + high.lane(3)))) + DotProduct.rest(a, b, k);
    }

    private static DoubleVector doubles(float[] row, int at) {
        return (DoubleVector) FloatVector.fromArray(FLOATS, row, at).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }
}
