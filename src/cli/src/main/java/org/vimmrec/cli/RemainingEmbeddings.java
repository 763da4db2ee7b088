package org.vimmrec.cli;

import java.util.BitSet;

/** The embeddings of a modality without those of some items. */
record RemainingEmbeddings(Embeddings all, BitSet lost) implements Embeddings {

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
        return lost.get(item) ? null : all.of(item);
    }

    @Override
    public boolean doublePrecision() {
        return all.doublePrecision();
    }

    @Override
    public Object propertyOf(int item) {
        return lost.get(item) ? null : all.propertyOf(item);
    }
}
