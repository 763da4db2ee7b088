package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.RowChecksum;

/**
 * The existing relationships of a type, one row per source node: the number of relationships, their checksum and,
 * optionally, their targets and values. See {@link RowChecksum}.
 */
public final class StoredRows {
    private final Ownership ownership;
    private final IdIndex sources;
    private final int[] counts;
    private final long[] checksums;
    private final int[][] targets;
    private final double[][] values;

    private StoredRows(Ownership ownership, IdIndex sources, boolean withEntries) {
        this.ownership = ownership;
        this.sources = sources;
        int rows = sources.size();
        counts = new int[rows];
        checksums = new long[rows];
        targets = withEntries ? new int[rows][0] : null;
        values = withEntries ? new double[rows][0] : null;
    }

    /**
     * Reads the rows with their values.
     *
     * @param ownership ownership of the type; counts foreign relationships, which {@link #otherSources} reports
     * @param property property with the value; a relationship without a floating-point value changes the checksum of
     *     its row
     */
    public static StoredRows withValues(
            ReadTransactions transactions,
            Ownership ownership,
            String property,
            IdIndex sources,
            IdIndex targets,
            Task task) {
        return read(transactions, ownership, property, sources, targets, task);
    }

    /** Reads the rows without their values, which is much faster. */
    public static StoredRows withoutValues(
            ReadTransactions transactions, Ownership ownership, IdIndex sources, Task task) {
        return read(transactions, ownership, null, sources, null, task);
    }

    private static StoredRows read(
            ReadTransactions transactions,
            Ownership ownership,
            String property,
            IdIndex sources,
            IdIndex targets,
            Task task) {
        StoredRows rows = new StoredRows(ownership, sources, targets != null);
        RelationshipType relationshipType = RelationshipType.withName(ownership.type());
        transactions.forEachChunk(sources.size(), "reading " + ownership.type(), task, () -> {
            TopKHeap best = new TopKHeap(Integer.MAX_VALUE);
            return (tx, chunk, from, to) -> {
                for (int n = from; n < to; n++) {
                    rows.read(tx, n, sources.ids()[n], relationshipType, property, targets, best);
                }
            };
        });
        return rows;
    }

    private void read(
            Transaction tx,
            int row,
            long source,
            RelationshipType type,
            String property,
            IdIndex nodes,
            TopKHeap best) {
        best.clear();
        counts[row] = 0;
        checksums[row] = 0;
        boolean ownSource = ownership.ownsSource(source);
        try (ResourceIterable<Relationship> outgoing =
                        NodeIds.node(tx, source).getRelationships(Direction.OUTGOING, type);
                ResourceIterator<Relationship> relationships = outgoing.iterator()) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                long target = NodeIds.endOf(relationship);
                Object value = property == null ? null : Relationships.property(relationship, property);
                if (value == Relationships.DELETED) {
                    continue;
                }
                if (!ownSource
                        || !ownership.ownsTarget(target)
                        || property != null && !(value instanceof Double) && !ownership.owns(relationship)) {
                    ownership.countForeign(relationship);
                }
                counts[row]++;
                checksums[row] +=
                        value instanceof Double number ? RowChecksum.entry(target, number) : RowChecksum.entry(target);
                if (nodes != null && nodes.index(target) >= 0 && value instanceof Double number && !number.isNaN()) {
                    best.offer(nodes.index(target), number);
                }
            }
        } catch (NotFoundException e) {
            counts[row] = 0; // the source was deleted after the ids were read
            checksums[row] = 0;
            best.clear();
        }
        if (nodes != null) {
            best.sort();
            targets[row] = best.indexes();
            values[row] = best.scores();
        }
    }

    /**
     * Checks the ownership of rows that were read without values. Call this before changing them.
     *
     * @throws IllegalArgumentException if there are foreign relationships; the message has their number
     */
    public void requireOwned(ReadTransactions transactions, int[] rows, Task task) {
        RelationshipType relationshipType = RelationshipType.withName(ownership.type());
        transactions.forEachChunk(rows.length, "checking " + ownership.type(), task, () -> (tx, chunk, from, to) -> {
            for (int n = from; n < to; n++) {
                ExistingRelationships.check(tx, sources.ids()[rows[n]], relationshipType, ownership);
            }
        });
        requireNoneForeign(transactions.callers(), task);
    }

    /**
     * @throws IllegalArgumentException if foreign relationships were found; the message has the number in the whole
     *     type
     */
    private void requireNoneForeign(Transaction tx, Task task) {
        if (ownership.hasForeign()) {
            ExistingRelationships.scan(tx, ownership.withoutCount(), task);
        }
    }

    /** The checksum of a row; 0 if it has no relationships. */
    public long checksum(int row) {
        return checksums[row];
    }

    /** The number of relationships of a row. */
    public int count(int row) {
        return counts[row];
    }

    /** The number of relationships of all rows. */
    public long total() {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        return total;
    }

    /**
     * The relationships of the type that start at other nodes than the sources. Scans the type only if it has more
     * relationships than the rows.
     *
     * @throws IllegalArgumentException if there are foreign relationships; the message has their number
     */
    public ExistingRelationships otherSources(Transaction tx, Task task) {
        requireNoneForeign(tx, task);
        return Relationships.count(tx, ownership.type(), task) == total()
                ? new ExistingRelationships(ownership, new long[0])
                : new ExistingRelationships(
                        ownership,
                        ExistingRelationships.scan(tx, ownership, task).sourcesWithout(sources.ids()));
    }

    /** The indexes of the rows whose checksum differs from the given one, ascending. */
    public int[] differing(long[] expectedChecksums) {
        int[] differing = new int[checksums.length];
        int length = 0;
        for (int n = 0; n < checksums.length; n++) {
            if (checksums[n] != expectedChecksums[n]) {
                differing[length++] = n;
            }
        }
        return Arrays.copyOf(differing, length);
    }

    /** The rows sorted by descending value, without relationships to other nodes. Requires rows with values. */
    public Neighbours neighbours() {
        return new Neighbours(targets, values);
    }

    /** The heap that rows without values need, in bytes. */
    public static long bytes(long rows) {
        return rows * (Integer.BYTES + Long.BYTES);
    }
}
