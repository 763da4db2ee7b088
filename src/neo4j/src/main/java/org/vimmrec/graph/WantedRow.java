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

/** What should stand of one source node, beside what does. One thread's; its arrays are reused from row to row. */
final class WantedRow {
    private final RelationshipType type;
    private final String property;
    private final Ownership ownership;

    /** Ascending, the values beside them. */
    private long[] targets = new long[16];
    private double[] values = new double[16];
    private boolean[] found = new boolean[16];
    private int length;

    WantedRow(Ownership ownership, String property) {
        this.type = RelationshipType.withName(ownership.type());
        this.property = property;
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

    /** Nothing should stand. */
    void clear() {
        length = 0;
    }

    /**
     * Takes the reader's current row.
     *
     * @param columns the node ids of its columns
     */
    void read(SparseRows.Reader reader, int entries, long[] columns) {
        require(entries);
        for (int n = 0; n < entries; n++) {
            targets[n] = columns[reader.column(n)];
        }
        Arrays.sort(targets, 0, entries);
        for (int n = 0; n < entries; n++) {
            values[Arrays.binarySearch(targets, 0, entries, columns[reader.column(n)])] = reader.value(n);
        }
    }

    /** Takes entries {@code from .. to - 1}, which ascend. */
    void read(long[] fromTargets, double[] fromValues, int from, int to) {
        require(to - from);
        System.arraycopy(fromTargets, from, targets, 0, length);
        System.arraycopy(fromValues, from, values, 0, length);
    }

    private void require(int entries) {
        length = entries;
        if (length > targets.length) {
            targets = new long[length * 2];
            values = new double[length * 2];
            found = new boolean[length * 2];
        }
    }

    /** Counts what {@link #converge} would do, and does nothing. */
    WriteCounts compare(Node source) {
        WriteCounts standing = standing(source, false);
        return standing.plus(new WriteCounts(missing(), 0, 0, 0));
    }

    /**
     * Makes the source's relationships the wanted ones, in the source's own transaction; targets that are gone get none.
     *
     * @throws IllegalStateException if a relationship to change is not this plugin's
     */
    WriteCounts converge(Transaction tx, Node source) {
        WriteCounts standing = standing(source, true);
        long created = 0;
        for (int n = 0; n < length; n++) {
            if (!found[n]) {
                Node target = NodeIds.nodeOrNull(tx, targets[n]);
                if (target != null) {
                    source.createRelationshipTo(target, type).setProperty(property, values[n]);
                    created++;
                }
            }
        }
        return standing.plus(new WriteCounts(created, 0, 0, 0));
    }

    private int missing() {
        int missing = 0;
        for (int n = 0; n < length; n++) {
            missing += found[n] ? 0 : 1;
        }
        return missing;
    }

    private WriteCounts standing(Node source, boolean change) {
        long updated = 0;
        long deleted = 0;
        long unchanged = 0;
        Arrays.fill(found, 0, length, false);
        try (ResourceIterable<Relationship> outgoing = source.getRelationships(Direction.OUTGOING, type);
                ResourceIterator<Relationship> relationships = outgoing.iterator()) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int n = Arrays.binarySearch(targets, 0, length, NodeIds.of(relationship.getEndNode()));
                Object value = relationship.getProperty(property, null);
                if (n < 0 || found[n] || !(value instanceof Double stored)) {
                    if (change) {
                        ownership.require(relationship);
                        relationship.delete();
                    }
                    deleted++;
                } else if (stored != values[n]) {
                    if (change) {
                        ownership.require(relationship);
                        relationship.setProperty(property, values[n]);
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
