package org.vimmrec.config;

import java.util.Locale;
import java.util.Map;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;

/** The keys that say how neighbours are searched: {@code search} and {@code targetRecall}. */
final class SearchKeys {
    static final String SEARCH = "search";
    static final String TARGET_RECALL = "targetRecall";

    private SearchKeys() {}

    static SearchMethod of(ConfigMap config) {
        return new SearchMethod(
                config.choice(SEARCH, NeighbourSearch.Method.AUTO), config.number(TARGET_RECALL, 0.95, 0.5, 0.99));
    }

    /**
     * The search with which a manifest was written, if a method may choose it.
     *
     * @param stored the configuration in the manifest
     */
    static NeighbourSearch like(SearchMethod method, Map<String, Object> stored) {
        NeighbourSearch.Method like = method.method() == NeighbourSearch.Method.AUTO && stored.containsKey(SEARCH)
                ? NeighbourSearch.Method.APPROXIMATE
                : method.method();
        return new SearchMethod(like, method.targetRecall()).search(0, 0);
    }

    /**
     * Replaces the keys of the search in those that decide what is written. An exact search has none, because it was
     * the only one when earlier versions wrote manifests.
     *
     * @param used the search that the method chose
     */
    static void decide(Map<String, Object> keys, SearchMethod method, NeighbourSearch used) {
        keys.remove(SEARCH);
        keys.remove(TARGET_RECALL);
        if (used != NeighbourSearch.EXACT) {
            keys.put(SEARCH, NeighbourSearch.Method.APPROXIMATE.name().toLowerCase(Locale.ROOT));
            keys.put(TARGET_RECALL, method.targetRecall());
        }
    }
}
