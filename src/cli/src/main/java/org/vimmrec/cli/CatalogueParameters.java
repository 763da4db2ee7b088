package org.vimmrec.cli;

import java.util.List;

/**
 * What a generated catalogue should be like.
 *
 * @param seed                the same seed and parameters give the same catalogue on any machine
 * @param users               how many users, at least 1
 * @param items               how many items, at least 10
 * @param medianInteractions  how many items the median user has interacted with, above 0; a few users have many times
 *                            more
 * @param tasteShare          the share of choices, from 0 to 1, that follow the user's own tastes; the others follow the
 *                            crowd
 * @param coldShare           the share of items, from 0 to below 1, that nobody has discovered yet
 * @param bareShare           the share of items, from 0 to 1, without any embedding
 * @param modalities          how the items are described
 */
record CatalogueParameters(long seed, int users, int items, double medianInteractions, double tasteShare,
                           double coldShare, double bareShare, List<ModalityParameters> modalities) {

    /**
     * What the embeddings of one modality should be like.
     *
     * @param name         the modality's name
     * @param property     the property of {@code (:Item)} that holds the embedding
     * @param dimension    the embedding's length, at least 1
     * @param signal       how much of it comes of what the item is to people's tastes: from 0 (noise alone) to 1 (no
     *                     noise)
     * @param missingShare the share of items, from 0 to 1, that lack the modality
     */
    record ModalityParameters(String name, String property, int dimension, double signal, double missingShare) {

        ModalityParameters {
            atLeast("dimension", dimension, 1);
            share("signal", signal);
            share("missingShare", missingShare);
        }
    }

    CatalogueParameters {
        atLeast("users", users, 1);
        atLeast("items", items, 10);
        share("tasteShare", tasteShare);
        share("coldShare", coldShare);
        share("bareShare", bareShare);
        if (!(medianInteractions > 0 && medianInteractions <= items)) {
            throw new IllegalArgumentException("medianInteractions should be above 0 and at most items = " + items
                    + ", found " + medianInteractions);
        }
        modalities = List.copyOf(modalities);
    }

    /** A catalogue with three modalities of different quality, none of them complete, as real ones are. */
    static CatalogueParameters lifeLike(long seed, int users, int items) {
        return new CatalogueParameters(seed, users, items, 5, 0.6, 0.06, 0.01, List.of(
                new ModalityParameters("visual", "visualEmbedding", 64, 0.4, 0.02),
                new ModalityParameters("text", "textEmbedding", 96, 0.6, 0.05),
                new ModalityParameters("audio", "audioEmbedding", 32, 0.25, 0.15)));
    }

    /** The same users, items and choices, described otherwise. */
    CatalogueParameters withModalities(ModalityParameters... others) {
        return new CatalogueParameters(seed, users, items, medianInteractions, tasteShare, coldShare, bareShare,
                List.of(others));
    }

    /** The same items, and users who have interacted with more or fewer of them. */
    CatalogueParameters withMedianInteractions(double median) {
        return new CatalogueParameters(seed, users, items, median, tasteShare, coldShare, bareShare, modalities);
    }

    private static void atLeast(String name, int value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(name + " should be at least " + least + ", found " + value);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " should be from 0 to 1, found " + value);
        }
    }
}
