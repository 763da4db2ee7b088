package org.vimmrec.graph;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
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
    /** A transaction that takes so long waits for somebody's lock. */
    private static final long PATIENCE_SECONDS = 30;

    private static final String TYPE = "type";
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

    /**
     * Reads and writes in transactions of its own: what is read in the caller's may leave locks on it, after which {@link
     * ReadTransactions} cannot tell that the caller has changed nothing.
     */
    public Ledgers(GraphDatabaseService db) {
        this.db = db;
    }

    /** The ledger of a type, or null if there is none. */
    public Ledger read(String type) {
        return read(type::equals).stream().findFirst().orElse(null);
    }

    /** Of all types that have one, in alphabetical order. */
    public List<Ledger> all() {
        return read(type -> true);
    }

    private List<Ledger> read(Predicate<String> wanted) {
        Map<String, Node> heads = new TreeMap<>();
        Map<String, List<Node>> ranges = new HashMap<>();
        List<Ledger> ledgers = new ArrayList<>();
        try (Transaction tx = transaction()) {
            for (Node node : nodes(tx, wanted)) {
                String type = (String) node.getProperty(TYPE);
                if (node.hasProperty(PART)) {
                    ranges.computeIfAbsent(type, key -> new ArrayList<>()).add(node);
                } else {
                    heads.put(type, node);
                }
            }
            heads.forEach((type, head) -> ledgers.add(ledger(type, head, ranges.getOrDefault(type, List.of()))));
        }
        return ledgers;
    }

    private static Ledger ledger(String type, Node head, List<Node> ranges) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        for (String property : new TreeSet<>(head.getAllProperties().keySet())) {
            if (property.startsWith(CONFIGURATION) && !property.endsWith(VALUES)) {
                String name = property.endsWith(KEYS) ? property.substring(0, property.length() - KEYS.length()) : property;
                configuration.put(name.substring(CONFIGURATION.length()), value(head, name));
            }
        }
        @SuppressWarnings("unchecked") // the keys of a stored map are text
        Map<String, Object> weights = (Map<String, Object>) value(head, WEIGHTS);
        Ledger ledger = new Ledger(type, (String) head.getProperty("kind"), configuration, weights,
                (ZonedDateTime) head.getProperty("writtenAt"), (boolean) head.getProperty("complete"),
                entries(ranges, Part.SOURCES), entries(ranges, Part.ITEMS), entries(ranges, Part.NEIGHBOURS),
                entries(ranges, Part.PENDING).ids());
        return (long) head.getProperty("id") == NodeIds.of(head) && Objects.equals(head.getProperty(FORMAT, null), CURRENT_FORMAT)
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

    private static Ledger.Entries entries(List<Node> ranges, Part part) {
        Map<Long, Node> byNumber = new TreeMap<>();
        ranges.stream().filter(node -> node.getProperty(PART).equals(part.name()))
                .forEach(node -> byNumber.put((long) node.getProperty(NUMBER), node));
        return new Ledger.Entries(joined(byNumber, IDS), joined(byNumber, INPUTS), joined(byNumber, OUTPUTS));
    }

    private static long[] joined(Map<Long, Node> ranges, String property) {
        long[] joined = new long[RANGE];
        int length = 0;
        for (Node node : ranges.values()) {
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

    /** Before the first relationship is written: forgets what was remembered of the type. */
    public void begin(Ledger begun) {
        try (Transaction tx = transaction()) {
            delete(tx, begun.type());
            describe(head(tx, begun.type()), begun);
            tx.commit();
        }
    }

    /**
     * Before an update writes relationships of these sources, whose stored values nobody will compare.
     *
     * @param sources ids, ascending; those that an update before this one has left are among them
     */
    public void note(String type, long[] sources) {
        try (Transaction tx = transaction()) {
            for (Node node : nodes(tx, type)) {
                if (Part.PENDING.name().equals(node.getProperty(PART, null))) {
                    node.delete();
                }
            }
            long[] none = new long[sources.length];
            Ledger.Entries pending = new Ledger.Entries(sources, none, none);
            for (Range range : ranges(Part.PENDING, pending)) {
                keep(tx.createNode(LABEL), type, range, pending);
            }
            tx.commit();
        }
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
        int written = 0;
        do {
            int end = written;
            for (long entries = 0; end < changed.size() && entries < ENTRIES_PER_TRANSACTION; end++) {
                entries += changed.get(end).to() - changed.get(end).from();
            }
            try (Transaction tx = transaction()) {
                for (Range range : changed.subList(written, end)) {
                    Node node = stored.containsKey(range.key()) ? NodeIds.nodeOrNull(tx, stored.get(range.key())) : null;
                    keep(node == null ? tx.createNode(LABEL) : node, ledger.type(), range, entries(ledger, range.part()));
                }
                Node head = head(tx, ledger.type());
                describe(head, ledger);
                if (end == changed.size()) {
                    deleteUnused(tx, ledger, stored);
                } else {
                    head.setProperty("complete", false);
                }
                tx.commit();
            }
            written = end;
        } while (written < changed.size());
    }

    /** Forgets what was remembered of the type. */
    public void delete(String type) {
        try (Transaction tx = transaction()) {
            delete(tx, type);
            tx.commit();
        }
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

    private Map<Range, Long> stored(String type) {
        Map<Range, Long> stored = new HashMap<>();
        try (Transaction tx = transaction()) {
            for (Node node : nodes(tx, type)) {
                if (node.hasProperty(PART)) {
                    stored.put(new Range(Part.valueOf((String) node.getProperty(PART)), (long) node.getProperty(NUMBER), 0, 0),
                            NodeIds.of(node));
                }
            }
        }
        return stored;
    }

    private static void deleteUnused(Transaction tx, Ledger ledger, Map<Range, Long> stored) {
        Map<Range, Long> unused = new HashMap<>(stored);
        for (Part part : KEPT) {
            ranges(part, entries(ledger, part)).forEach(range -> unused.remove(range.key()));
        }
        for (long id : unused.values()) {
            Node node = NodeIds.nodeOrNull(tx, id);
            if (node != null) {
                node.delete();
            }
        }
    }

    private static void keep(Node node, String type, Range range, Ledger.Entries entries) {
        node.setProperty(TYPE, type);
        node.setProperty(PART, range.part().name());
        node.setProperty(NUMBER, range.number());
        node.setProperty(IDS, Arrays.copyOfRange(entries.ids(), range.from(), range.to()));
        node.setProperty(INPUTS, Arrays.copyOfRange(entries.inputs(), range.from(), range.to()));
        node.setProperty(OUTPUTS, Arrays.copyOfRange(entries.outputs(), range.from(), range.to()));
    }

    private static List<Node> nodes(Transaction tx, String type) {
        return nodes(tx, type::equals);
    }

    private static List<Node> nodes(Transaction tx, Predicate<String> wanted) {
        List<Node> found = new ArrayList<>();
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                if (wanted.test((String) node.getProperty(TYPE))) {
                    found.add(node);
                }
            }
        }
        return found;
    }

    private static void delete(Transaction tx, String type) {
        nodes(tx, type).forEach(Node::delete);
    }

    /** The head of a type, found or made. */
    private static Node head(Transaction tx, String type) {
        for (Node node : nodes(tx, type)) {
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
        head.setProperty("kind", ledger.kind());
        head.setProperty("id", NodeIds.of(head));
        head.setProperty("writtenAt", ledger.writtenAt());
        head.setProperty("complete", ledger.complete());
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

    private static Object value(Node node, String property) {
        if (!node.hasProperty(property + KEYS)) {
            Object value = node.getProperty(property);
            return value instanceof String[] list ? List.of(list) : value;
        }
        String[] keys = (String[]) node.getProperty(property + KEYS);
        Object values = node.getProperty(property + VALUES);
        Map<String, Object> map = new LinkedHashMap<>();
        for (int n = 0; n < keys.length; n++) {
            map.put(keys[n], java.lang.reflect.Array.get(values, n));
        }
        return map;
    }
}
