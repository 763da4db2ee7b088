package org.vimmrec.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.vimmrec.task.Shown;

/**
 * The modalities to process, in the order of the caller.
 *
 * @param properties embedding property by modality; a property is null if the caller gave only names. An empty map
 *     means every modality that the manifest lists for the item label
 */
public record Modalities(Map<String, String> properties) {
    /** The modalities of an item are stored as the bits of a long. */
    private static final int MAX_MODALITIES = 62;

    private static final String KEY = "modalities";

    /** Reads a map from modality to embedding property. */
    static Modalities required(ConfigMap config) {
        if (!config.given(KEY)) {
            throw config.error("`modalities` is required: a map from modality to embedding property, such as"
                    + " {visual: 'imageEmbedding', text: 'textEmbedding'}");
        }
        return show(config, config.requiredValue(KEY, given -> of(config, given, false)));
    }

    /** Reads a map from modality to embedding property or a list of modalities. The key may be absent. */
    static Modalities optional(ConfigMap config) {
        return show(config, config.value(KEY, new Modalities(Map.of()), given -> of(config, given, true)));
    }

    /** Reports the modalities in the form the caller gave them: a map, a list of names, or null. */
    private static Modalities show(ConfigMap config, Modalities modalities) {
        config.show(
                KEY,
                modalities.properties.isEmpty()
                        ? null
                        : modalities.haveProperties() ? modalities.properties : modalities.names());
        return modalities;
    }

    private static Modalities of(ConfigMap config, Object given, boolean acceptsNames) {
        Map<String, String> properties = new LinkedHashMap<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, property) ->
                    properties.put(config.validName(name, KEY), config.validName(property, KEY + "." + name)));
        } else if (acceptsNames && given instanceof List<?> list) {
            list.forEach(name -> properties.put(config.validName(name, KEY), null));
        }
        if (properties.isEmpty() || properties.size() > MAX_MODALITIES) {
            throw config.expected(
                    KEY,
                    "a map from modality to embedding property" + (acceptsNames ? " or a list of modalities" : "")
                            + ", with 1 to " + MAX_MODALITIES + " entries",
                    given);
        }
        Map<String, String> byUpperCase = new LinkedHashMap<>();
        for (String name : properties.keySet()) {
            String other = byUpperCase.put(name.toUpperCase(Locale.ROOT), name);
            if (other != null) {
                throw config.error(
                        ("`modalities` must differ in more than case, but has [%s] and [%s]. Rename one of them:"
                                        + " relationship types use the upper-case name")
                                .formatted(Shown.name(other), Shown.name(name)));
            }
        }
        return new Modalities(properties);
    }

    /** The names of the modalities; empty if they are taken from the manifest. */
    public List<String> names() {
        return new ArrayList<>(properties.keySet());
    }

    /** Whether every modality has an embedding property. */
    public boolean haveProperties() {
        return !properties.isEmpty() && !properties.containsValue(null);
    }

    /** The type of the relationships that hold the similarities of a modality. */
    public static String relationshipType(String prefix, String modality) {
        return prefix + modality.toUpperCase(Locale.ROOT);
    }
}
