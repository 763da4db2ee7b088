package org.vimmrec.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * Measures how far the interactions of users agree with each modality.
 *
 * <p>Pairs of distinct items that share a user are compared with random pairs of the same item popularity: {@code z_m =
 * (mean_co - mean_random) / std_random}. If the items of one user are no more similar in a modality than other popular
 * items, the modality says nothing about taste, however high its similarities are. In the TikTok data set, all acoustic
 * neighbours have a similarity near 0.98, and the paper's {@code mean} gives that modality half of the weight. But the
 * visual neighbours of a user's items are twice as often right.
 *
 * <p>Pairs are drawn as follows. An interaction is drawn uniformly from the users with at least two items; its item is
 * the first of both pairs. The second item of the co-interacted pair is drawn uniformly from the user's other items.
 * The second item of the random pair is the item of another interaction, drawn like the first. So a user counts by the
 * number of interactions, not by its square, and the items of both kinds of pairs have the same popularity.
 */
public final class CoInteraction {
    private static final int CHECK_INTERVAL = 1024;

    private CoInteraction() {}

    /**
     * The similarities of pairs: their number, mean and population standard deviation, which are NaN if there are no
     * pairs.
     */
    public record Pairs(long count, double mean, double stdDev) {}

    /** The similarities of co-interacted pairs and of random pairs in one modality. */
    public record Contrast(Pairs together, Pairs random) {

        /**
         * The z-score of the co-interacted pairs' mean; 0 if no co-interacted pair or fewer than two random pairs have
         * the modality, or if random pairs do not vary.
         */
        public double z() {
            return together.count == 0 || random.count < 2 || random.stdDev == 0
                    ? 0
                    : (together.mean - random.mean) / random.stdDev;
        }
    }

    /**
     * Draws pairs and compares them in each modality.
     *
     * @param modalities matrices over the items of the interactions
     * @param sampleSize the number of pairs of each kind, at least 1
     * @param seed the same seed gives the same sample
     * @return the contrast of each modality
     * @throws IllegalStateException if no user has two items
     */
    public static List<Contrast> contrasts(
            Interactions interactions, List<EmbeddingMatrix> modalities, int sampleSize, long seed, Task task) {
        RunningMoments[] co = moments(modalities.size());
        RunningMoments[] chance = moments(modalities.size());
        draw(
                interactions,
                sampleSize,
                seed,
                task,
                (item, other, together) -> add(modalities, item, other, together ? co : chance));
        List<Contrast> contrasts = new ArrayList<>();
        for (int m = 0; m < co.length; m++) {
            contrasts.add(new Contrast(pairs(co[m]), pairs(chance[m])));
        }
        return contrasts;
    }

    /**
     * The items of all pairs that {@link #contrasts} compares: it asks for the embeddings of no others.
     *
     * @throws IllegalStateException if no user has two items
     */
    public static BitSet drawn(Interactions interactions, int sampleSize, long seed, Task task) {
        BitSet drawn = new BitSet();
        draw(interactions, sampleSize, seed, task, (item, other, together) -> {
            drawn.set(item);
            drawn.set(other);
        });
        return drawn;
    }

    private interface PairVisitor {
        /** @param together whether the pair is co-interacted, and not random */
        void visit(int item, int other, boolean together);
    }

    private static void draw(Interactions interactions, int sampleSize, long seed, Task task, PairVisitor visitor) {
        int[] users = usersByInteraction(interactions);
        SplittableRandom random = new SplittableRandom(seed);
        for (int n = 0; n < sampleSize; n++) {
            if (n % CHECK_INTERVAL == 0) {
                task.checkTermination();
                task.progress("coInteraction", n, sampleSize);
            }
            int user = users[random.nextInt(users.length)];
            int count = interactions.count(user);
            int place = random.nextInt(count);
            int item = interactions.item(user, place);
            int partner = interactions.item(user, (place + 1 + random.nextInt(count - 1)) % count);
            visitor.visit(item, partner, true);

            int otherUser = users[random.nextInt(users.length)];
            int other = interactions.item(otherUser, random.nextInt(interactions.count(otherUser)));
            if (other != item) {
                visitor.visit(item, other, false);
            }
        }
    }

    /** Weights in proportion to {@code max(z_m, 0)}. */
    public static double[] weights(List<Contrast> contrasts) {
        return ModalityWeights.proportional(
                contrasts.stream().mapToDouble(Contrast::z).toArray());
    }

    /** Each user with {@code n >= 2} items, {@code n} times, so that a uniform draw from it draws an interaction. */
    private static int[] usersByInteraction(Interactions interactions) {
        int length = 0;
        for (int u = 0; u < interactions.users(); u++) {
            length += interactions.count(u) >= 2 ? interactions.count(u) : 0;
        }
        if (length == 0) {
            throw new IllegalStateException(
                    "`coInteraction` compares the items of each user, but no user has interacted"
                            + " with two items. Use 'mean' or 'uniform', or give the weights.");
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

    private static void add(List<EmbeddingMatrix> modalities, int i, int j, RunningMoments[] moments) {
        for (int m = 0; m < moments.length; m++) {
            EmbeddingMatrix modality = modalities.get(m);
            if (modality.has(i) && modality.has(j)) {
                moments[m].add(modality.cosine(i, j));
            }
        }
    }

    private static RunningMoments[] moments(int modalities) {
        RunningMoments[] moments = new RunningMoments[modalities];
        Arrays.setAll(moments, m -> new RunningMoments());
        return moments;
    }

    private static Pairs pairs(RunningMoments moments) {
        return new Pairs(moments.count(), moments.mean(), moments.stdDev());
    }
}
