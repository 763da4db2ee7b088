package org.vimmrec.recommender;

/** What LightGCN uses virtual interactions for. It is here because core's classes for training are its own. */
public enum VirtualUse {
    /** What each recommender does by itself. LightGCN: edges of the graph, and never negatives. */
    STANDARD,
    /** Edges of the graph, and positives that are sampled by their weight. */
    EDGES_AND_POSITIVES,
    /** Positives that are sampled by their weight, without edges. */
    POSITIVES,
    /** Never negatives, without edges. */
    NOT_NEGATIVES;

    /** Whether a recommender can use virtual interactions like this. */
    public boolean appliesTo(RecommenderType type) {
        return this == STANDARD || type.name().equals(LightGcn.TYPE.name());
    }

    /**
     * Creates a recommender that uses virtual interactions like this.
     *
     * @param type one that this {@link #appliesTo}
     */
    public Recommender recommender(RecommenderType type, long seed) {
        Recommender standard = type.create(seed);
        if (this == STANDARD) {
            return standard;
        }
        LightGcn model = (LightGcn) standard;
        return (training, validation, task) -> {
            SparseMatrix all = training.matrix();
            int[] items = BprSampler.allItems(all.columns());
            return model.fit(
                    this == EDGES_AND_POSITIVES ? all : SparseMatrix.of(training.real(), training.items()),
                    random -> new BprSampler(
                            training.real(), all, items, this != NOT_NEGATIVES, model.batchSize(), random),
                    validation,
                    task);
        };
    }
}
