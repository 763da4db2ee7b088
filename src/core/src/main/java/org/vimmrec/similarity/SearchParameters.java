package org.vimmrec.similarity;

/**
 * What both passes of a neighbour search share.
 *
 * @param similarity the items and their similarity
 * @param topK the most neighbours that an item can have, at least 1
 * @param cutoff neighbours have a similarity above it
 * @param errorBound the largest error of a similarity in single precision; infinite if there is no bound, so that the
 *     first pass resolves no item
 * @param kernels the implementation that the first pass uses
 */
record SearchParameters(FusedSimilarity similarity, int topK, double cutoff, double errorBound, Kernels kernels) {
    private static final double MIN_WEIGHT = 1e-15;

    /** @param items the number of items that are compared */
    static SearchParameters of(FusedSimilarity similarity, int items, int topK, double cutoff, Kernels kernels) {
        double errorBound = fitsSinglePrecision(similarity)
                ? TileKernel.errorBound(similarity.dimension())
                : Double.POSITIVE_INFINITY;
        return new SearchParameters(similarity, Math.min(topK, Math.max(1, items - 1)), cutoff, errorBound, kernels);
    }

    /** Whether products of weights and embeddings, and quotients of weights, are far from the limits of a float. */
    private static boolean fitsSinglePrecision(FusedSimilarity similarity) {
        for (int m = 0; m < similarity.modalities().size(); m++) {
            double weight = similarity.weight(m);
            if (weight != 0 && !(weight > MIN_WEIGHT && weight < 1 / MIN_WEIGHT)) {
                return false;
            }
        }
        return true;
    }
}
