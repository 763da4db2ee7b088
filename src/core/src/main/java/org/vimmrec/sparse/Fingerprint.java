package org.vimmrec.sparse;

/**
 * Numbers that tell whether something is what it was: 64 bits of all its values. That two different things have the same
 * one is as likely as to guess a number out of 18 trillion million.
 *
 * <p>They are stored, so what they are must not change from release to release.
 */
public final class Fingerprint {
    /** That of nothing; nothing else has it. */
    public static final long NONE = 0;

    private static final long SEED = 0x6A09E667F3BCC909L;
    private static final long ODD = 0x9E3779B97F4A7C15L;
    private static final int LANES = 4;

    private Fingerprint() {
    }

    /** Of an embedding. */
    public static long of(float[] row) {
        long h0 = SEED;
        long h1 = SEED + 1;
        long h2 = SEED + 2;
        long h3 = SEED + 3;
        int k = 0;
        for (; k + LANES <= row.length; k += LANES) { // four chains, because each step waits for the one before
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

    /** Of two numbers, such as the fingerprint of the first part of something and the next part; the order matters. */
    public static long of(long a, long b) {
        return finish(step(step(SEED, a), b));
    }

    private static long step(long hash, long value) {
        long product = (hash ^ value) * ODD;
        return product ^ product >>> 32;
    }

    /** Every bit of it depends on every bit of the hash; never {@link #NONE}. */
    private static long finish(long hash) {
        long mixed = (hash ^ hash >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        mixed ^= mixed >>> 31;
        return mixed == NONE ? ODD : mixed;
    }
}
