package org.vimmrec.similarity.vector;

import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorSpecies;
import org.vimmrec.similarity.Insertion;

/**
 * The insertion with the Vector API, without a branch that the processor could mispredict. Each place receives the
 * maximum of its own number and of the minimum of the new number and the next place.
 */
final class VectorInsertion implements Insertion {
    private static final VectorSpecies<Long> SPECIES =
            LongVector.SPECIES_PREFERRED.length() > STEP ? LongVector.SPECIES_512 : LongVector.SPECIES_PREFERRED;
    private static final boolean NATIVE = LongVector.SPECIES_PREFERRED.length() >= 4;

    @Override
    public void replace(long[] ascending, int from, long number) {
        if (!NATIVE) { // processors with 128-bit vectors lack the instructions
            Insertion.PLAIN.replace(ascending, from, number);
            return;
        }
        LongVector candidate = LongVector.broadcast(SPECIES, number);
        for (int at = from; at < ascending.length - 1; at += SPECIES.length()) {
            LongVector.fromArray(SPECIES, ascending, at + 1)
                    .min(candidate)
                    .max(LongVector.fromArray(SPECIES, ascending, at))
                    .intoArray(ascending, at);
        }
    }
}
