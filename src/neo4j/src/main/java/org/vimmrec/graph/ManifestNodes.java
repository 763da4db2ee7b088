package org.vimmrec.graph;

import static org.vimmrec.update.ManifestProperties.COMPLETE;
import static org.vimmrec.update.ManifestProperties.CURRENT_FORMAT;
import static org.vimmrec.update.ManifestProperties.ENTRIES;
import static org.vimmrec.update.ManifestProperties.FORMAT;
import static org.vimmrec.update.ManifestProperties.ID;
import static org.vimmrec.update.ManifestProperties.IDS;
import static org.vimmrec.update.ManifestProperties.INPUTS;
import static org.vimmrec.update.ManifestProperties.KIND;
import static org.vimmrec.update.ManifestProperties.NUMBER;
import static org.vimmrec.update.ManifestProperties.OUTPUTS;
import static org.vimmrec.update.ManifestProperties.PART;
import static org.vimmrec.update.ManifestProperties.SEGMENT;
import static org.vimmrec.update.ManifestProperties.TYPE;
import static org.vimmrec.update.ManifestProperties.WRITTEN_AT;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestProperties;
import org.vimmrec.update.ManifestRange;
import org.vimmrec.update.ManifestRange.Part;

/**
 * Reads and writes the nodes that store a {@link Manifest}, with the {@link ManifestProperties}. Queries that change
 * all nodes of a database change these nodes too, so a manifest that does not look as it was written is read as
 * incomplete.
 */
final class ManifestNodes {
    private static final String ITEM_COUNT = "itemCount";
    private static final String PAIR_COUNT = "pairCount";
    private static final String MEAN_SIMILARITY = "meanSimilarity";

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
        if (!(stored.get(TYPE) instanceof String)) {
            throw new NotFoundException("Another call deleted this node of the manifest.");
        }
        return ManifestProperties.head(stored);
    }

    /** Whether the entries of a head refer to the nodes that they were written for, in the format of this version. */
    static boolean isCurrent(Node head) {
        return hasKeptId(head) && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT);
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
        ManifestProperties.ofHead(manifest, entryCount(manifest), complete).forEach(head::setProperty);
        head.setProperty(ID, NodeIds.of(head));
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
        ManifestProperties.ofRange(type, range, entries).forEach(node::setProperty);
    }
}
