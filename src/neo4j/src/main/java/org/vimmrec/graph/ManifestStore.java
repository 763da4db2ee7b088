package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestProperties;
import org.vimmrec.update.ManifestRange;
import org.vimmrec.update.ManifestRange.Part;

/**
 * Stores the {@link Manifest}s of a database in the database itself, in nodes with the label {@value #LABEL_NAME}.
 * Dumps and copies of the database include them. The nodes have no relationships, so queries with other labels or with
 * relationship types do not match them. {@link ManifestNodes} defines their properties.
 *
 * <p>A write marks the manifest as incomplete before it changes the first relationship, and saves the new manifest
 * after the last one. Until then it keeps the old entries, because they determine which relationships the plugin owns.
 * An update saves the new manifest after it has written. Before that, it stores the sources whose relationships it is
 * about to change, so that the next update can finish an interrupted one.
 *
 * <p>Other calls may write or delete the manifests of other types concurrently. A scan skips nodes that are deleted
 * meanwhile.
 */
public final class ManifestStore {
    static final String LABEL_NAME = ManifestProperties.LABEL;

    private static final Label LABEL = Label.label(LABEL_NAME);

    private final GraphDatabaseService db;
    private final Task task;
    private final ManifestTransactions transactions;

    /**
     * Reads and writes in short transactions of its own.
     *
     * @param task receives the progress; reading and writing end when it is stopped
     */
    public ManifestStore(GraphDatabaseService db, Task task) {
        this.db = db;
        this.task = task;
        this.transactions = new ManifestTransactions(db, task);
    }

    /**
     * Checks whether the database accepts writes. Call this before a long computation: read-only databases and
     * followers in a cluster reject writes.
     *
     * @throws RuntimeException the exception of Neo4j, if it does not
     */
    public void requireWritable() {
        try (Transaction tx = db.beginTx()) {
            tx.createNode(LABEL); // never committed
        }
    }

    /** Reads the manifest of a type; null if there is none. */
    public Manifest read(String type) {
        return read(type::equals).stream().findFirst().orElse(null);
    }

    /** Reads all manifests, in alphabetical order of the types. */
    public List<Manifest> all() {
        return read(String.class::isInstance);
    }

