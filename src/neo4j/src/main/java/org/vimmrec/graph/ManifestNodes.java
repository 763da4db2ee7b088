package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.vimmrec.graph.ManifestRange.Part;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * A {@link Manifest} as properties of nodes: a head that describes the type, and a node for each {@link ManifestRange}.
 * Whoever changes all nodes of a database changes these, too; a manifest that is not as it was written is incomplete.
 */
final class ManifestNodes {
    static final String TYPE = "type";

    private static final String KIND = "kind";
    private static final String ID = "id";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String COMPLETE = "complete";
    private static final String PART = "part";
    private static final String NUMBER = "number";
    /** Absent means 0. */
    private static final String SEGMENT = "segment";
    private static final String IDS = "ids";
    private static final String INPUTS = "inputs";
    private static final String OUTPUTS = "outputs";
    private static final String FORMAT = "format";
    /** A manifest of another format, or of fingerprints that were made otherwise, is of no use to an update. */
    private static final long CURRENT_FORMAT = 1;
    private static final String ENTRIES = "entries";
    private static final String CONFIGURATION = "configuration.";
    private static final String WEIGHTS = "weights";
    /** Suffixes of the two properties that hold a map. */
    private static final String KEYS = ".keys";
    private static final String VALUES = ".values";

    private ManifestNodes() {
    }

    /** Whether a node describes a type. Ranges have none of these properties, unless one came to all nodes of a database. */
    static boolean isHead(Node node) {
        int found = 0;
        for (String property : List.of(KIND, FORMAT, WRITTEN_AT, COMPLETE)) {
            found += node.hasProperty(property) ? 1 : 0;
        }
        return found > 1;
    }

    /** Whether this plugin made a node that bears its label. */
    static boolean isOwn(Node node) {
        return node.getProperty(TYPE, null) instanceof String || isHead(node) || node.hasProperty(NUMBER);
    }

    /** The key of the range that a node holds, or null if it holds none. */
    static ManifestRange range(Node node) {
        if (!(node.getProperty(PART, null) instanceof String name && node.getProperty(NUMBER, null) instanceof Long number
                && node.getProperty(SEGMENT, 0L) instanceof Long segment)) {
            return null;
        }
        for (Part part : Part.values()) {
            if (part.name().equals(name)) {
                return ManifestRange.key(part, number, segment);
            }
        }
        return null;
    }

    /** Whether a node of a type is of no use. */
    static boolean isDamaged(Node node) {
        return range(node) == null && !isHead(node);
    }

