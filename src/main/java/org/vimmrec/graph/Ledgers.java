package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/**
 * Keeps the {@link Ledger}s of a database in the database itself: in nodes with the label {@value #LABEL_NAME} and
 * without relationships, so that they travel with dumps and copies and are met by no query that names a label or a type.
 * Each relationship type has a head node, and nodes with arrays, one for each range of {@value #RANGE} node ids in which
 * it has entries, so that an update writes only the ranges in which something has changed. Where a range has more than
 * {@value #MOST_ENTRIES} entries, it has several nodes.
 *
 * <p>A write marks the ledger as incomplete before it changes the first relationship, and keeps the new one after the last.
 * The old entries stay until then, because they tell which relationships are the plugin's own. An update leaves the old
 * ledger until it has written: if it is interrupted, the next one finds that what stands differs from what the ledger says.
 * Before an update writes, it notes the sources whose relationships it is about to change.
 *
 * <p>Other calls may write or delete the ledgers of other types at any time. So a node that disappears while all are looked
 * through is left out.
 */
public final class Ledgers {
    static final String LABEL_NAME = "_VimmrecLedger";

    private static final Label LABEL = Label.label(LABEL_NAME);
    private static final int RANGE = 4096;
    private static final int RANGE_BITS = 12;
    /** The most entries in a node, so that no single property takes long to write. */
    private static final int MOST_ENTRIES = 16 * RANGE;
    /** Entries that are written in a transaction, about: some ten megabytes, a fraction of a second. */
    private static final int ENTRIES_PER_TRANSACTION = 64 * RANGE;
    /** A transaction that writes and takes so long waits for somebody's lock. */
    private static final long PATIENCE_SECONDS = 30;

    private static final String TYPE = "type";
    private static final String KIND = "kind";
    private static final String ID = "id";
    private static final String WRITTEN_AT = "writtenAt";
    private static final String COMPLETE = "complete";
    private static final String PART = "part";
    private static final String NUMBER = "number";
    /** Counts the nodes of a range from 0; absent means 0. */
    private static final String SEGMENT = "segment";
    private static final String IDS = "ids";
    private static final String INPUTS = "inputs";
    private static final String OUTPUTS = "outputs";
    private static final String FORMAT = "format";
    /** Of what is stored here. A ledger of another format, or of fingerprints that were made otherwise, is of no use. */
    private static final long CURRENT_FORMAT = 1;
    private static final String ENTRIES = "entries";
    private static final String CONFIGURATION = "configuration.";
    private static final String WEIGHTS = "weights";
    /** Suffixes of the two properties that hold a map. */
    private static final String KEYS = ".keys";
    private static final String VALUES = ".values";

    private enum Part { SOURCES, ITEMS, NEIGHBOURS, PENDING }

    private static final List<Part> KEPT = List.of(Part.SOURCES, Part.ITEMS, Part.NEIGHBOURS);

    private static final String PHASE = "writing the manifest";

    private final GraphDatabaseService db;
    private final Task task;

    /**
     * Reads and writes in transactions of its own, which end at once.
     *
     * @param task asked between two nodes and two transactions whether the work is to end; calling thread only
     */
    public Ledgers(GraphDatabaseService db, Task task) {
        this.db = db;
        this.task = task;
    }

    /**
     * Finds out, before a long computation, whether this database takes writes here: a read-only member or a follower does
     * not.
     *
     * @throws RuntimeException Neo4j's own, if it does not
     */
    public void requireWritable() {
        try (Transaction tx = db.beginTx()) {
            tx.createNode(LABEL); // never committed
        }
    }

    /** The ledger of a type, or null if there is none. */
    public Ledger read(String type) {
        return read(type::equals).stream().findFirst().orElse(null);
    }

    /** Of all types that have one, in alphabetical order. */
    public List<Ledger> all() {
        return read(String.class::isInstance);
    }

