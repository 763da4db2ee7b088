package org.vimmrec.similarity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Embeddings of the kinds that break searches, reproducible from the numbers that a failing property prints.
 *
 * <p>Every component has no more than a {@code float}'s 24 bits, though not its range, so that single-precision storage
 * loses nothing and a reference in double precision may be held to the last few bits.
 *
 * @param profile what to expect of the rows
 * @param items rows
 * @param dimension of each
 * @param seed of the rest
 */
public record AdversarialEmbeddings(Profile profile, int items, int dimension, long seed) {

    /** Mixtures of rows. */
    public enum Profile {
        /** Random directions, some missing. */
        ORDINARY,
        /** Mostly copies, scaled, turned around or nudged; few components, few values. */
        CROWDED,
        /** All kinds of rows, magnitudes from denormal to 1e30 among them. */
        MIXED,
        /** Hardly any item has an embedding. */
        SPARSE,
        /**
         * One, four or sixteen components of one power of two: lengths are powers of two, so that cosines, and sums of
         * few of them, are exact in binary, and ties are true ties.
         */
        EXACT
    }

    private static final int COPY = 2;
    private static final int SCALED_COPY = 3;
    private static final int TRIPLE = 4;
    private static final int OPPOSITE = 5;
    private static final int ALMOST_A_COPY = 6;

    /** Anything, up to 300 items; fewer where the dimension is high, which keeps a brute-force scan in milliseconds. */
    public static Arbitrary<AdversarialEmbeddings> any() {
        return Combinators.combine(Arbitraries.of(Profile.class), itemCounts(), dimensions(), seeds())
                .as(AdversarialEmbeddings::capped);
    }

    /** Few components and so many items that a search has several panels and units of them. */
    public static Arbitrary<AdversarialEmbeddings> many() {
        return Combinators.combine(
                        Arbitraries.of(Profile.class),
                        Arbitraries.of(480, 511, 512, 513, 1024, 1025, 1400, 1700),
                        Arbitraries.of(1, 2, 3, 5),
                        seeds())
                .as(AdversarialEmbeddings::new);
    }

    /** Of {@link Profile#EXACT} alone. */
    public static Arbitrary<AdversarialEmbeddings> exact() {
        return Combinators.combine(itemCounts(), dimensions(), seeds())
                .as((items, dimension, seed) -> capped(Profile.EXACT, items, dimension, seed));
    }

    /** One to four modalities over the same items. */
    public static Arbitrary<List<AdversarialEmbeddings>> modalities(Arbitrary<Profile> profiles, int most) {
        Arbitrary<Integer> counts = Arbitraries.integers().between(1, most);
        return Combinators.combine(
                        counts,
                        Arbitraries.integers().between(0, 60),
                        profiles.list().ofSize(most),
                        dimensions().list().ofSize(most),
                        seeds())
                .as((count, items, kinds, dimensions, seed) -> {
                    List<AdversarialEmbeddings> modalities = new ArrayList<>();
                    for (int m = 0; m < count; m++) {
                        modalities.add(new AdversarialEmbeddings(kinds.get(m), items, dimensions.get(m), seed + m));
                    }
                    return modalities;
                });
    }

    private static AdversarialEmbeddings capped(Profile profile, int items, int dimension, long seed) {
        int most = (int) Math.sqrt(1e6 / dimension);
        return new AdversarialEmbeddings(profile, Math.min(items, most), dimension, seed);
    }