    /** Reads all manifests without their entries, in alphabetical order of the types. */
    public List<Manifest> heads() {
        Map<String, Manifest> heads = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, String.class::isInstance, node -> {
                if (ManifestNodes.isHead(node)) {
                    Manifest head = ManifestNodes.readHead(node);
                    heads.put(head.type(), head);
                }
            });
        }
        return new ArrayList<>(heads.values());
    }

    /** Reads the manifest of a type without its entries; null if there is none. Incomplete if node ids have changed. */
    public Manifest head(String type) {
        List<Manifest> found = new ArrayList<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, type::equals, node -> {
                if (found.isEmpty() && ManifestNodes.isHead(node)) {
                    found.add(
                            ManifestNodes.hasKeptId(node)
                                    ? ManifestNodes.readHead(node)
                                    : ManifestNodes.readHead(node).unfinished());
                }
            });
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** Reads what all heads say, and whether their manifests are settled. Takes one scan of the manifest nodes. */
    public List<ManifestHead> settledHeads() {
        Map<String, ManifestHead> heads = new TreeMap<>();
        Set<String> pending = new HashSet<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, String.class::isInstance, node -> {
                if (ManifestNodes.isHead(node)) {
                    Manifest head = ManifestNodes.readHead(node);
                    boolean settled = head.complete() && ManifestNodes.isCurrent(node);
                    heads.put(head.type(), new ManifestHead(head, settled, ManifestNodes.totals(node)));
                } else if (ManifestNodes.isPending(node)) {
                    pending.add((String) node.getProperty(ManifestProperties.TYPE));
                }
            });
        }
        pending.forEach(type ->
                heads.computeIfPresent(type, (key, head) -> new ManifestHead(head.manifest(), false, head.totals())));
        return new ArrayList<>(heads.values());
    }

    private List<Manifest> read(Predicate<Object> type) {
        Map<String, List<Node>> byType = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            forEach(
                    tx,
                    type,
                    node -> byType.computeIfAbsent(
                                    (String) node.getProperty(ManifestProperties.TYPE), key -> new ArrayList<>())
                            .add(node));
            return byType.values().stream()
                    .map(this::manifest)
                    .filter(Objects::nonNull)
                    .toList();
        }
    }

    /** The manifest that a list of nodes stores; null if the list has no head. */
    private Manifest manifest(List<Node> nodes) {
        Manifest head = null;
        try {
            for (Node node : nodes) {
                if (ManifestNodes.isHead(node)) {
                    head = ManifestNodes.readHead(node);
                    return ManifestNodes.read(node, nodes, task::checkTermination);
                }
            }
            return null;
        } catch (NotFoundException e) {
            return head == null ? null : head.unfinished(); // another call is writing or dropping this type
        }
    }

    /**
     * Marks the manifest of a type as incomplete. Call this before writing the first relationship. The entries of the
     * last write remain, see {@link Ownership}.
     *
     * @throws IllegalStateException if the user may write manifest nodes, but not read them
     */
    public void beginWrite(Manifest manifest) {
        List<Long> damaged = ids(manifest.type(), ManifestNodes::isDamaged);
        ids(manifest.type(), ManifestNodes::isHead).stream().skip(1).forEach(damaged::add);
        if (!damaged.isEmpty()) {
            deleteNodes(damaged);
        }
        transactions.run(tx -> ManifestNodes.writeHead(head(tx, manifest.type()), manifest, false, null));
        if (heads().stream().noneMatch(head -> head.type().equals(manifest.type()))) {
            throw new IllegalStateException(
                    ("The manifest of relationships of type [%s] is stored in nodes with the label [%s],"
                                    + " which this user can write but not read. No relationship was written; grant MATCH {*} on nodes with this"
                                    + " label.")
                            .formatted(manifest.type(), LABEL_NAME));
        }
    }

    /** Marks the manifest of a type as incomplete. Call this before dropping the first relationship. */
    public void beginDrop(String type) {
        transactions.run(tx -> ManifestNodes.markIncomplete(head(tx, type)));
    }

    /**
     * Stores the sources whose relationships an update is about to change. Call this before the update writes.
     *
     * @param sources node ids, ascending; must include the pending sources of an interrupted update
     */
    public void markPending(String type, long[] sources) {
        long[] none = new long[sources.length];
        Manifest.Entries pending = new Manifest.Entries(sources, none, none);
        Map<ManifestRange, Long> stored = stored(type);
        transactions.runInBatches(
                ManifestRange.of(Part.PENDING, pending),
                ManifestRange::weight,
                (tx, batch, last) -> batch.forEach(range -> writeRange(tx, stored, type, range, pending)));
    }

    /**
     * Saves a manifest. Call this after the last relationship is written.
     *
     * @param old the stored manifest, to write only the ranges that differ from it; null to write all ranges
     * @param totals the figures to save with it; null if they are not known
     */
    public void save(Manifest manifest, Manifest old, Totals totals) {
        Map<ManifestRange, Long> stored = stored(manifest.type());
        List<ManifestRange> changed = new ArrayList<>();
        Set<ManifestRange> unused = new HashSet<>(stored.keySet());
        for (Part part : Part.PERMANENT) {
            Manifest.Entries entries = part.of(manifest);
            ManifestRange.of(part, entries).forEach(range -> unused.remove(range.key()));
            changed.addAll(changed(part, entries, old == null ? Manifest.Entries.NONE : part.of(old), stored));
        }
        changed.addAll(unused);
        transactions.runInBatches(changed, ManifestRange::weight, (tx, batch, last) -> {
            for (ManifestRange range : batch) {
                if (unused.contains(range)) {
                    delete(tx, stored.get(range));
                } else {
                    writeRange(tx, stored, manifest.type(), range, range.part().of(manifest));
                }
            }
            ManifestNodes.writeHead(head(tx, manifest.type()), manifest, last && manifest.complete(), totals);
        });
    }

    private static List<ManifestRange> changed(
            Part part, Manifest.Entries entries, Manifest.Entries old, Map<ManifestRange, Long> stored) {
        Map<ManifestRange, ManifestRange> before = new HashMap<>();
        ManifestRange.of(part, old).forEach(range -> before.put(range.key(), range));
        return ManifestRange.of(part, entries).stream()
                .filter(range -> {
                    ManifestRange previous = before.get(range.key());
                    return previous == null
                            || !stored.containsKey(range.key())
                            || !range.hasSameEntries(entries, previous, old);
                })
                .toList();
    }

    /**
     * Deletes the manifest of a type. Deletes the head last, so that the plugin owns the type until everything is
     * deleted.
     */
    public void delete(String type) {
        List<Long> ids = ids(type, node -> !ManifestNodes.isHead(node));
        ids.addAll(ids(type, ManifestNodes::isHead));
        deleteNodes(ids);
    }

    private void deleteNodes(List<Long> ids) {
        transactions.runInBatches(
                ids, id -> ManifestRange.MAX_ENTRIES, (tx, batch, last) -> batch.forEach(id -> delete(tx, id)));
    }

    /** The ids of the manifest nodes of a type that satisfy a condition, and of those that have lost their type. */
    private List<Long> ids(String type, Predicate<Node> condition) {
        List<Long> ids = new ArrayList<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, found -> type.equals(found) || !(found instanceof String), node -> {
                if (ManifestNodes.isOwned(node) && condition.test(node)) {
                    ids.add(NodeIds.of(node));
                }
            });
        }
        return ids;
    }

    /** The id of the stored node by the key of its range. */
    private Map<ManifestRange, Long> stored(String type) {
        Map<ManifestRange, Long> stored = new HashMap<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, type::equals, node -> {
                ManifestRange range = ManifestNodes.range(node);
                if (range != null) {
                    stored.put(range, NodeIds.of(node));
                }
            });
        }
        return stored;
    }

    private static void delete(Transaction tx, long id) {
        Node node = NodeIds.nodeOrNull(tx, id);
        if (node != null) {
            // Relationships that others attached must go too: a node that cannot be deleted would block every write.
            node.getRelationships().forEach(Relationship::delete);
            node.delete();
        }
    }

    private static void writeRange(
            Transaction tx,
            Map<ManifestRange, Long> stored,
            String type,
            ManifestRange range,
            Manifest.Entries entries) {
        Node node = stored.containsKey(range.key()) ? NodeIds.nodeOrNull(tx, stored.get(range.key())) : null;
        ManifestNodes.writeRange(node == null ? tx.createNode(LABEL) : node, type, range, entries);
    }

    /** Visits a manifest node. */
    interface Visitor {
        void visit(Node node);
    }

    /**
     * Visits the manifest nodes of some types. Skips nodes that another call deletes meanwhile.
     *
     * @param type condition on the value of the property {@code type}, which is null or not a string in a damaged node
     */
    static void forEach(Transaction tx, Predicate<Object> type, Visitor visitor) {
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                try {
                    if (type.test(node.getProperty(ManifestProperties.TYPE, null))) {
                        visitor.visit(node);
                    }
                } catch (NotFoundException e) {
                    continue;
                }
            }
        }
    }

    /** The head of a type; creates it if there is none. */
    private static Node head(Transaction tx, String type) {
        List<Node> heads = new ArrayList<>();
        forEach(tx, type::equals, node -> {
            if (ManifestNodes.isHead(node)) {
                heads.add(node);
            }
        });
        return heads.isEmpty() ? tx.createNode(LABEL) : heads.get(0);
    }
}
