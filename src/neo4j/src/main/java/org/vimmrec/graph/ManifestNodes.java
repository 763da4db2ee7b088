package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
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
 * Converts a {@link Manifest} to node properties and back. A head node stores the configuration, and one node per
 * {@link ManifestRange} stores the entries. Queries that change all nodes of a database change these nodes too, so a
 * manifest that does not look as it was written is read as incomplete.
 */
final class ManifestNodes {
    static final String TYPE = "type";

    private static final String KIND = "kind";
    private static final String ID = "id";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String COMPLETE = "complete";
    private static final String PART = "part";
    private static final String NUMBER = "number";
    /** Absent for segment 0. */
    private static final String SEGMENT = "segment";

    private static final String IDS = "ids";
    private static final String INPUTS = "inputs";
    private static final String OUTPUTS = "outputs";
    private static final String FORMAT = "format";
    /** Increase this when the format or the fingerprints change: updates cannot use a manifest of another format. */
    private static final long CURRENT_FORMAT = 1;

    private static final String ENTRIES = "entries";
    private static final String ITEM_COUNT = "itemCount";
    private static final String PAIR_COUNT = "pairCount";
    private static final String MEAN_SIMILARITY = "meanSimilarity";
    private static final String CONFIGURATION = "configuration.";
    private static final String WEIGHTS = "weights";
    /** A map is stored in two properties with these suffixes. */
    private static final String KEYS = ".keys";

    private static final String VALUES = ".values";

    private ManifestNodes() {}

    /** Whether a node is a head. Requires two properties, because a query may have set one of them on all nodes. */
    static boolean isHead(Node node) {
        int found = 0;
        for (String property : List.of(KIND, FORMAT, WRITTEN_AT, COMPLETE)) {
            found += node.hasProperty(property) ? 1 : 0;
        }
        return found > 1;
    }

    /** Whether a head still has the node id that it was written with. */
    static boolean hasKeptId(Node head) {
        return Objects.equals(head.getProperty(ID, null), NodeIds.of(head));
    }

    /** Whether this plugin created a node with the manifest label. */
    static boolean isOwned(Node node) {
        return node.getProperty(TYPE, null) instanceof String || isHead(node) || node.hasProperty(NUMBER);
    }