    /**
     * A manifest from all its nodes.
     *
     * @param betweenNodes called now and then
     */
    static Manifest read(Node head, List<Node> nodes, Runnable betweenNodes) {
        Manifest described = described(head);
        if (!Objects.equals(head.getProperty(ID, null), NodeIds.of(head))) {
            return described.unfinished(); // node ids changed, so the entries mean other nodes
        }
        Map<ManifestRange, Node> ranges = new HashMap<>();
        boolean damaged = false;
        for (Node node : nodes) {
            betweenNodes.run();
            ManifestRange range = range(node);
            boolean whole = range != null && hasWholeEntries(node);
            damaged |= whole ? ranges.put(range, node) != null : !node.equals(head);
        }
        Manifest manifest = described.with(entries(ranges, Part.SOURCES, betweenNodes),
                entries(ranges, Part.ITEMS, betweenNodes), entries(ranges, Part.NEIGHBOURS, betweenNodes),
                entries(ranges, Part.PENDING, betweenNodes).ids());
        return !damaged && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT)
                && Objects.equals(head.getProperty(ENTRIES, null), entries(manifest)) ? manifest : manifest.unfinished();
    }

    private static boolean hasWholeEntries(Node node) {
        return node.getProperty(IDS, null) instanceof long[] ids && node.getProperty(INPUTS, null) instanceof long[] inputs
                && node.getProperty(OUTPUTS, null) instanceof long[] outputs && inputs.length == ids.length
                && outputs.length == ids.length;
    }

    /** How many a manifest has, so that it is noticed if a part is lost. */
    private static long entries(Manifest manifest) {
        return Part.KEPT.stream().mapToLong(part -> part.of(manifest).ids().length).sum();
    }

    private static Manifest.Entries entries(Map<ManifestRange, Node> ranges, Part part, Runnable betweenNodes) {
        List<Node> ordered = ranges.entrySet().stream().filter(range -> range.getKey().part() == part)
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingLong(ManifestRange::number).thenComparingLong(ManifestRange::segment)))
                .map(Map.Entry::getValue).toList();
        return new Manifest.Entries(joined(ordered, IDS, betweenNodes), joined(ordered, INPUTS, betweenNodes),
                joined(ordered, OUTPUTS, betweenNodes));
    }

    private static long[] joined(List<Node> ranges, String property, Runnable betweenNodes) {
        List<long[]> all = new ArrayList<>();
        for (Node node : ranges) {
            betweenNodes.run();
            all.add((long[]) node.getProperty(property));
        }
        return IdIndex.joined(all);
    }

    /** What a head says, without entries; incomplete if it does not say all. */
    static Manifest described(Node head) {
        Map<String, Object> stored = head.getAllProperties(); // once: another call may change the node between two looks
        if (!(stored.get(TYPE) instanceof String type)) {
            throw new NotFoundException("Another call deleted this node of the manifest.");
        }
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (String property : new TreeSet<>(stored.keySet())) {
            if (property.startsWith(CONFIGURATION) && !property.endsWith(VALUES)) {
                String name = property.endsWith(KEYS) ? property.substring(0, property.length() - KEYS.length()) : property;
                configuration.put(name.substring(CONFIGURATION.length()), value(stored, name));
            }
        }
        Map<String, Object> weights = new LinkedHashMap<>();
        boolean whole = value(stored, WEIGHTS) instanceof Map<?, ?> map
                && map.values().stream().allMatch(Double.class::isInstance);
        if (whole) {
            ((Map<?, ?>) value(stored, WEIGHTS)).forEach((modality, weight) -> weights.put((String) modality, weight));
        }
        // Virtual interactions have interactions, similarities do not; the strategy of incomplete ones does not matter.
        Manifest.Kind known = Manifest.Kind.of(stored.get(KIND));
        Manifest.Kind kind = known != null ? known
                : configuration.containsKey("interactionType") ? Manifest.Kind.OVERLAY : Manifest.Kind.SIMILARITY;
        ZonedDateTime writtenAt = stored.get(WRITTEN_AT) instanceof ZonedDateTime time ? time : null;
        return Manifest.described(type, kind, configuration, weights, writtenAt,
                Boolean.TRUE.equals(stored.get(COMPLETE)) && known != null && whole && writtenAt != null);
    }

    /** Makes a node the head of a manifest. */
    static void describe(Node head, Manifest manifest, boolean complete) {
        head.getAllProperties().keySet().forEach(head::removeProperty); // keys of another configuration
        head.setProperty(TYPE, manifest.type());
        head.setProperty(FORMAT, CURRENT_FORMAT);
        head.setProperty(ENTRIES, entries(manifest));
        head.setProperty(KIND, manifest.kind().spelling());
        head.setProperty(ID, NodeIds.of(head));
        head.setProperty(WRITTEN_AT, manifest.writtenAt());
        head.setProperty(COMPLETE, complete);
        manifest.configuration().forEach((key, value) -> setValue(head, CONFIGURATION + key, value));
        setValue(head, WEIGHTS, manifest.weights());
    }

    /** Makes a head say that its entries are not to be relied on. */
    static void describeAsIncomplete(Node head) {
        head.setProperty(COMPLETE, false);
    }

    /** Makes a node hold a range of a part's entries. */
    static void hold(Node node, String type, ManifestRange range, Manifest.Entries entries) {
        node.setProperty(TYPE, type);
        node.setProperty(PART, range.part().name());
        node.setProperty(NUMBER, range.number());
        if (range.segment() > 0) {
            node.setProperty(SEGMENT, range.segment());
        }
        node.setProperty(IDS, Arrays.copyOfRange(entries.ids(), range.from(), range.to()));
        node.setProperty(INPUTS, Arrays.copyOfRange(entries.inputs(), range.from(), range.to()));
        node.setProperty(OUTPUTS, Arrays.copyOfRange(entries.outputs(), range.from(), range.to()));
    }

    /** A map becomes two arrays, which keep its order. */
    private static void setValue(Node node, String property, Object value) {
        if (value instanceof Map<?, ?> map) {
            node.setProperty(property + KEYS, map.keySet().toArray(String[]::new));
            boolean numbers = map.values().stream().allMatch(Double.class::isInstance);
            node.setProperty(property + VALUES, map.values().toArray(numbers ? new Double[0] : new String[0]));
        } else if (value instanceof List<?> list) {
            node.setProperty(property, list.toArray(String[]::new));
        } else {
            node.setProperty(property, value);
        }
    }

    /** A map, a list, or what else is stored there; null if nothing is. */
    private static Object value(Map<String, Object> stored, String property) {
        Object value = stored.get(property);
        Object values = stored.get(property + VALUES);
        if (stored.get(property + KEYS) instanceof String[] keys && values != null && values.getClass().isArray()) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int n = 0; n < Math.min(keys.length, Array.getLength(values)); n++) {
                map.put(keys[n], Array.get(values, n));
            }
            return map;
        }
        return value instanceof String[] list ? List.of(list) : value;
    }
}
