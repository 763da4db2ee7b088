package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.sparse.SparseRows;

/**
 * The desired relationships of one source node. Compares them with the existing ones, or writes the difference. Not
 * thread-safe: a thread reuses one instance for many rows.
 */
final class DesiredRow {
    private final RelationshipType type;
    private final WrittenProperties properties;
    private final Ownership ownership;

    /** Target node ids, ascending. */
    private long[] targets = new long[16];

    private double[] values = new double[16];
    /** From 1; unused without a property for them. */
    private int[] ranks = new int[16];

    private boolean[] found = new boolean[16];
    private int length;

    DesiredRow(Ownership ownership, WrittenProperties properties) {
        this.type = RelationshipType.withName(ownership.type());
        this.properties = properties;
        this.ownership = ownership;
    }

    int length() {
        return length;
    }

    long[] targets() {
        return targets;
    }

    double[] values() {
        return values;
    }

    int[] ranks() {
        return ranks;
    }

    /** Makes the row empty: the source node should have no relationships. */
    void clear() {
        length = 0;
    }

    /**
     * Copies the current row of a reader. Its entries have the ranks of their order, if ranks are written.
     *
     * @param columns node ids by column
     */
    void read(SparseRows.Reader reader, int entries, long[] columns) {
        resize(entries);
        if (properties.rank() != null) {
            reader.sort();
        }
        for (int n = 0; n < entries; n++) {
            targets[n] = columns[reader.column(n)];
        }
        Arrays.sort(targets, 0, entries);
        for (int n = 0; n < entries; n++) {
            int at = Arrays.binarySearch(targets, 0, entries, columns[reader.column(n)]);
            values[at] = reader.value(n);
            ranks[at] = n + 1;
        }
    }

    /** Copies the entries {@code from .. to - 1}, whose targets must be ascending. */
    void read(long[] fromTargets, double[] fromValues, int[] fromRanks, int from, int to) {
        resize(to - from);
        System.arraycopy(fromTargets, from, targets, 0, length);
        System.arraycopy(fromValues, from, values, 0, length);
        System.arraycopy(fromRanks, from, ranks, 0, length);
    }

    private void resize(int entries) {
        length = entries;
        if (length > targets.length) {
            targets = new long[length * 2];
            values = new double[length * 2];
            ranks = new int[length * 2];
            found = new boolean[length * 2];
        }
    }

    /** Counts the changes that {@link #write} would make. */
    WriteCounts compare(Node source) {
        WriteCounts existing = processExisting(source, false);
        return existing.plus(new WriteCounts(missing(), 0, 0, 0));
    }

    /**
     * Creates, updates and deletes relationships of the source node until they equal the desired ones. Skips target
     * nodes that were deleted.
     *
     * @param tx the transaction of the source node
     * @throws IllegalStateException if a relationship to change or delete is foreign
     */
    WriteCounts write(Transaction tx, Node source) {
        WriteCounts existing = processExisting(source, true);
        long created = 0;
        for (int n = 0; n < length; n++) {
            if (!found[n]) {
                Node target = NodeIds.nodeOrNull(tx, targets[n]);
                if (target != null) {
                    set(source.createRelationshipTo(target, type), n);
                    created++;
                }
            }
        }
        return existing.plus(new WriteCounts(created, 0, 0, 0));
    }

    private void set(Relationship relationship, int n) {
        relationship.setProperty(properties.value(), values[n]);
        if (properties.rank() != null) {
            relationship.setProperty(properties.rank(), (long) ranks[n]);
        }
    }

    private boolean isCorrect(Relationship relationship, double stored, int n) {
        return stored == values[n]
                && (properties.rank() == null
                        || relationship.getProperty(properties.rank(), null) instanceof Long rank && rank == ranks[n]);
    }

    private int missing() {
        int missing = 0;
        for (int n = 0; n < length; n++) {
            missing += found[n] ? 0 : 1;
        }
        return missing;
    }

    /** Matches the existing relationships with the desired ones. Deletes and updates them if {@code change} is true. */
    private WriteCounts processExisting(Node source, boolean change) {
        long updated = 0;
        long deleted = 0;
        long unchanged = 0;
        Arrays.fill(found, 0, length, false);
        try (ResourceIterable<Relationship> outgoing = source.getRelationships(Direction.OUTGOING, type);
                ResourceIterator<Relationship> relationships = outgoing.iterator()) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int n = Arrays.binarySearch(targets, 0, length, NodeIds.of(relationship.getEndNode()));
                Object value = relationship.getProperty(properties.value(), null);
                if (n < 0 || found[n] || !(value instanceof Double stored)) {
                    if (change) {
                        ownership.requireOwned(relationship);
                        relationship.delete();
                    }
                    deleted++;
                } else if (!isCorrect(relationship, stored, n)) {
                    if (change) {
                        ownership.requireOwned(relationship);
                        set(relationship, n);
                    }
                    found[n] = true;
                    updated++;
                } else {
                    found[n] = true;
                    unchanged++;
                }
            }
        }
        return new WriteCounts(0, updated, deleted, unchanged);
    }
}
