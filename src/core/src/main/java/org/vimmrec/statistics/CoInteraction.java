package org.vimmrec.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * How far people's own choices agree with each modality.
 *
 * <p>Pairs of distinct items that share a user are compared with random pairs of the same item popularity:
 * {@code z_m = (mean_co - mean_random) / std_random}. A modality in which the items of one user are no more alike than
 * any popular items are says nothing about taste, however high its similarities. On the TikTok data set, all acoustic
 * neighbours are at 0.98 and the paper's {@code mean} gives that modality half of the weight, while the visual
 * neighbours of a user's items are twice as often right.
 *
 * <p>How pairs are drawn: an interaction is drawn uniformly from those of users with two items or more, and gives the
 * first item; another item of the same user, uniformly, is the second of the co-interacted pair; the item of a second
 * interaction drawn likewise is the second of the random pair. So a user counts by the number of interactions, not by
 * its square, and both kinds of pair have items of the same popularity.
 */
public final class CoInteraction {
    private static final int CHECK_EVERY = 1024;

    private CoInteraction() {
    }

    /** Similarities of pairs: how many, their mean and the population's standard deviation; NaN of no pair. */
    public record Pairs(long count, double mean, double stdDev) {
    }

    /** Pairs that share a user beside pairs at random, in one modality. */
    public record Contrast(Pairs together, Pairs random) {

        /**
         * How many of the random pairs' standard deviations the others are above them; 0 where fewer than two random pairs or no
         * co-interacted pair have the modality, or where random pairs do not vary.
         */
        public double z() {
            return together.count == 0 || random.count < 2 || random.stdDev == 0 ? 0
                    : (together.mean - random.mean) / random.stdDev;
        }
    }

    /**
     * @param interactions whose users are asked
     * @param modalities matrices over the same items
     * @param sampleSize the number of pairs of each kind, at least 1
     * @param seed the same seed gives the same sample
     * @return by modality
     * @throws IllegalStateException if no user has two items
     */
    public static List<Contrast> contrasts(Interactions interactions, List<EmbeddingMatrix> modalities, int sampleSize,
            long seed, Task task) {
        int[] users = usersByInteraction(interactions);
        SplittableRandom random = new SplittableRandom(seed);
        Sample[] co = samples(modalities.size());
        Sample[] chance = samples(modalities.size());
        for (int n = 0; n < sampleSize; n++) {
            if (n % CHECK_EVERY == 0) {
                task.checkTermination();
                task.progress("coInteraction", n, sampleSize);
            }
            int user = users[random.nextInt(users.length)];
            int count = interactions.count(user);
            int place = random.nextInt(count);
            int item = interactions.item(user, place);
            int partner = interactions.item(user, (place + 1 + random.nextInt(count - 1)) % count);
            add(modalities, item, partner, co);

            int otherUser = users[random.nextInt(users.length)];
            int other = interactions.item(otherUser, random.nextInt(interactions.count(otherUser)));
            if (other != item) {
                add(modalities, item, other, chance);
            }
        }
        List<Contrast> contrasts = new ArrayList<>();
        for (int m = 0; m < co.length; m++) {
            contrasts.add(new Contrast(co[m].pairs(), chance[m].pairs()));
        }
        return contrasts;
    }

    /** What modalities weigh, in proportion to {@code z_m} where it is above 0. */
    public static double[] weights(List<Contrast> contrasts) {
        return ModalityWeights.proportional(contrasts.stream().mapToDouble(Contrast::z).toArray());
    }

    /** A user with {@code n >= 2} items stands here {@code n} times, so that a uniform draw draws an interaction. */
    private static int[] usersByInteraction(Interactions interactions) {
        int length = 0;
        for (int u = 0; u < interactions.users(); u++) {
            length += interactions.count(u) >= 2 ? interactions.count(u) : 0;
        }
        if (length == 0) {
            throw new IllegalStateException("`coInteraction` compares the items that users have in common, but no user"
                    + " has interacted with two items; use 'mean' or 'uniform', or name the weights");
        }
        int[] users = new int[length];
        int at = 0;
        for (int u = 0; u < interactions.users(); u++) {
            int count = interactions.count(u);
            if (count >= 2) {
                Arrays.fill(users, at, at + count, u);
                at += count;
            }
        }
        return users;
    }

    private static void add(List<EmbeddingMatrix> modalities, int i, int j, Sample[] samples) {
        for (int m = 0; m < samples.length; m++) {
            EmbeddingMatrix modality = modalities.get(m);
            if (modality.has(i) && modality.has(j)) {
                samples[m].add(modality.cosine(i, j));
            }
        }
    }

    private static Sample[] samples(int modalities) {
        Sample[] samples = new Sample[modalities];
        Arrays.setAll(samples, m -> new Sample());
        return samples;
    }

    /** Running mean and variance, by Welford's method. */
    private static final class Sample {
        private long count;
        private double mean;
        private double squares;

        void add(double value) {
            count++;
            double delta = value - mean;
            mean += delta / count;
            squares += delta * (value - mean);
        }

        Pairs pairs() {
            return new Pairs(count, count == 0 ? Double.NaN : mean, Math.sqrt(squares / count));
        }
    }
}