    /** What the heads say of all types that have one, without entries, in alphabetical order of the types. */
    public List<Ledger> heads() {
        Map<String, Ledger> heads = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, String.class::isInstance)) {
                try {
                    if (isHead(node)) {
                        Ledger head = described(node);
                        heads.put(head.type(), head);
                    }
                } catch (NotFoundException e) {
                    continue; // another call drops this type
                }
            }
        }
        return new ArrayList<>(heads.values());
    }

    private List<Ledger> read(Predicate<Object> wanted) {
        Map<String, List<Node>> byType = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, wanted)) {
                try {
                    byType.computeIfAbsent((String) node.getProperty(TYPE), type -> new ArrayList<>()).add(node);
                } catch (NotFoundException e) {
                    continue; // another call writes or drops this type
                }
            }
            return byType.entrySet().stream().map(nodes -> ledger(nodes.getKey(), nodes.getValue()))
                    .filter(Objects::nonNull).toList();
        }
    }

    /**
     * A ledger from its nodes, or null if there is no head. Somebody who changes all nodes of a database changes these, too:
     * a ledger that is not as it was written is incomplete.
     */
    private Ledger ledger(String type, List<Node> nodes) {
        Ledger described = null;
        try {
            List<Node> heads = nodes.stream().filter(Ledgers::isHead).toList();
            if (heads.isEmpty()) {
                return null;
            }
            Node head = heads.get(0);
            described = described(head);
            if (!Objects.equals(head.getProperty(ID, null), NodeIds.of(head))) {
                return described.unfinished(); // node ids changed, so the entries mean other nodes
            }
            Map<Range, Node> ranges = new HashMap<>();
            boolean damaged = heads.size() > 1;
            for (Node node : nodes) {
                task.checkTermination();
                Range range = range(node);
                boolean whole = range != null && hasWholeEntries(node);
                damaged |= !whole && !isHead(node) || whole && ranges.put(range, node) != null;
            }
            Ledger ledger = described.with(entries(ranges, Part.SOURCES), entries(ranges, Part.ITEMS),
                    entries(ranges, Part.NEIGHBOURS), entries(ranges, Part.PENDING).ids());
            return !damaged && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT)
                    && Objects.equals(head.getProperty(ENTRIES, null), entries(ledger)) ? ledger : ledger.unfinished();
        } catch (NotFoundException e) {
            return described == null ? null : described.unfinished(); // another call is writing or dropping this type
        }
    }

    /** Whether a node describes a type. Ranges have none of these properties; one may have come to all nodes of a database. */
    private static boolean isHead(Node node) {
        int found = 0;
        for (String property : List.of(KIND, FORMAT, WRITTEN_AT, COMPLETE)) {
            found += node.hasProperty(property) ? 1 : 0;
        }
        return found > 1;
    }

    /** What a head says, without entries; incomplete if it does not say all. */
    private static Ledger described(Node head) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (String property : new TreeSet<>(head.getAllProperties().keySet())) {
            if (property.startsWith(CONFIGURATION) && !property.endsWith(VALUES)) {
                String name = property.endsWith(KEYS) ? property.substring(0, property.length() - KEYS.length()) : property;
                configuration.put(name.substring(CONFIGURATION.length()), value(head, name));
            }
        }
        Map<String, Object> weights = new LinkedHashMap<>();
        if (value(head, WEIGHTS) instanceof Map<?, ?> stored) {
            stored.forEach((modality, weight) -> weights.put((String) modality, weight));
        }
        // Virtual interactions have interactions, similarities do not; the strategy of incomplete ones does not matter.
        String kind = head.getProperty(KIND, null) instanceof String stored ? stored
                : configuration.containsKey("interactionType") ? "overlay" : Ledger.SIMILARITY;
        ZonedDateTime writtenAt = head.getProperty(WRITTEN_AT, null) instanceof ZonedDateTime stored ? stored : null;
        return Ledger.described((String) head.getProperty(TYPE), kind, configuration, weights, writtenAt,
                Boolean.TRUE.equals(head.getProperty(COMPLETE, null)) && head.getProperty(KIND, null) instanceof String
                        && value(head, WEIGHTS) instanceof Map && writtenAt != null);
    }

    /** The key of the range that a node holds, or null if it holds none. */
    private static Range range(Node node) {
        if (!(node.getProperty(PART, null) instanceof String name && node.getProperty(NUMBER, null) instanceof Long number
                && node.getProperty(SEGMENT, 0L) instanceof Long segment)) {
            return null;
        }
        for (Part part : Part.values()) {
            if (part.name().equals(name)) {
                return new Range(part, number, segment, 0, 0);
            }
        }
        return null;
    }

    private static boolean hasWholeEntries(Node node) {
        return node.getProperty(IDS, null) instanceof long[] ids && node.getProperty(INPUTS, null) instanceof long[] inputs
                && node.getProperty(OUTPUTS, null) instanceof long[] outputs && inputs.length == ids.length
                && outputs.length == ids.length;
    }

    /** How many it has, so that it is found out if a part is lost. */
    private static long entries(Ledger ledger) {
        return KEPT.stream().mapToLong(part -> entries(ledger, part).ids().length).sum();
    }

    private static Ledger.Entries entries(Ledger ledger, Part part) {
        return switch (part) {
            case SOURCES -> ledger.sources();
            case ITEMS -> ledger.items();
            case NEIGHBOURS -> ledger.neighbours();
            case PENDING -> throw new IllegalArgumentException("noted, and not kept");
        };
    }

    private Ledger.Entries entries(Map<Range, Node> ranges, Part part) {
        List<Node> ordered = ranges.entrySet().stream().filter(range -> range.getKey().part() == part)
                .sorted(Map.Entry.comparingByKey(Comparator.comparingLong(Range::number).thenComparingLong(Range::segment)))
                .map(Map.Entry::getValue).toList();
        return new Ledger.Entries(joined(ordered, IDS), joined(ordered, INPUTS), joined(ordered, OUTPUTS));
    }

    private long[] joined(List<Node> ranges, String property) {
        long[] joined = new long[RANGE];
        int length = 0;
        for (Node node : ranges) {
            task.checkTermination();
            long[] values = (long[]) node.getProperty(property);
            int end = Math.addExact(length, values.length);
            if (end > joined.length) {
                joined = Arrays.copyOf(joined, Math.max(end, (int) Math.min(2L * joined.length, Integer.MAX_VALUE - 8)));
            }
            System.arraycopy(values, 0, joined, length, values.length);
            length = end;
        }
        return Arrays.copyOf(joined, length);
    }

    /**
     * Before the first relationship is written: marks what is remembered of the type as incomplete. The entries of the last
     * write stay, see {@link Ownership}.
     *
     * @throws IllegalStateException if the caller may write such nodes, but not see them
     */
    public void begin(Ledger begun) {
        List<Long> damaged = ids(begun.type(), node -> range(node) == null && !isHead(node));
        inPortions(damaged, id -> MOST_ENTRIES, (tx, portion, last) -> portion.forEach(id -> delete(tx, id)));
        inPortions(List.of(begun), ledger -> 1, (tx, portion, last) -> describe(head(tx, begun.type()), begun));
        try (Transaction tx = db.beginTx()) {
            if (nodes(tx, begun.type()::equals).isEmpty()) {
                throw new IllegalStateException(("The manifest of relationships of type [%s] is kept in nodes with the"
                        + " label [%s], which this user may write but not read. No relationship was written; grant MATCH {*}"
                        + " on nodes with this label.").formatted(begun.type(), LABEL_NAME));
            }
        }
    }

    /** Before the first relationship of a type is dropped. */
    public void beginDrop(Ledger dropped) {
        inPortions(List.of(dropped), ledger -> 1, (tx, portion, last) -> head(tx, dropped.type()).setProperty(COMPLETE, false));
    }

    /**
     * Before an update writes relationships of these sources.
     *
     * @param sources ids, ascending; those that an update before this one has left are among them
     */
    public void note(String type, long[] sources) {
        long[] none = new long[sources.length];
        Ledger.Entries pending = new Ledger.Entries(sources, none, none);
        Map<Range, Long> stored = stored(type);
        inPortions(ranges(Part.PENDING, pending), Range::weight,
                (tx, portion, last) -> portion.forEach(range -> keep(tx, stored, type, range, pending)));
    }

    /**
     * After the last relationship is written.
     *
     * @param old what is stored, or null if every range is to be written
     */
    public void keep(Ledger ledger, Ledger old) {
        Map<Range, Long> stored = stored(ledger.type());
        List<Range> changed = new ArrayList<>();
        for (Part part : KEPT) {
            addChanged(changed, part, entries(ledger, part), old == null ? Ledger.Entries.NONE : entries(old, part), stored);
        }
        Set<Range> unused = new HashSet<>(stored.keySet());
        for (Part part : KEPT) {
            ranges(part, entries(ledger, part)).forEach(range -> unused.remove(range.key()));
        }
        changed.addAll(unused);
        inPortions(changed, Range::weight, (tx, portion, last) -> {
            for (Range range : portion) {
                if (unused.contains(range)) {
                    delete(tx, stored.get(range));
                } else {
                    keep(tx, stored, ledger.type(), range, entries(ledger, range.part()));
                }
            }
            Node head = head(tx, ledger.type());
            describe(head, ledger);
            if (!last) {
                head.setProperty(COMPLETE, false);
            }
        });
    }

    /** Forgets what was remembered of the type, the head last, so that the type stays this plugin's until all is gone. */
    public void delete(String type) {
        List<Long> ids = ids(type, node -> !isHead(node));
        ids.addAll(ids(type, Ledgers::isHead));
        inPortions(ids, id -> MOST_ENTRIES, (tx, portion, last) -> portion.forEach(id -> delete(tx, id)));
    }

    /** The ids of some of a type's nodes, and of those that this plugin made and that do not tell their type any more. */
    private List<Long> ids(String type, Predicate<Node> wanted) {
        List<Long> ids = new ArrayList<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, found -> type.equals(found) || !(found instanceof String))) {
                try {
                    boolean made = node.getProperty(TYPE, null) instanceof String || isHead(node) || node.hasProperty(NUMBER);
                    if (made && wanted.test(node)) {
                        ids.add(NodeIds.of(node));
                    }
                } catch (NotFoundException e) {
                    continue; // another call has deleted it
                }
            }
        }
        return ids;
    }

    private interface Portion<T> {
        void work(Transaction tx, List<T> portion, boolean last);
    }

    /** In as many transactions as it takes, one at least, each tried again where that can help. */
    private <T> void inPortions(List<T> all, ToLongFunction<T> weight, Portion<T> work) {
        int done = 0;
        do {
            task.progress(PHASE, done, all.size());
            int end = done;
            for (long entries = 0; end < all.size() && entries < ENTRIES_PER_TRANSACTION; end++) {
                entries += weight.applyAsLong(all.get(end));
            }
            commit(all.subList(done, end), end == all.size(), work);
            done = end;
        } while (done < all.size());
    }

    private <T> void commit(List<T> portion, boolean last, Portion<T> work) {
        for (int failures = 0;;) {
            task.checkTermination();
            try (Transaction tx = db.beginTx(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                work.work(tx, portion, last);
                tx.commit();
                return;
            } catch (RuntimeException e) {
                task.checkTermination();
                if (!Commit.mayPass(e) || ++failures == Commit.TRIES) {
                    throw Commit.refusal(e, "the manifest, nodes with the label [" + LABEL_NAME + "]");
                }
                Commit.pause(failures);
            }
        }
    }

    /** The entries of some ids next to each other: places {@code from .. to - 1}. */
    private record Range(Part part, long number, long segment, int from, int to) {

        /** The same for what stood there before. */
        Range key() {
            return new Range(part, number, segment, 0, 0);
        }

        /** How many entries are written, or deleted, about. */
        long weight() {
            return to == 0 ? MOST_ENTRIES : to - from;
        }
    }

    private static List<Range> ranges(Part part, Ledger.Entries entries) {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        long segment = 0;
        for (int n = 1; n <= entries.ids().length; n++) {
            long number = entries.ids()[from] >> RANGE_BITS;
            boolean ends = n == entries.ids().length || entries.ids()[n] >> RANGE_BITS != number;
            if (ends || n - from == MOST_ENTRIES) {
                ranges.add(new Range(part, number, segment, from, n));
                from = n;
                segment = ends ? 0 : segment + 1;
            }
        }
        return ranges;
    }

    private static void addChanged(List<Range> changed, Part part, Ledger.Entries entries, Ledger.Entries old,
            Map<Range, Long> stored) {
        Map<Range, Range> before = new HashMap<>();
        ranges(part, old).forEach(range -> before.put(range.key(), range));
        for (Range range : ranges(part, entries)) {
            Range was = before.get(range.key());
            if (was == null || !stored.containsKey(range.key()) || !same(range, entries.ids(), was, old.ids())
                    || !same(range, entries.inputs(), was, old.inputs())
                    || !same(range, entries.outputs(), was, old.outputs())) {
                changed.add(range);
            }
        }
    }

    private static boolean same(Range range, long[] values, Range was, long[] old) {
        return Arrays.equals(values, range.from(), range.to(), old, was.from(), was.to());
    }

    /** By key the node that holds a range. */
    private Map<Range, Long> stored(String type) {
        Map<Range, Long> stored = new HashMap<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, type::equals)) {
                Range range = range(node);
                if (range != null) {
                    stored.put(range, NodeIds.of(node));
                }
            }
        }
        return stored;
    }

    private static void delete(Transaction tx, long id) {
        Node node = NodeIds.nodeOrNull(tx, id);
        if (node != null) {
            // What others hung on it goes, too: a relationship to a node that this plugin deletes would block every write.
            node.getRelationships().forEach(Relationship::delete);
            node.delete();
        }
    }

    private static void keep(Transaction tx, Map<Range, Long> stored, String type, Range range, Ledger.Entries entries) {
        Node node = stored.containsKey(range.key()) ? NodeIds.nodeOrNull(tx, stored.get(range.key())) : null;
        keep(node == null ? tx.createNode(LABEL) : node, type, range, entries);
    }

    private static void keep(Node node, String type, Range range, Ledger.Entries entries) {
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

    /** @param wanted tells from the property that should be the type */
    private List<Node> nodes(Transaction tx, Predicate<Object> wanted) {
        List<Node> found = new ArrayList<>();
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                task.checkTermination();
                Node node = nodes.next();
                try {
                    if (wanted.test(node.getProperty(TYPE, null))) {
                        found.add(node);
                    }
                } catch (NotFoundException e) {
                    continue; // deleted since it was found, by a call that writes or drops another type
                }
            }
        }
        return found;
    }

    /** The head of a type, found or made. */
    private Node head(Transaction tx, String type) {
        for (Node node : nodes(tx, type::equals)) {
            if (isHead(node)) {
                return node;
            }
        }
        return tx.createNode(LABEL);
    }

    private static void describe(Node head, Ledger ledger) {
        head.getAllProperties().keySet().forEach(head::removeProperty); // keys of another configuration
        head.setProperty(TYPE, ledger.type());
        head.setProperty(FORMAT, CURRENT_FORMAT);
        head.setProperty(ENTRIES, entries(ledger));
        head.setProperty(KIND, ledger.kind());
        head.setProperty(ID, NodeIds.of(head));
        head.setProperty(WRITTEN_AT, ledger.writtenAt());
        head.setProperty(COMPLETE, ledger.complete());
        ledger.configuration().forEach((key, value) -> setValue(head, CONFIGURATION + key, value));
        setValue(head, WEIGHTS, ledger.weights());
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
    private static Object value(Node node, String property) {
        Object value = node.getProperty(property, null);
        Object values = node.getProperty(property + VALUES, null);
        if (node.getProperty(property + KEYS, null) instanceof String[] keys && values != null && values.getClass().isArray()) {
            Map<String, Object> map = new LinkedHashMap<>();
            for (int n = 0; n < Math.min(keys.length, Array.getLength(values)); n++) {
                map.put(keys[n], Array.get(values, n));
            }
            return map;
        }
        return value instanceof String[] list ? List.of(list) : value;
    }
}
