package org.vimmrec.graph;

import java.lang.reflect.Array;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;

/**
 * Keeps the {@link Ledger}s of a database in the database itself: in nodes with the label {@value #LABEL_NAME} and
 * without relationships, so that they travel with dumps and copies and are met by no query that names a label or a type.
 * Each relationship type has a head node, and nodes with arrays, one for each range of {@value #RANGE} node ids in which
 * it has entries, so that an update writes only the ranges in which something has changed.
 *
 * <p>A write ends a ledger before it changes the first relationship, and keeps the new one after the last. An update leaves
 * the old ledger until it has written: ended early, it finds at the next time that what stands differs from what the
 * ledger says. Virtual interactions are not read with their weights for that, so those an update is about to write are
 * noted before.
 */
public final class Ledgers {
    static final String LABEL_NAME = "_VimmrecLedger";

    private static final Label LABEL = Label.label(LABEL_NAME);
    private static final int RANGE = 4096;
    private static final int RANGE_BITS = 12;
    /** Entries that are written in a transaction, about: some ten megabytes. */
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

    private final GraphDatabaseService db;

    /** Reads and writes in transactions of its own, which end at once. */
    public Ledgers(GraphDatabaseService db) {
        this.db = db;
    }

    /** The ledger of a type, or null if there is none. */
    public Ledger read(String type) {
        return read(type::equals).stream().findFirst().orElse(null);
    }

    /** Of all types that have one, in alphabetical order. */
    public List<Ledger> all() {
        return read(String.class::isInstance);
    }

