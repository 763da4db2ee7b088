package org.vimmrec.cli.options;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which interactions of a graph count, which items may be proposed, and how embeddings are read.
 *
 * @param keys the configuration keys that are given, which all procedures on virtual interactions have
 */
public record GraphRules(Map<String, Object> keys) {

    /** The defaults of the procedures. */
    public static final GraphRules NONE = new GraphRules(Map.of());

    private static final Set<String> OF_SIMILARITIES =
            Set.of("invalidEmbeddings", "candidateLabel", "candidateProperty");
    private static final Set<String> NOT_OF_STATISTICS = Set.of("candidateLabel", "candidateProperty", "maxPerGroup");

    /** The keys of {@code vimmrec.similarity.*}. */
    Map<String, Object> ofSimilarities() {
        Map<String, Object> chosen = new LinkedHashMap<>(keys);
        chosen.keySet().retainAll(OF_SIMILARITIES);
        return chosen;
    }

    /** The keys of {@code vimmrec.statistics}. */
    Map<String, Object> ofStatistics() {
        Map<String, Object> chosen = new LinkedHashMap<>(keys);
        chosen.keySet().removeAll(NOT_OF_STATISTICS);
        return chosen;
    }
}
