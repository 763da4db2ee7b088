package org.vimmrec.cli.data;

import java.util.BitSet;

/**
 * The embeddings of a modality with those of some items left out.
 *
 * @param mask the items whose embeddings are left out
 */
public record MaskedEmbeddings(Embeddings all, BitSet mask) implements Embeddings {

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
        return mask.get(item) ? null : all.of(item);
    }

    @Override
    public boolean doublePrecision() {
        return all.doublePrecision();
    }

    @Override
    public Object propertyOf(int item) {
        return mask.get(item) ? null : all.propertyOf(item);
    }
}
