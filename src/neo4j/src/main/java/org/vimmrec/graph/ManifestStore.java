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
import java.util.function.ToLongFunction;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.graph.ManifestRange.Part;
import org.vimmrec.task.Task;
import org.vimmrec.task.WorkerContext;
import org.vimmrec.update.Manifest;

/**
 * Keeps the {@link Manifest}s of a database in the database itself: in nodes with the label {@value #LABEL_NAME} and
 * without relationships, so that they travel with dumps and copies, and no query that names a label or a type meets them.
 * {@link ManifestNodes} says what the nodes hold.
 *
 * <p>A write marks the manifest as incomplete before it changes the first relationship, and keeps the new one after the last.
 * The old entries stay until then, because they tell which relationships are the plugin's own. An update leaves the old
 * manifest until it has written: if it is interrupted, the next one finds relationships that differ from what the manifest
 * says. Before an update writes, it notes the sources whose relationships it is about to change.
 *
 * <p>Other calls may write or delete the manifests of other types at any time. A node that disappears while all are looked
 * through is left out.
 */
public final class ManifestStore {
    static final String LABEL_NAME = "_VimmrecLedger";

    private static final Label LABEL = Label.label(LABEL_NAME);
    private static final String PHASE = "writing the manifest";
    /** Entries that are written in a transaction, about: some ten megabytes, a fraction of a second. */
    private static final int ENTRIES_PER_TRANSACTION = 4 * ManifestRange.MOST_ENTRIES;
    /** Another client may attach a relationship to a node while this deletes it, which Neo4j then refuses. */
    private static final int TRIES_TO_DELETE = 5;
    /** A transaction that takes this long waits for a lock that another transaction holds. */
    private static final int PATIENCE_SECONDS = 30;

    private final GraphDatabaseService db;
    private final Task task;

