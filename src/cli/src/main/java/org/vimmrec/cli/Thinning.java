package org.vimmrec.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;

/** A data set with less to learn from; what is held out, if it says so, stays. */
final class Thinning {

    private Thinning() {
    }

    /**
     * Leaves out interactions at random: of those for training, or of all where the data set does not say which those are.
     *
     * @param kept the share that stays
     */
    static DataSet ofInteractions(DataSet dataSet, double kept, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Interactions all = dataSet.interactions();
        Interactions fewer = new Interactions(all.labelled(), all.rated(), all.timed());
        for (int n = 0; n < all.size(); n++) {
            if (random.nextDouble() < kept || all.label(n) != Interactions.TRAINING) {
                fewer.add(all.user(n), all.item(n), all.label(n), all.rated() ? all.rating(n) : 1,
                        all.timed() ? all.timestamp(n) : 0);
            }
        }
        return new DataSet(dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(), fewer,
                dataSet.modalities());
    }

    /**
     * Takes one modality, whichever, from items at random.
     *
     * @param lacking the share of items that lose one
     */
    static DataSet ofEmbeddings(DataSet dataSet, double lacking, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        BitSet[] lost = new BitSet[dataSet.modalities().size()];
        Arrays.setAll(lost, m -> new BitSet());
        for (int i = 0; i < dataSet.items(); i++) {
            if (random.nextDouble() < lacking) {
                lost[random.nextInt(lost.length)].set(i);
            }
        }
        List<Modality> fewer = new ArrayList<>();
        for (Modality modality : dataSet.modalities()) {
            fewer.add(new Modality(modality.name(), modality.property(),
                    new RemainingEmbeddings(modality.embeddings(), lost[fewer.size()])));
        }
        return new DataSet(dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(),
                dataSet.interactions(), fewer);
    }
}
