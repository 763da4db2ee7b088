package org.vimmrec.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.task.Shown;

/**
 * A setting that may differ between modalities.
 *
 * @param key the key
 * @param byDefault the value of the modalities that are not named
 * @param named by modality its value; empty if all modalities have the same
 */
public record PerModality<T>(String key, T byDefault, Map<String, T> named) {

    /**
     * Reads a value for all modalities, or a map from modality to value. Modalities that the map does not name have the
     * default.
     *
     * @param expectation describes a value in error messages
     * @param conversion converts a value; the key in its error messages is the second argument
     */
    static <T> PerModality<T> of(
            ConfigMap config, String key, T byDefault, String expectation, KeyedConversion<T> conversion) {
        return config.value(key, new PerModality<>(key, byDefault, Map.of()), given -> {
            if (!(given instanceof Map<?, ?> map)) {
                return new PerModality<>(key, conversion.of(given, key), Map.of());
            }
            if (map.isEmpty()) {
                throw config.expected(key, expectation + " or a map from modality to one", given);
            }
            Map<String, T> named = new LinkedHashMap<>();
            map.forEach((modality, value) ->
                    named.put(config.validName(modality, key), conversion.of(value, key + "." + modality)));
            return new PerModality<>(key, byDefault, named);
        });
    }

    /** Converts a value of the caller. */
    interface KeyedConversion<T> {
        T of(Object given, String key);
    }

    /** The value of a modality. */
    public T of(String modality) {
        return named.getOrDefault(modality, byDefault);
    }

    /** Whether modalities have values of their own. */
    public boolean isMap() {
        return !named.isEmpty();
    }

    /**
     * Checks that all named modalities exist.
     *
     * @throws IllegalArgumentException if one does not
     */
    public void requireKnown(Collection<String> modalities) {
        String problem = unknown(modalities);
        if (problem != null) {
            throw new IllegalArgumentException(problem + (problem.endsWith("?") ? "" : "."));
        }
    }

    /** Checks that all named modalities are in the configuration. */
    PerModality<T> requireKnown(ConfigMap config, List<String> modalities) {
        String problem = modalities.isEmpty() ? null : unknown(modalities);
        if (problem != null) {
            throw config.error(problem);
        }
        return this;
    }

    private String unknown(Collection<String> modalities) {
        for (String modality : named.keySet()) {
            if (!modalities.contains(modality)) {
                String nearest = Spelling.nearest(modality, modalities);
                return "`%s` has a value for [%s], which is not one of the modalities %s%s"
                        .formatted(
                                key,
                                Shown.name(modality),
                                Shown.names(modalities),
                                nearest == null ? "" : ". Did you mean [" + Shown.name(nearest) + "]?");
            }
        }
        return null;
    }
}
