package org.vimmrec.cli.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** Removes training data from a data set. Held-out interactions are kept. */
public final class Thinning {

    private Thinning() {}

    /**
     * Removes training interactions at random. In a data set without splits, all interactions count as training.
     *
     * @param share the share of interactions to keep
     */
    public static DataSet ofInteractions(DataSet dataSet, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        InteractionTable all = dataSet.interactions();
        InteractionTable fewer = new InteractionTable(all.labelled(), all.rated(), all.timed());
        for (int n = 0; n < all.size(); n++) {
            if (random.nextDouble() < share || all.label(n) != InteractionTable.TRAINING) {
                fewer.add(
                        all.user(n),
                        all.item(n),
                        all.label(n),
                        all.rated() ? all.rating(n) : 1,
                        all.timed() ? all.timestamp(n) : 0);
            }
        }
        return new DataSet(
                dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(), fewer, dataSet.modalities());
    }

    /**
     * Removes one random modality from random items.
     *
     * @param share the share of items that lose a modality
     */
    public static DataSet ofEmbeddings(DataSet dataSet, double share, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet[] masks = new BitSet[dataSet.modalities().size()];
        Arrays.setAll(masks, m -> new BitSet());
        for (int i = 0; i < dataSet.items(); i++) {
            if (random.nextDouble() < share) {
                masks[random.nextInt(masks.length)].set(i);
            }
        }
        List<Modality> fewer = new ArrayList<>();
        for (Modality modality : dataSet.modalities()) {
            fewer.add(new Modality(
                    modality.name(),
                    modality.property(),
                    new MaskedEmbeddings(modality.embeddings(), masks[fewer.size()])));
        }
        return new DataSet(
                dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(), dataSet.interactions(), fewer);
    }
}