    /** The key of the range that a node stores; null if it stores none. */
    static ManifestRange range(Node node) {
        if (!(node.getProperty(PART, null) instanceof String name
                && node.getProperty(NUMBER, null) instanceof Long number
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

    /** Whether a node stores sources that an update is about to change. */
    static boolean isPending(Node node) {
        return Part.PENDING.name().equals(node.getProperty(PART, null));
    }

    /** Whether a node with a type is neither a head nor a range. */
    static boolean isDamaged(Node node) {
        return range(node) == null && !isHead(node);
    }

    /**
     * Reads a manifest from its nodes.
     *
     * @param nodes all nodes of the type, including the head
     * @param betweenNodes called between nodes, to check for termination
     */
    static Manifest read(Node head, List<Node> nodes, Runnable betweenNodes) {
        Manifest withoutEntries = readHead(head);
        if (!hasKeptId(head)) {
            return withoutEntries.unfinished(); // node ids have changed, so the entries refer to other nodes
        }
        Map<ManifestRange, Node> ranges = new HashMap<>();
        boolean damaged = false;
        for (Node node : nodes) {
            betweenNodes.run();
            ManifestRange range = range(node);
            boolean valid = range != null && hasValidEntries(node);
            damaged |= valid ? ranges.put(range, node) != null : !node.equals(head);
        }
        Manifest manifest = withoutEntries.with(
                entries(ranges, Part.SOURCES, betweenNodes),
                entries(ranges, Part.ITEMS, betweenNodes),
                entries(ranges, Part.NEIGHBOURS, betweenNodes),
                entries(ranges, Part.PENDING, betweenNodes).ids());
        return !damaged
                        && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT)
                        && Objects.equals(head.getProperty(ENTRIES, null), entryCount(manifest))
                ? manifest
                : manifest.unfinished();
    }

    /** Whether a range node has entries. */
    static boolean hasValidEntries(Node node) {
        return node.getProperty(IDS, null) instanceof long[] ids
                && node.getProperty(INPUTS, null) instanceof long[] inputs
                && node.getProperty(OUTPUTS, null) instanceof long[] outputs
                && inputs.length == ids.length
                && outputs.length == ids.length;
    }

    /** The number of entries, which is stored to detect missing ranges. */
    private static long entryCount(Manifest manifest) {
        return Part.PERMANENT.stream()
                .mapToLong(part -> part.of(manifest).ids().length)
                .sum();
    }

    /** The entries of a part that some ranges store. */
    static Manifest.Entries entries(Map<ManifestRange, Node> ranges, Part part, Runnable betweenNodes) {
        List<Node> ordered = ranges.entrySet().stream()
                .filter(range -> range.getKey().part() == part)
                .sorted(Map.Entry.comparingByKey(
                        Comparator.comparingLong(ManifestRange::number).thenComparingLong(ManifestRange::segment)))
                .map(Map.Entry::getValue)
                .toList();
        return new Manifest.Entries(
                joined(ordered, IDS, betweenNodes),
                joined(ordered, INPUTS, betweenNodes),
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

    /** Reads a manifest without its entries. It is incomplete if a property is missing or invalid. */
    static Manifest readHead(Node head) {
        Map<String, Object> stored = head.getAllProperties(); // all at once, because another call may change the node
        if (!(stored.get(TYPE) instanceof String type)) {
            throw new NotFoundException("Another call deleted this node of the manifest.");
        }
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
                type,
                kind,
                configuration,
                weights,
                writtenAt,
                Boolean.TRUE.equals(stored.get(COMPLETE)) && storedKind != null && validWeights && writtenAt != null);
    }

    /** Whether the entries of a head refer to the nodes that they were written for, in the format of this version. */
    static boolean isCurrent(Node head) {
        return Objects.equals(head.getProperty(ID, null), NodeIds.of(head))
                && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT);
    }

    /** The figures of a head node; null if one is missing or invalid. */
    static Totals totals(Node head) {
        return head.getProperty(ITEM_COUNT, null) instanceof Long items
                        && head.getProperty(PAIR_COUNT, null) instanceof Long pairs
                        && head.getProperty(MEAN_SIMILARITY, null) instanceof Double mean
                        && (mean >= -1 && mean <= 1 || pairs == 0)
                ? new Totals(items, pairs, mean)
                : null;
    }

    /**
     * Writes the properties of a head node.
     *
     * @param totals null if they are not known
     */
    static void writeHead(Node head, Manifest manifest, boolean complete, Totals totals) {
        head.getAllProperties().keySet().forEach(head::removeProperty); // removes the keys of an older configuration
        head.setProperty(TYPE, manifest.type());
        head.setProperty(FORMAT, CURRENT_FORMAT);
        head.setProperty(ENTRIES, entryCount(manifest));
        head.setProperty(KIND, manifest.kind().spelling());
        head.setProperty(ID, NodeIds.of(head));
        head.setProperty(WRITTEN_AT, manifest.writtenAt());
        head.setProperty(COMPLETE, complete);
        manifest.configuration().forEach((key, value) -> setValue(head, CONFIGURATION + key, value));
        setValue(head, WEIGHTS, manifest.weights());
        if (totals != null) {
            head.setProperty(ITEM_COUNT, totals.items());
            head.setProperty(PAIR_COUNT, totals.pairs());
            head.setProperty(MEAN_SIMILARITY, totals.meanSimilarity());
        }
    }

    /** Marks a head as incomplete: its entries are not reliable. */
    static void markIncomplete(Node head) {
        head.setProperty(COMPLETE, false);
    }

    /** Writes the properties of a range node. */
    static void writeRange(Node node, String type, ManifestRange range, Manifest.Entries entries) {
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

    /** Stores a map as two arrays, which keep the order of its keys. */
    static void setValue(Node node, String property, Object value) {
        if (value instanceof Map<?, ?> map) {
            node.setProperty(property + KEYS, map.keySet().toArray(String[]::new));
            node.setProperty(property + VALUES, map.values().toArray(arrayFor(map.values())));
        } else if (value instanceof List<?> list) {
            node.setProperty(property, list.toArray(String[]::new));
        } else {
            node.setProperty(property, value);
        }
    }

    private static Object[] arrayFor(Collection<?> values) {
        return values.stream().allMatch(Double.class::isInstance)
                ? new Double[0]
                : values.stream().allMatch(Long.class::isInstance) ? new Long[0] : new String[0];
    }

    /** Reads a map, a list or another value; null if the property is missing. */
    static Object value(Map<String, Object> stored, String property) {
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
