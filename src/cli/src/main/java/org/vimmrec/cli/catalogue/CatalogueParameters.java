package org.vimmrec.cli.catalogue;

import java.util.List;

/**
 * The parameters of a generated catalogue.
 *
 * @param seed the same seed and parameters give the same catalogue on any machine
 * @param users the number of users, at least 1
 * @param items the number of items, at least 10
 * @param medianInteractions the median number of interactions per user, above 0; a few users have many times more
 * @param tasteShare the share of choices, from 0 to 1, that follow the user's favourite niches; the others follow
 *     overall popularity
 * @param coldShare the share of cold items, from 0 to 1
 * @param noEmbeddingShare the share of items, from 0 to 1, without any embedding
 * @param modalities the modalities of the items
 */
public record CatalogueParameters(
        long seed,
        int users,
        int items,
        double medianInteractions,
        double tasteShare,
        double coldShare,
        double noEmbeddingShare,
        List<ModalityParameters> modalities) {

    /**
     * The parameters of one modality's embeddings.
     *
     * @param name the modality's name
     * @param property the property of {@code (:Item)} that holds the embedding
     * @param dimension the embedding's length, at least 1
     * @param signal the share of the embedding's variance that depends on the item's latent vector, from 0 (noise
     *     alone) to 1 (no noise)
     * @param missingShare the share of items, from 0 to 1, without the modality
     */
    public record ModalityParameters(String name, String property, int dimension, double signal, double missingShare) {

        public ModalityParameters {
            atLeast("dimension", dimension, 1);
            share("signal", signal);
            share("missingShare", missingShare);
        }
    }

    public CatalogueParameters {
        atLeast("users", users, 1);
        atLeast("items", items, 10);
        share("tasteShare", tasteShare);
        share("coldShare", coldShare);
        share("noEmbeddingShare", noEmbeddingShare);
        if (!(medianInteractions > 0 && medianInteractions <= items)) {
            throw new IllegalArgumentException("medianInteractions must be above 0 and at most items = " + items
                    + ", found " + medianInteractions);
        }
        modalities = List.copyOf(modalities);
    }

    /** A catalogue with three modalities of different signal, each missing for some items. */
    public static CatalogueParameters lifeLike(long seed, int users, int items) {
        return new CatalogueParameters(
                seed,
                users,
                items,
                5,
                0.6,
                0.06,
                0.01,
                List.of(
                        new ModalityParameters("visual", "visualEmbedding", 64, 0.4, 0.02),
                        new ModalityParameters("text", "textEmbedding", 96, 0.6, 0.05),
                        new ModalityParameters("audio", "audioEmbedding", 32, 0.25, 0.15)));
    }

    /** The same users, items and interactions with other modalities. */
    public CatalogueParameters withModalities(ModalityParameters... others) {
        return new CatalogueParameters(
                seed, users, items, medianInteractions, tasteShare, coldShare, noEmbeddingShare, List.of(others));
    }

    /** The same catalogue with more or fewer interactions. */
    public CatalogueParameters withMedianInteractions(double median) {
        return new CatalogueParameters(seed, users, items, median, tasteShare, coldShare, noEmbeddingShare, modalities);
    }

    private static void atLeast(String name, int value, int min) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min + ", found " + value);
        }
    }

    private static void share(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, found " + value);
        }
    }
}
