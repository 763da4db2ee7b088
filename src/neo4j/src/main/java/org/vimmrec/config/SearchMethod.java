package org.vimmrec.config;

import java.util.Locale;
import java.util.Map;
import org.vimmrec.similarity.NeighbourSearch;

/**
 * How neighbours are searched.
 *
 * @param method exact, approximate, or whichever suits the size of the data
 * @param targetRecall the least lower end of the recall's interval of an approximate search
 */
public record SearchMethod(NeighbourSearch.Method method, double targetRecall) {
    private static final String SEARCH = "search";
    private static final String TARGET_RECALL = "targetRecall";

    static SearchMethod of(ConfigMap config) {
        return new SearchMethod(
                config.choice(SEARCH, NeighbourSearch.Method.AUTO), config.number(TARGET_RECALL, 0.95, 0.5, 0.99));
    }

    /**
     * The search for data of a size.
     *
     * @param items the number of items that have an embedding
     * @param dimension the sum of the dimensions of all modalities
     */
    public NeighbourSearch search(long items, long dimension) {
        return NeighbourSearch.of(method, targetRecall, items, dimension);
    }

    /** The search with which a manifest was written, if this method may choose it. */
    NeighbourSearch like(Map<String, Object> stored) {
        NeighbourSearch.Method like = method == NeighbourSearch.Method.AUTO && stored.containsKey(SEARCH)
                ? NeighbourSearch.Method.APPROXIMATE
                : method;
        return NeighbourSearch.of(like, targetRecall, 0, 0);
    }

    /**
     * Replaces the keys of the search in those that decide what is written. An exact search has none, because it was
     * the only one when earlier versions wrote manifests.
     */
    void decide(Map<String, Object> keys, NeighbourSearch search) {
        keys.remove(SEARCH);
        keys.remove(TARGET_RECALL);
        if (search != NeighbourSearch.EXACT) {
            keys.put(SEARCH, NeighbourSearch.Method.APPROXIMATE.name().toLowerCase(Locale.ROOT));
            keys.put(TARGET_RECALL, targetRecall);
        }
    }
}