    /**
     * Reads and writes in transactions of its own, which end at once.
     *
     * @param task ends the reading and writing when the work is to end, and hears of the progress
     */
    public ManifestStore(GraphDatabaseService db, Task task) {
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

    /** The manifest of a type, or null if there is none. */
    public Manifest read(String type) {
        return read(type::equals).stream().findFirst().orElse(null);
    }

    /** Of all types that have one, in alphabetical order. */
    public List<Manifest> all() {
        return read(String.class::isInstance);
    }

    /** What the heads say of all types that have one, without entries, in alphabetical order of the types. */
    public List<Manifest> heads() {
        Map<String, Manifest> heads = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, String.class::isInstance, node -> {
                if (ManifestNodes.isHead(node)) {
                    Manifest head = ManifestNodes.described(node);
                    heads.put(head.type(), head);
                }
            });
        }
        return new ArrayList<>(heads.values());
    }

    private List<Manifest> read(Predicate<Object> wanted) {
        Map<String, List<Node>> byType = new TreeMap<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, wanted, node -> byType.computeIfAbsent((String) node.getProperty(ManifestNodes.TYPE),
                    type -> new ArrayList<>()).add(node));
            return byType.values().stream().map(this::manifest).filter(Objects::nonNull).toList();
        }
    }

    /** A manifest from its nodes, or null if there is no head. */
    private Manifest manifest(List<Node> nodes) {
        Manifest described = null;
        try {
            for (Node node : nodes) {
                if (ManifestNodes.isHead(node)) {
                    described = ManifestNodes.described(node);
                    return ManifestNodes.read(node, nodes, task::checkTermination);
                }
            }
            return null;
        } catch (NotFoundException e) {
            return described == null ? null : described.unfinished(); // another call is writing or dropping this type
        }
    }

    /**
     * Before the first relationship is written: marks what is remembered of the type as incomplete. The entries of the last
     * write stay, see {@link Ownership}.
     *
     * @throws IllegalStateException if the caller may write such nodes, but not see them
     */
    public void begin(Manifest begun) {
        List<Long> damaged = ids(begun.type(), ManifestNodes::isDamaged);
        ids(begun.type(), ManifestNodes::isHead).stream().skip(1).forEach(damaged::add);
        if (!damaged.isEmpty()) {
            inPortions(damaged, id -> ManifestRange.MOST_ENTRIES, (tx, portion, last) -> portion.forEach(id -> delete(tx, id)));
        }
        inPortions(List.of(begun), manifest -> 1,
                (tx, portion, last) -> ManifestNodes.describe(head(tx, begun.type()), begun, false));
        if (heads().stream().noneMatch(head -> head.type().equals(begun.type()))) {
            throw new IllegalStateException(("The manifest of relationships of type [%s] is kept in nodes with the label [%s],"
                    + " which this user may write but not read. No relationship was written; grant MATCH {*} on nodes with this"
                    + " label.").formatted(begun.type(), LABEL_NAME));
        }
    }

    /** Before the first relationship of a type is dropped. */
    public void beginDrop(String type) {
        inPortions(List.of(type), each -> 1, (tx, portion, last) -> ManifestNodes.describeAsIncomplete(head(tx, type)));
    }

    /**
     * Before an update writes relationships of these sources.
     *
     * @param sources ids, ascending; those that an update before this one has left are among them
     */
    public void note(String type, long[] sources) {
        long[] none = new long[sources.length];
        Manifest.Entries pending = new Manifest.Entries(sources, none, none);
        Map<ManifestRange, Long> stored = stored(type);
        inPortions(ManifestRange.of(Part.PENDING, pending), ManifestRange::weight,
                (tx, portion, last) -> portion.forEach(range -> keep(tx, stored, type, range, pending)));
    }

    /**
     * After the last relationship is written.
     *
     * @param old what is stored, or null if every range is to be written
     */
    public void keep(Manifest manifest, Manifest old) {
        Map<ManifestRange, Long> stored = stored(manifest.type());
        List<ManifestRange> changed = new ArrayList<>();
        Set<ManifestRange> unused = new HashSet<>(stored.keySet());
        for (Part part : Part.KEPT) {
            Manifest.Entries entries = part.of(manifest);
            ManifestRange.of(part, entries).forEach(range -> unused.remove(range.key()));
            changed.addAll(changed(part, entries, old == null ? Manifest.Entries.NONE : part.of(old), stored));
        }
        changed.addAll(unused);
        inPortions(changed, ManifestRange::weight, (tx, portion, last) -> {
            for (ManifestRange range : portion) {
                if (unused.contains(range)) {
                    delete(tx, stored.get(range));
                } else {
                    keep(tx, stored, manifest.type(), range, range.part().of(manifest));
                }
            }
            ManifestNodes.describe(head(tx, manifest.type()), manifest, last && manifest.complete());
        });
    }

    private static List<ManifestRange> changed(Part part, Manifest.Entries entries, Manifest.Entries old,
            Map<ManifestRange, Long> stored) {
        Map<ManifestRange, ManifestRange> before = new HashMap<>();
        ManifestRange.of(part, old).forEach(range -> before.put(range.key(), range));
        return ManifestRange.of(part, entries).stream().filter(range -> {
            ManifestRange was = before.get(range.key());
            return was == null || !stored.containsKey(range.key()) || !range.holdsTheSame(entries, was, old);
        }).toList();
    }

    /** Forgets what was remembered of the type, the head last, so that the type stays this plugin's until all is gone. */
    public void delete(String type) {
        List<Long> ids = ids(type, node -> !ManifestNodes.isHead(node));
        ids.addAll(ids(type, ManifestNodes::isHead));
        inPortions(ids, id -> ManifestRange.MOST_ENTRIES, (tx, portion, last) -> portion.forEach(id -> delete(tx, id)));
    }

    /** The ids of some of a type's nodes, and of those that this plugin made and that do not tell their type any more. */
    private List<Long> ids(String type, Predicate<Node> wanted) {
        List<Long> ids = new ArrayList<>();
        try (Transaction tx = db.beginTx()) {
            forEach(tx, found -> type.equals(found) || !(found instanceof String), node -> {
                if (ManifestNodes.isOwn(node) && wanted.test(node)) {
                    ids.add(NodeIds.of(node));
                }
            });
        }
        return ids;
    }

    private interface Portion<T> {
        void work(Transaction tx, List<T> portion, boolean last);
    }

    /**
     * Works in as many transactions as it takes, one at least, each tried again where that can help. On a thread of its own,
     * so that a transaction that waits for a lock ends when the work is to end.
     */
    private <T> void inPortions(List<T> all, ToLongFunction<T> weight, Portion<T> work) {
        task.background(PHASE, control -> {
            int done = 0;
            do {
                int end = done;
                for (long entries = 0; end < all.size() && entries < ENTRIES_PER_TRANSACTION; end++) {
                    entries += weight.applyAsLong(all.get(end));
                }
                commit(control, all.subList(done, end), end == all.size(), work);
                done = end;
                control.progress(done, all.size());
            } while (done < all.size());
        });
    }

    private <T> void commit(WorkerContext control, List<T> portion, boolean last, Portion<T> work) {
        for (int failures = 0;;) {
            control.checkpoint();
            try (Transaction tx = db.beginTx();
                    var registration = control.whenStopped(tx::terminate, PATIENCE_SECONDS, ManifestStore::givenUp)) {
                work.work(tx, portion, last);
                tx.commit();
                return;
            } catch (RuntimeException e) {
                control.checkpoint();
                if (!Commit.mayPass(e, ++failures) && !(Commit.violatesConstraint(e) && failures < TRIES_TO_DELETE)) {
                    throw Commit.refusal(e, "the manifest, nodes with the label [" + LABEL_NAME + "]");
                }
                Commit.pause(failures);
            }
        }
    }

    private static RuntimeException givenUp() {
        return new IllegalStateException(("A transaction that writes the manifest, nodes with the label [%s], was given up after"
                + " %d seconds. Does another transaction hold locks on these nodes, perhaps the one that called this procedure?")
                        .formatted(LABEL_NAME, PATIENCE_SECONDS));
    }

    /** By key the node that holds a range. */
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
            // What others attached to it goes, too: a node with a relationship cannot be deleted, which would block every write.
            node.getRelationships().forEach(Relationship::delete);
            node.delete();
        }
    }

    private static void keep(Transaction tx, Map<ManifestRange, Long> stored, String type, ManifestRange range,
            Manifest.Entries entries) {
        Node node = stored.containsKey(range.key()) ? NodeIds.nodeOrNull(tx, stored.get(range.key())) : null;
        ManifestNodes.hold(node == null ? tx.createNode(LABEL) : node, type, range, entries);
    }

    private interface Visitor {
        void visit(Node node);
    }

    /**
     * Visits nodes with the label. A node that another call deletes meanwhile is left out.
     *
     * @param wanted tells from the property that should be the type
     */
    private static void forEach(Transaction tx, Predicate<Object> wanted, Visitor visitor) {
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                try {
                    if (wanted.test(node.getProperty(ManifestNodes.TYPE, null))) {
                        visitor.visit(node);
                    }
                } catch (NotFoundException e) {
                    continue;
                }
            }
        }
    }

    /** The head of a type, found or made. */
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
