package org.vimmrec.sparse;

/**
 * 64-bit hash codes that tell whether something has changed. Two different things have the same fingerprint with a
 * probability of about 2^-64.
 *
 * <p>Fingerprints are stored in the database, so the functions must not change between releases.
 */
public final class Fingerprint {
    /** The fingerprint of nothing. Nothing else has it. */
    public static final long NONE = 0;

    private static final long SEED = 0x6A09E667F3BCC909L;
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final int LANES = 4;

    private Fingerprint() {}

    /** The fingerprint of an embedding. */
    public static long of(float[] row) {
        long h0 = SEED;
        long h1 = SEED + 1;
        long h2 = SEED + 2;
        long h3 = SEED + 3;
        int k = 0;
        for (;
                k + LANES <= row.length;
                k += LANES) { // four independent chains, because a step needs the result of the one before
            h0 = step(h0, Float.floatToRawIntBits(row[k]));
            h1 = step(h1, Float.floatToRawIntBits(row[k + 1]));
            h2 = step(h2, Float.floatToRawIntBits(row[k + 2]));
            h3 = step(h3, Float.floatToRawIntBits(row[k + 3]));
        }
        for (; k < row.length; k++) {
            h0 = step(h0, Float.floatToRawIntBits(row[k]));
        }
        return finish(step(step(step(step(h0, h1), h2), h3), row.length));
    }

    /** The fingerprint of two numbers, such as the fingerprint of a prefix and the next element. The order matters. */
    public static long of(long a, long b) {
        return finish(step(step(SEED, a), b));
    }

    /**
     * Fingerprints that also cover a flag of each thing.
     *
     * @param fingerprints what {@link #NONE} belongs to stays without a fingerprint
     * @param flags null for no flags: the fingerprints stay as they are
     */
    public static long[] of(long[] fingerprints, boolean[] flags) {
        if (flags == null) {
            return fingerprints;
        }
        long[] both = new long[fingerprints.length];
        for (int n = 0; n < both.length; n++) {
            both[n] = fingerprints[n] == NONE ? NONE : of(fingerprints[n], flags[n] ? 1 : 0);
        }
        return both;
    }

    private static long step(long hash, long value) {
        long product = (hash ^ value) * ODD;
        return product ^ product >>> 32;
    }

    /** Mixes the bits of the hash, so that each depends on all others. Never returns {@link #NONE}. */
    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return mixed == NONE ? ODD : mixed;
    }
}
