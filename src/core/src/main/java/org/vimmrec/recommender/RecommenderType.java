package org.vimmrec.recommender;

/**
 * An entry of the registry of recommenders: what an experiment must know about an algorithm before it creates one.
 *
 * @param name the name in configurations and results
 * @param parameters the hyperparameters that the recommender uses, with their values; null for those that it does not
 * @param factory creates the recommender
 * @param memory the heap that a fitted recommender needs
 * @param seeded whether the result depends on the seed
 * @param usesVirtualInteractions whether virtual interactions change the result; if not, an experiment evaluates the
 *     baseline only
 * @param limit how many items it accepts
 */
public record RecommenderType(
        String name,
        Hyperparameters parameters,
        Factory factory,
        MemoryNeed memory,
        boolean seeded,
        boolean usesVirtualInteractions,
        ItemLimit limit) {

    /** Creates a recommender. */
    public interface Factory {

        /**
         * Creates a recommender.
         *
         * @param parameters those that the recommender uses, all given
         * @throws IllegalArgumentException if the recommender cannot use a value; the message names the key
         */
        Recommender create(Hyperparameters parameters, long seed);
    }

    /** The heap that a recommender needs, in bytes. */
    public interface MemoryNeed {

        /** Estimates the heap. */
        long bytes(TrainingSize size, Hyperparameters parameters);
    }

    /**
     * The size of the data to train on.
     *
     * @param users the number of users
     * @param items the number of items
     * @param interactions the number of real and virtual interactions
     * @param modalities the number of modalities
     * @param features the number of features of an item, all modalities together
     * @param readers the number of threads that read scores
     */
    public record TrainingSize(long users, long items, long interactions, int modalities, long features, int readers) {}

    /**
     * How many items a recommender accepts.
     *
     * @param maxItems the largest number of items
     * @param reason what grows too large beyond it, for the error message
     */
    public record ItemLimit(int maxItems, String reason) {
        /** No limit. */
        public static final ItemLimit NONE = new ItemLimit(Integer.MAX_VALUE, "");
    }

    /**
     * Returns this type with other values of its hyperparameters.
     *
     * @param given the new values; those that the recommender does not use have no effect
     * @throws IllegalArgumentException if the recommender cannot use a value; the message names the key
     */
    public RecommenderType with(Hyperparameters given) {
        RecommenderType changed = new RecommenderType(
                name, parameters.replacedBy(given), factory, memory, seeded, usesVirtualInteractions, limit);
        changed.create(0); // checks the values
        return changed;
    }

    /** Creates a recommender. */
    public Recommender create(long seed) {
        return factory.create(parameters, seed);
    }

    /** Returns the heap that a fitted recommender needs, in bytes. */
    public long bytes(TrainingSize size) {
        return memory.bytes(size, parameters);
    }
}
