package org.vimmrec.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Shown;

/** The options that say which neighbours of an item count: {@code topK} and {@code similarityCutoff}. */
final class NeighbourOptions {
    private static final String TOP_K = "topK";
    private static final String CUTOFF = "similarityCutoff";
    private static final int SEARCHED = 10;
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,3}(\\.\\d{1,9})?)");

    private final Options options;

    NeighbourOptions(Options options) {
        this.options = options;
    }

    /** The number of neighbours that a search finds for each item in a modality. */
    int searched(String modality) {
        return topK(modality, SEARCHED);
    }

    /** By modality the number of an item's stored neighbours that contribute, by default all. */
    int[] contributing() {
        return options.modalities().stream()
                .mapToInt(modality -> topK(modality, Integer.MAX_VALUE))
                .toArray();
    }

    private int topK(String modality, int byDefault) {
        return options.isMap(TOP_K)
                ? topKs().getOrDefault(modality, (long) byDefault).intValue()
                : options.integer(TOP_K, byDefault);
    }

    private Map<String, Long> topKs() {
        Map<String, Long> numbers = new LinkedHashMap<>();
        byModality(TOP_K)
                .forEach((modality, text) ->
                        numbers.put(modality, Options.wholeNumber(TOP_K + "." + modality, text, 1, Integer.MAX_VALUE)));
        return numbers;
    }

    private Map<String, String> byModality(String key) {
        Map<String, String> map = options.map(key);
        List<String> modalities = options.modalities();
        for (String modality : map.keySet()) {
            if (!modalities.contains(modality)) {
                throw new IllegalArgumentException("`%s` has a value for [%s], which is not one of the modalities %s."
                        .formatted(key, Shown.name(modality), Shown.names(modalities)));
            }
        }
        return map;
    }

    /** The bound of the similarities of neighbours in a modality. */
    SimilarityCutoff cutoff(String modality) {
        if (!options.isMap(CUTOFF)) {
            return cutoff(CUTOFF, options.text(CUTOFF, "0"));
        }
        String text = byModality(CUTOFF).get(modality);
        return text == null ? SimilarityCutoff.of(0) : cutoff(CUTOFF + "." + modality, text);
    }

    private static SimilarityCutoff cutoff(String key, String text) {
        Matcher matcher = PERCENTILE.matcher(text);
        return matcher.matches()
                ? new SimilarityCutoff(Options.number(key, matcher.group(1), 0, 100), true)
                : SimilarityCutoff.of(Options.number(key, text, -1, 1));
    }

    /** The number of neighbours of a search that has one list of them for all modalities. */
    int fused() {
        requireOne(TOP_K);
        return options.integer(TOP_K, SEARCHED);
    }

    /** The bound of a search that has one list of neighbours for all modalities. */
    SimilarityCutoff fusedCutoff() {
        requireOne(CUTOFF);
        return cutoff(CUTOFF, options.text(CUTOFF, "0"));
    }

    private void requireOne(String key) {
        if (options.isMap(key)) {
            throw new IllegalArgumentException(
                    ("`%s` must not be a map here, because Synergistic has one list of neighbours for all modalities"
                                    + " together. Give one value.")
                            .formatted(key));
        }
    }

    /** The given number of contributing neighbours as a manifest has it; null without one. */
    Object shownContributing() {
        return options.isMap(TOP_K)
                ? (Object) topKs()
                : options.has(TOP_K) ? (Object) (long) options.integer(TOP_K, 1) : null;
    }
}
