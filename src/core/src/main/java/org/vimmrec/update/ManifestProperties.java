package org.vimmrec.update;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A {@link Manifest} as properties of the nodes that store it, which have the label {@value #LABEL}. A head node stores
 * the configuration, and one node per {@link ManifestRange} stores the entries. The format is the same for all hosts;
 * each of them reads and writes the nodes in its own way.
 */
public final class ManifestProperties {
    /** The label of all nodes that store manifests. */
    public static final String LABEL = "_VimmrecLedger";

    /** The relationship type. */
    public static final String TYPE = "type";
    /** In a head: the spelling of the {@link Manifest.Kind}. */
    public static final String KIND = "kind";
    /** In a head: its own node id, by which copies with other node ids are noticed. The host writes it. */
    public static final String ID = "id";
    /** In a head: when the last write ended. */
    public static final String WRITTEN_AT = "writtenAt";
    /** In a head: see {@link Manifest#complete}. */
    public static final String COMPLETE = "complete";
    /** In a head: the version of the format. */
    public static final String FORMAT = "format";
    /** In a head: the number of entries, by which missing ranges are noticed. */
    public static final String ENTRIES = "entries";
    /** In a range: see {@link ManifestRange#part}. */
    public static final String PART = "part";
    /** In a range: see {@link ManifestRange#number}. */
    public static final String NUMBER = "number";
    /** In a range: see {@link ManifestRange#segment}. Absent for segment 0. */
    public static final String SEGMENT = "segment";
    /** In a range: see {@link Manifest.Entries#ids}. */
    public static final String IDS = "ids";
    /** In a range: see {@link Manifest.Entries#inputs}. */
    public static final String INPUTS = "inputs";
    /** In a range: see {@link Manifest.Entries#outputs}. */
    public static final String OUTPUTS = "outputs";

    /** Increase this when the format or the fingerprints change: updates cannot use a manifest of another format. */
    public static final long CURRENT_FORMAT = 1;

    private static final String CONFIGURATION = "configuration.";
    private static final String WEIGHTS = "weights";
    /** A map is stored in two properties with these suffixes. */
    private static final String KEYS = ".keys";

    private static final String VALUES = ".values";

    private ManifestProperties() {}

    /**
     * The properties of a head, except {@link #ID}.
     *
     * @param entries the number of entries in all ranges
     * @param complete see {@link Manifest#complete}
     */
    public static Map<String, Object> ofHead(Manifest manifest, long entries, boolean complete) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(TYPE, manifest.type());
        properties.put(FORMAT, CURRENT_FORMAT);
        properties.put(ENTRIES, entries);
        properties.put(KIND, manifest.kind().spelling());
        properties.put(WRITTEN_AT, manifest.writtenAt());
        properties.put(COMPLETE, complete);
        manifest.configuration().forEach((key, value) -> properties.putAll(ofValue(CONFIGURATION + key, value)));
        properties.putAll(ofValue(WEIGHTS, manifest.weights()));
        return properties;
    }

    /**
     * Reads a manifest without its entries. It is incomplete if a property is missing or invalid.
     *
     * @param stored the properties of a head, with arrays of primitive numbers or of text
     */
    public static Manifest head(Map<String, Object> stored) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (String property : new TreeSet<>(stored.keySet())) {
            if (property.startsWith(CONFIGURATION) && !property.endsWith(VALUES)) {
                String name =
                        property.endsWith(KEYS) ? property.substring(0, property.length() - KEYS.length()) : property;
                configuration.put(name.substring(CONFIGURATION.length()), value(stored, name));
            }
        }
        Map<String, Object> weights = new LinkedHashMap<>();
        boolean validWeights = value(stored, WEIGHTS) instanceof Map<?, ?> map
                && map.values().stream().allMatch(Double.class::isInstance);
        if (validWeights) {
            ((Map<?, ?>) value(stored, WEIGHTS)).forEach((modality, weight) -> weights.put((String) modality, weight));
        }
        // Without a valid kind, tell similarities from virtual interactions by their configuration. The strategy does
        // not matter, because the manifest is incomplete.
        Manifest.Kind storedKind = Manifest.Kind.of(stored.get(KIND));
        Manifest.Kind kind = storedKind != null
                ? storedKind
                : configuration.containsKey("interactionType") ? Manifest.Kind.OVERLAY : Manifest.Kind.SIMILARITY;
        ZonedDateTime writtenAt = stored.get(WRITTEN_AT) instanceof ZonedDateTime time ? time : null;
        return Manifest.described(
                (String) stored.get(TYPE),
                kind,
                configuration,
                weights,
                writtenAt,
                Boolean.TRUE.equals(stored.get(COMPLETE)) && storedKind != null && validWeights && writtenAt != null);
    }

    /** The properties of a range. */
    public static Map<String, Object> ofRange(String type, ManifestRange range, Manifest.Entries entries) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put(TYPE, type);
        properties.put(PART, range.part().name());
        properties.put(NUMBER, range.number());
        if (range.segment() > 0) {
            properties.put(SEGMENT, range.segment());
        }
        properties.put(IDS, Arrays.copyOfRange(entries.ids(), range.from(), range.to()));
        properties.put(INPUTS, Arrays.copyOfRange(entries.inputs(), range.from(), range.to()));
        properties.put(OUTPUTS, Arrays.copyOfRange(entries.outputs(), range.from(), range.to()));
        return properties;
    }

    /** A value as properties: a map becomes two arrays, which keep the order of its keys. */
    public static Map<String, Object> ofValue(String property, Object value) {
        if (value instanceof Map<?, ?> map) {
            return Map.of(
                    property + KEYS, map.keySet().toArray(String[]::new),
                    property + VALUES, map.values().toArray(arrayFor(map.values())));
        }
        return Map.of(property, value instanceof List<?> list ? list.toArray(String[]::new) : value);
    }

    private static Object[] arrayFor(Collection<?> values) {
        return values.stream().allMatch(Double.class::isInstance)
                ? new Double[0]
                : values.stream().allMatch(Long.class::isInstance) ? new Long[0] : new String[0];
    }

    /** Reads a map, a list or another value; null if the property is missing. */
    public static Object value(Map<String, Object> stored, String property) {
        Object value = stored.get(property);
        Object values = stored.get(property + VALUES);
        if (stored.get(property + KEYS) instanceof String[] keys
                && values != null
                && values.getClass().isArray()) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int n = 0; n < Math.min(keys.length, Array.getLength(values)); n++) {
                map.put(keys[n], Array.get(values, n));
            }
            return map;
        }
        return value instanceof String[] list ? List.of(list) : value;
    }
}
