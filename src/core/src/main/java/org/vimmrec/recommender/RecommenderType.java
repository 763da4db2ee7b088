package org.vimmrec.recommender;

import java.util.function.LongFunction;

/**
 * An entry of the registry of recommenders: what an experiment must know about an algorithm before it creates one.
 *
 * @param name the name in configurations and results
 * @param factory creates the recommender with its default parameters from a seed
 * @param memory the heap that a fitted recommender needs
 * @param seeded whether the result depends on the seed
 * @param usesVirtualInteractions whether virtual interactions change the result; if not, an experiment evaluates the
 *     baseline only
 * @param limit how many items it accepts
 */
public record RecommenderType(
        String name,
        LongFunction<Recommender> factory,
        MemoryNeed memory,
        boolean seeded,
        boolean usesVirtualInteractions,
        ItemLimit limit) {

    /** The heap that a recommender needs, in bytes. */
    public interface MemoryNeed {

        /**
         * Estimates the heap.
         *
         * @param interactions real and virtual ones
         * @param threads the number of threads that read scores
         */
        long bytes(long users, long items, long interactions, int threads);
    }

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

    /** Creates a recommender with its default parameters. */
    public Recommender create(long seed) {
        return factory.apply(seed);
    }
}
