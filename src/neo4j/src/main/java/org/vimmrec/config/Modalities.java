package org.vimmrec.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vimmrec.task.Shown;

/**
 * The modalities to work on, in the caller's order.
 *
 * @param properties modality to embedding property; the property is null where the caller gave names only. Empty: every
 *     modality that the manifest in the database has for the items' label
 */
public record Modalities(Map<String, String> properties) {
    /** Which modalities an item has is kept in the bits of a long. */
    private static final int MOST = 62;
    private static final String KEY = "modalities";

    /** From a map of modality to embedding property. */
    static Modalities required(ConfigMap config) {
        if (!config.given(KEY)) {
            throw config.error("`modalities` is required: a map from modality to embedding property, such as"
                    + " {visual: 'imageEmbedding', text: 'textEmbedding'}");
        }
        return shown(config, config.requiredValue(KEY, given -> of(config, given, false)));
    }

    /** From a map, a list of names, or nothing. */
    static Modalities optional(ConfigMap config) {
        return shown(config, config.value(KEY, new Modalities(Map.of()), given -> of(config, given, true)));
    }

    /** In the effective configuration as it was given: the map, the names, or null. */
    private static Modalities shown(ConfigMap config, Modalities modalities) {
        config.show(KEY, modalities.properties.isEmpty() ? null
                : modalities.haveProperties() ? modalities.properties : modalities.names());
        return modalities;
    }

    private static Modalities of(ConfigMap config, Object given, boolean namesSuffice) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, property) -> properties.put(config.validName(name, KEY),
                    config.validName(property, KEY + "." + name)));
        } else if (namesSuffice && given instanceof List<?> list) {
            list.forEach(name -> properties.put(config.validName(name, KEY), null));
        }
        if (properties.isEmpty() || properties.size() > MOST) {
            throw config.expected(KEY, "a map from modality to embedding property" + (namesSuffice
                    ? " or a list of modalities" : "") + ", with 1 to " + MOST + " entries", given);
        }
        Map<String, String> byUpperCase = new LinkedHashMap<>();
        for (String name : properties.keySet()) {
            String other = byUpperCase.put(name.toUpperCase(Locale.ROOT), name);
            if (other != null) {
                throw config.error(("`modalities` must differ in more than case, because their relationship types are"
                        + " in upper case, but has [%s] and [%s]").formatted(Shown.name(other), Shown.name(name)));
            }
        }
        return new Modalities(properties);
    }

    /** The modalities' names; empty if they are to be found in the database. */
    public List<String> names() {
        return new ArrayList<>(properties.keySet());
    }

    /** Whether every modality has an embedding property. */
    public boolean haveProperties() {
        return !properties.isEmpty() && !properties.containsValue(null);
    }

    /** The type of the relationships that hold a modality's similarities. */
    public static String relationshipType(String prefix, String modality) {
        return prefix + modality.toUpperCase(Locale.ROOT);
    }
}