    /** The types of a kind that have one, in alphabetical order. */
    public List<String> types(String kind) {
        Set<String> types = new TreeSet<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, String.class::isInstance)) {
                if (!node.hasProperty(PART) && kind.equals(node.getProperty(KIND, null))) {
                    types.add((String) node.getProperty(TYPE));
                }
            }
        }
        return new ArrayList<>(types);
    }

    private List<Ledger> read(Predicate<Object> wanted) {
        Map<String, List<Node>> byType = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            for (Node node : nodes(tx, wanted)) {
                byType.computeIfAbsent((String) node.getProperty(TYPE), type -> new ArrayList<>()).add(node);
            }
            return byType.entrySet().stream().map(nodes -> ledger(nodes.getKey(), nodes.getValue()))
                    .filter(Objects::nonNull).toList();
        }
    }

    /** From its nodes, or null if they do not say of what it is. Who changes all nodes of a database changes these, too. */
    private static Ledger ledger(String type, List<Node> nodes) {
        List<Node> heads = nodes.stream().filter(node -> !node.hasProperty(PART)).toList();
        if (heads.isEmpty()) {
            return null;
        }
        Node head = heads.get(0);
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (String property : new TreeSet<>(head.getAllProperties().keySet())) {
            if (property.startsWith(CONFIGURATION) && !property.endsWith(VALUES)) {
                String name = property.endsWith(KEYS) ? property.substring(0, property.length() - KEYS.length()) : property;
                configuration.put(name.substring(CONFIGURATION.length()), value(head, name));
            }
        }
        if (!(head.getProperty(KIND, null) instanceof String kind && value(head, WEIGHTS) instanceof Map<?, ?> map
                && head.getProperty(WRITTEN_AT, null) instanceof ZonedDateTime writtenAt)) {
            return null;
        }
        @SuppressWarnings("unchecked") // the keys of a stored map are text
        Map<String, Object> weights = (Map<String, Object>) map;
        List<Part> damaged = new ArrayList<>();
        Ledger ledger = new Ledger(type, kind, configuration, weights, writtenAt,
                Boolean.TRUE.equals(head.getProperty(COMPLETE, null)), entries(nodes, Part.SOURCES, damaged),
                entries(nodes, Part.ITEMS, damaged), entries(nodes, Part.NEIGHBOURS, damaged),
                entries(nodes, Part.PENDING, damaged).ids());
        return heads.size() == 1 && damaged.isEmpty() && Objects.equals(head.getProperty(ID, null), NodeIds.of(head))
                && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT)
                && Objects.equals(head.getProperty(ENTRIES, null), entries(ledger)) ? ledger : ledger.unfinished();
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

    /** @param damaged gets the part if it is not whole */
    private static Ledger.Entries entries(List<Node> nodes, Part part, List<Part> damaged) {
        Map<Long, Node> byNumber = new TreeMap<>();
        for (Node node : nodes) {
            if (part.name().equals(node.getProperty(PART, null)) && (!(node.getProperty(NUMBER, null) instanceof Long number)
                    || byNumber.put(number, node) != null)) {
                damaged.add(part);
            }
        }
        long[] ids = joined(byNumber, IDS);
        long[] inputs = joined(byNumber, INPUTS);
        long[] outputs = joined(byNumber, OUTPUTS);
        if (inputs.length != ids.length || outputs.length != ids.length) {
            damaged.add(part);
            return Ledger.Entries.NONE;
        }
        return new Ledger.Entries(ids, inputs, outputs);
    }

    private static long[] joined(Map<Long, Node> ranges, String property) {
        long[] joined = new long[RANGE];
        int length = 0;
        for (Node node : ranges.values()) {
            long[] values = node.getProperty(property, null) instanceof long[] found ? found : new long[0];
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
     * Before the first relationship is written: forgets what was remembered of the type.
     *
     * @throws IllegalStateException if the caller may write such nodes, but not see them
     */
    public void begin(Ledger begun) {
        delete(begun.type());
        try (Transaction tx = transaction()) {
            describe(tx.createNode(LABEL), begun);
            tx.commit();
        }
        try (Transaction tx = db.beginTx()) {
            if (nodes(tx, begun.type()::equals).isEmpty()) {
                throw new IllegalStateException(("What is remembered of relationships of type [%s] is kept in nodes with the"
                        + " label [%s], which this user may write but not read. No relationship was written; grant MATCH {*}"
                        + " on nodes with this label.").formatted(begun.type(), LABEL_NAME));
            }
        }
    }

    /**
     * Before an update writes relationships of these sources, whose stored values nobody will compare.
     *
     * @param sources ids, ascending; those that an update before this one has left are among them
     */
    public void note(String type, long[] sources) {
        long[] none = new long[sources.length];
        Ledger.Entries pending = new Ledger.Entries(sources, none, none);
        Map<Range, Long> stored = stored(type);
        inPortions(ranges(Part.PENDING, pending), Range::weight, (tx, portion, last) ->
                portion.forEach(range -> keep(tx, stored, type, range, pending)));
    }

    /**
     * After the last relationship is written.
     *
     * @param old what is stored, or null if nothing but a head is
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

    /** Forgets what was remembered of the type, the head first, without which the rest means nothing. */
    public void delete(String type) {
        List<Long> ids = new ArrayList<>();
        try (Transaction tx = db.beginTx()) {
            // Nodes that do not tell their type any more are of use to nobody.
            for (Node node : nodes(tx, found -> type.equals(found) || !(found instanceof String))) {
                ids.add(node.hasProperty(PART) ? ids.size() : 0, NodeIds.of(node));
            }
        }
        inPortions(ids, id -> RANGE, (tx, portion, last) -> portion.forEach(id -> delete(tx, id)));
    }

    private interface Portion<T> {
        void work(Transaction tx, List<T> portion, boolean last);
    }

    /** In as many transactions as it takes; one at least. */
    private <T> void inPortions(List<T> all, ToLongFunction<T> weight, Portion<T> work) {
        int done = 0;
        do {
            int end = done;
            for (long entries = 0; end < all.size() && entries < ENTRIES_PER_TRANSACTION; end++) {
                entries += weight.applyAsLong(all.get(end));
            }
            try (Transaction tx = transaction()) {
                work.work(tx, all.subList(done, end), end == all.size());
                tx.commit();
            }
            done = end;
        } while (done < all.size());
    }

    private Transaction transaction() {
        return db.beginTx(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** The entries of some ids next to each other: places {@code from .. to - 1}. */
    private record Range(Part part, long number, int from, int to) {

        /** The same for what stood there before. */
        Range key() {
            return new Range(part, number, 0, 0);
        }

        /** How many entries are written, or deleted, about. */
        long weight() {
            return to == 0 ? RANGE : to - from;
        }
    }

    private static List<Range> ranges(Part part, Ledger.Entries entries) {
        List<Range> ranges = new ArrayList<>();
        int from = 0;
        for (int n = 1; n <= entries.ids().length; n++) {
            long number = entries.ids()[from] >> RANGE_BITS;
            if (n == entries.ids().length || entries.ids()[n] >> RANGE_BITS != number) {
                ranges.add(new Range(part, number, from, n));
                from = n;
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
                if (node.hasProperty(PART)) {
                    stored.put(new Range(Part.valueOf((String) node.getProperty(PART)), (long) node.getProperty(NUMBER), 0, 0),
                            NodeIds.of(node));
                }
            }
        }
        return stored;
    }

    private static void delete(Transaction tx, long id) {
        Node node = NodeIds.nodeOrNull(tx, id);
        if (node != null) {
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
        node.setProperty(IDS, Arrays.copyOfRange(entries.ids(), range.from(), range.to()));
        node.setProperty(INPUTS, Arrays.copyOfRange(entries.inputs(), range.from(), range.to()));
        node.setProperty(OUTPUTS, Arrays.copyOfRange(entries.outputs(), range.from(), range.to()));
    }

    /** @param wanted tells from the property that should be the type */
    private static List<Node> nodes(Transaction tx, Predicate<Object> wanted) {
        List<Node> found = new ArrayList<>();
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                if (wanted.test(node.getProperty(TYPE, null))) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    /** The head of a type, found or made. */
    private static Node head(Transaction tx, String type) {
        for (Node node : nodes(tx, type::equals)) {
            if (!node.hasProperty(PART)) {
                return node;
            }
        }
        return tx.createNode(LABEL);
    }

    private static void describe(Node head, Ledger ledger) {
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