    private static Arbitrary<Integer> itemCounts() {
        return Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.integers().between(0, 12)),
                Tuple.of(3, Arbitraries.integers().between(13, 80)),
                Tuple.of(1, Arbitraries.integers().between(81, 300)));
    }

    private static Arbitrary<Integer> dimensions() {
        return Arbitraries.of(1, 2, 3, 4, 13, 64, 207);
    }

    private static Arbitrary<Long> seeds() {
        return Arbitraries.longs();
    }

    /** The rows; null where the item lacks the modality. A row of zeros is another way to lack it. */
    public double[][] rows() {
        return build().rows;
    }

    /** Per item the one whose row it repeats, bit for bit or scaled by a power of two; itself if none. */
    public int[] originals() {
        return build().originals;
    }

    /** The rows as production holds them. */
    public EmbeddingMatrix matrix() {
        return matrix(dimension, rows());
    }

    /** Any rows as production holds them. */
    public static EmbeddingMatrix matrix(int dimension, double[][] rows) {
        float[][] held = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            held[i] = rows[i] == null ? null : EmbeddingMatrix.row(rows[i]);
        }
        return EmbeddingMatrix.of(dimension, held);
    }

    private record Built(double[][] rows, int[] originals) {}

    private Built build() {
        SplittableRandom random = new SplittableRandom(seed);
        Built built = new Built(new double[items][], new int[items]);
        int[] sources = new int[items]; // rows that are no copies, so that scales do not multiply
        int sourceCount = 0;
        for (int i = 0; i < items; i++) {
            int kind = kind(random);
            built.originals[i] = i;
            if (kind >= COPY && kind <= ALMOST_A_COPY) {
                if (sourceCount == 0) {
                    continue;
                }
                int from = sources[random.nextInt(sourceCount)];
                built.originals[i] = kind <= SCALED_COPY ? from : i;
                built.rows[i] = variant(kind, built.rows[from], random);
            } else {
                built.rows[i] = row(kind, random);
                if (built.rows[i] != null) {
                    sources[sourceCount++] = i;
                }
            }
        }
        return built;
    }

    private int kind(SplittableRandom random) {
        return switch (profile) {
            case ORDINARY -> random.nextInt(8) == 0 ? 0 : 99;
            case CROWDED -> random.nextInt(6) == 0 ? 11 : COPY + random.nextInt(5);
            case MIXED -> random.nextInt(14);
            case SPARSE -> random.nextInt(8) == 0 ? 99 : random.nextInt(2);
            case EXACT -> random.nextInt(4) == 0 ? random.nextInt(4) : 100;
        };
    }

    private double[] variant(int kind, double[] source, SplittableRandom random) {
        double factor = switch (kind) {
            case SCALED_COPY -> Math.scalb(1.0, random.nextInt(1, 120)); // upwards only: denormals lose nothing
            case TRIPLE -> 3;
            case OPPOSITE -> -1;
            default -> 1;
        };
        double[] row = new double[dimension];
        Arrays.setAll(row, d -> single(source[d] * factor));
        if (kind == ALMOST_A_COPY) {
            int d = random.nextInt(dimension);
            row[d] = single(row[d] * (1 + 0x1p-23));
        }
        return row;
    }

    private double[] row(int kind, SplittableRandom random) {
        double[] row = new double[dimension];
        int scale = random.nextInt(-3, 4);
        int ones = dimension >= 16 ? 1 << 2 * random.nextInt(3) : dimension >= 4 ? 1 << 2 * random.nextInt(2) : 1;
        switch (kind) {
            case 0:
                return null;
            case 1:
                return row;
            case 7:
                row[random.nextInt(dimension)] = random.nextBoolean() ? 1 : -1;
                return row;
            case 100:
                for (int placed = 0; placed < ones; ) {
                    int d = random.nextInt(Math.min(dimension, 20)); // close together, so that they meet
                    if (row[d] == 0) {
                        row[d] = Math.scalb(random.nextInt(4) == 0 ? -1.0 : 1.0, scale);
                        placed++;
                    }
                }
                return row;
            default:
                Arrays.setAll(row, d -> single(component(kind, random)));
                return row;
        }
    }

    private static double component(int kind, SplittableRandom random) {
        return switch (kind) {
            case 8 -> random.nextGaussian() * 1e30;
            case 9 -> random.nextGaussian() * 1e-30;
            case 10 -> random.nextInt(-100, 101) * (double) Float.MIN_VALUE;
            case 11 -> random.nextInt(-2, 3);
            case 12 -> random.nextGaussian() * Math.pow(10, random.nextInt(-30, 31));
            case 13 -> random.nextInt(-3, 4) * Double.MIN_VALUE;
            default -> random.nextGaussian();
        };
    }

    /** Rounded to 24 bits, whatever the magnitude. */
    private static double single(double value) {
        int exponent = Math.max(Double.MIN_EXPONENT, Math.getExponent(value));
        double near = Math.scalb(Math.scalb(value, -exponent / 2), -(exponent - exponent / 2));
        return Math.scalb((double) (float) near, exponent);
    }
}
