package org.vimmrec.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Shown;

/** The keys that say which neighbours of an item count: {@code topK} and {@code similarityCutoff}. */
final class NeighbourKeys {
    private static final String TOP_K = "topK";
    private static final String TOP_KS = "topKs";
    private static final String CUTOFF = "similarityCutoff";
    private static final String CUTOFF_EXPECTATION = "a number from -1.0 to 1.0, or a percentile such as 'p90'";
    private static final Pattern PERCENTILE = Pattern.compile("p(\\d{1,3}(\\.\\d{1,9})?)");

    private NeighbourKeys() {}

    /** A whole number, or one for each modality. */
    static PerModality<Integer> topK(ConfigMap config, Integer byDefault, List<String> modalities) {
        PerModality<Integer> topK =
                PerModality.of(config, TOP_K, byDefault, "a whole number of at least 1", (given, key) ->
                        (int) config.wholeNumber(given, key, 1, Integer.MAX_VALUE));
        config.show(TOP_K, topK.isMap() ? ConfigMap.longs(topK.named()) : shown(topK.byDefault()));
        return topK.requireKnown(config, modalities);
    }

    private static Long shown(Integer number) {
        return number == null ? null : number.longValue();
    }

    /** A number or a percentile, or one for each modality. */
    static PerModality<SimilarityCutoff> cutoffs(ConfigMap config, List<String> modalities) {
        PerModality<SimilarityCutoff> cutoffs = PerModality.of(
                config, CUTOFF, SimilarityCutoff.of(0), CUTOFF_EXPECTATION, (given, key) -> cutoff(config, given, key));
        Map<String, Object> shown = new LinkedHashMap<>();
        cutoffs.named().forEach((modality, cutoff) -> shown.put(modality, cutoff.spelling()));
        config.show(CUTOFF, cutoffs.isMap() ? shown : cutoffs.byDefault().spelling());
        return cutoffs.requireKnown(config, modalities);
    }

    /** A whole number for a search that has one list of neighbours for all modalities. */
    static int fusedTopK(ConfigMap config) {
        return config.value(TOP_K, 10, given -> {
            requireOne(config, TOP_K, given);
            return (int) config.wholeNumber(given, TOP_K, 1, Integer.MAX_VALUE);
        });
    }

    /** A number or a percentile for a search that has one list of neighbours for all modalities. */
    static SimilarityCutoff fusedCutoff(ConfigMap config) {
        SimilarityCutoff cutoff = config.value(CUTOFF, SimilarityCutoff.of(0), given -> {
            requireOne(config, CUTOFF, given);
            return cutoff(config, given, CUTOFF);
        });
        config.show(CUTOFF, cutoff.spelling());
        return cutoff;
    }

    private static void requireOne(ConfigMap config, String key, Object given) {
        if (given instanceof Map) {
            throw config.error(("`%s` must not be a map here, because Synergistic has one list of neighbours for all"
                            + " modalities together. Give one value")
                    .formatted(key));
        }
    }

    private static SimilarityCutoff cutoff(ConfigMap config, Object given, String key) {
        if (given instanceof String text) {
            Matcher matcher = PERCENTILE.matcher(text);
            double percent = matcher.matches() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
            if (percent <= 100) {
                return new SimilarityCutoff(percent, true);
            }
        } else if (given instanceof Number number && Math.abs(number.doubleValue()) <= 1) {
            return SimilarityCutoff.of(number.doubleValue());
        }
        throw config.expected(key, CUTOFF_EXPECTATION, given);
    }

    /**
     * A number of neighbours.
     *
     * @param all the number in all modalities; 0 if modalities have numbers of their own
     * @param byModality the numbers of all modalities; empty if they have the same
     */
    record TopK(int all, Map<String, Integer> byModality) {

        /** Whether a strategy can use it: Synergistic has one list of neighbours for all modalities together. */
        boolean suits(Strategy strategy) {
            return strategy == Strategy.OVERLAY || byModality.isEmpty();
        }

        Variant variant(Strategy strategy, ModalityWeighting weighting, EdgeRule rule) {
            return byModality.isEmpty()
                    ? new Variant(strategy, all, weighting, rule)
                    : Variant.ofModalities(byModality, weighting, rule);
        }

        Object shown() {
            return byModality.isEmpty() ? (Object) (long) all : ConfigMap.longs(byModality);
        }
    }

    /**
     * The neighbours of a model's virtual interactions: a whole number, for Overlay also a map with one by modality.
     */
    static TopK ofModel(ConfigMap config, int byDefault, Strategy strategy, List<String> modalities) {
        TopK topK = config.value(TOP_K, new TopK(byDefault, Map.of()), given -> {
            if (strategy == Strategy.SYNERGISTIC) {
                requireOne(config, TOP_K, given);
            }
            return topK(config, TOP_K, given, modalities);
        });
        config.show(TOP_K, topK.shown());
        return topK;
    }

    /** A whole number or a map from modality to one, or a list of these. */
    static List<TopK> topKs(ConfigMap config, List<Integer> byDefault, List<String> modalities) {
        List<TopK> topKs = config.list(
                TOP_KS,
                byDefault.stream().map(topK -> new TopK(topK, Map.of())).toList(),
                "a whole number, a map from modality to one, or a list of these",
                given -> topK(config, TOP_KS, given, modalities));
        config.show(TOP_KS, topKs.stream().map(TopK::shown).toList());
        return topKs;
    }

    /** A whole number, or a map with one for each modality. */
    static TopK topK(ConfigMap config, String key, Object given, List<String> modalities) {
        if (!(given instanceof Map<?, ?> map)) {
            return new TopK((int) config.wholeNumber(given, key, 1, Integer.MAX_VALUE), Map.of());
        }
        Map<String, Integer> numbers = new LinkedHashMap<>();
        map.forEach((modality, number) -> numbers.put(config.validName(modality, key), (int)
                config.wholeNumber(number, key + "." + modality, 1, Integer.MAX_VALUE)));
        new PerModality<>(key, 0, numbers).requireKnown(config, modalities);
        for (String modality : modalities) {
            if (!numbers.containsKey(modality)) {
                throw config.error("`%s` must have a number for each modality, but has none for [%s]"
                        .formatted(key, Shown.name(modality)));
            }
        }
        return new TopK(0, numbers);
    }
}
