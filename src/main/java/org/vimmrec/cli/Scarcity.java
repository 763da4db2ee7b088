package org.vimmrec.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A data set with less to learn from; what is held out, if it says so, stays. */
final class Scarcity {

    private Scarcity() {
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
        int[] lost = new int[dataSet.items()];
        for (int i = 0; i < lost.length; i++) {
            lost[i] = random.nextDouble() < lacking ? random.nextInt(dataSet.modalities().size()) : -1;
        }
        List<Modality> fewer = new ArrayList<>();
        for (Modality modality : dataSet.modalities()) {
            fewer.add(new Modality(modality.name(), modality.property(),
                    new Remaining(modality.embeddings(), lost, fewer.size())));
        }
        return new DataSet(dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(),
                dataSet.interactions(), fewer);
    }

    /** A modality without the items that have lost it. */
    private record Remaining(Embeddings all, int[] lost, int modality) implements Embeddings {

        @Override
        public int items() {
            return all.items();
        }

        @Override
        public int dimension() {
            return all.dimension();
        }

        @Override
        public float[] of(int item) {
            return lost[item] == modality ? null : all.of(item);
        }
    }
}
