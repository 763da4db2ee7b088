package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
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
 * The relationships of a type as they stand, row by row: how many a source has, a checksum of them, and, if asked for, what
 * they are. See {@link RowChecksum}.
 */
public final class StoredRows {
    private final Ownership ownership;
    private final IdIndex sources;
    private final int[] counts;
    private final long[] checksums;
    private final int[][] targets;
    private final double[][] values;

    private StoredRows(Ownership ownership, IdIndex sources, boolean keep) {
        this.ownership = ownership;
        this.sources = sources;
        int rows = sources.size();
        counts = new int[rows];
        checksums = new long[rows];
        targets = keep ? new int[rows][0] : null;
        values = keep ? new double[rows][0] : null;
    }

    /**
     * Reads the rows with their values.
     *
     * @param ownership of their type; foreign ones are counted, see {@link #strays}
     * @param property that holds the value; a relationship without a floating-point one spoils its row's checksum
     */
    public static StoredRows withValues(ReadTransactions transactions, Ownership ownership, String property, IdIndex sources,
            IdIndex targets, Task task) {
        return read(transactions, ownership, property, sources, targets, task);
    }

    /** Reads who is joined to whom, and nothing else; a fraction of the work. */
    public static StoredRows withoutValues(ReadTransactions transactions, Ownership ownership, IdIndex sources, Task task) {
        return read(transactions, ownership, null, sources, null, task);
    }

    private static StoredRows read(ReadTransactions transactions, Ownership ownership, String property, IdIndex sources,
            IdIndex targets, Task task) {
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

    private void read(Transaction tx, int row, long source, RelationshipType type, String property, IdIndex nodes,
            TopKHeap best) {
        best.clear();
        counts[row] = 0;
        checksums[row] = 0;
        boolean ownSource = ownership.ownsSource(source);
        try (ResourceIterable<Relationship> outgoing = NodeIds.node(tx, source).getRelationships(Direction.OUTGOING, type);
                ResourceIterator<Relationship> relationships = outgoing.iterator()) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                long target = NodeIds.endOf(relationship);
                Object value = property == null ? null : Relationships.property(relationship, property);
                if (value == Relationships.GONE) {
                    continue;
                }
                if (!ownSource || !ownership.ownsTarget(target)
                        || property != null && !(value instanceof Double) && !ownership.owns(relationship)) {
                    ownership.countForeign(relationship);
                }
                counts[row]++;
                checksums[row] += value instanceof Double number ? RowChecksum.entry(target, number)
                        : RowChecksum.entry(target);
                if (nodes != null && nodes.index(target) >= 0 && value instanceof Double number && !number.isNaN()) {
                    best.offer(nodes.index(target), number);
                }
            }
        } catch (NotFoundException e) {
            counts[row] = 0; // the source is deleted since the ids were read: nothing stands
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
     * Looks at rows that were read without values, before they are changed.
     *
     * @throws IllegalArgumentException if some relationships are not this plugin's; says how many
     */
    public void requireOwn(ReadTransactions transactions, int[] rows, Task task) {
        RelationshipType relationshipType = RelationshipType.withName(ownership.type());
        transactions.forEachChunk(rows.length, "checking " + ownership.type(), task, () -> (tx, chunk, from, to) -> {
            for (int n = from; n < to; n++) {
                Node source = NodeIds.nodeOrNull(tx, sources.ids()[rows[n]]);
                if (source != null) {
                    try (ResourceIterable<Relationship> outgoing = source.getRelationships(Direction.OUTGOING, relationshipType)) {
                        outgoing.forEach(ownership::check);
                    } catch (NotFoundException e) {
                        continue; // deleted meanwhile
                    }
                }
            }
        });
        requireNoneForeign(transactions.callers(), task);
    }

    /** @throws IllegalArgumentException if some relationships of the type are not this plugin's; counts all of these */
    private void requireNoneForeign(Transaction tx, Task task) {
        if (ownership.hasForeign()) {
            ExistingRelationships.of(tx, ownership.uncounted(), task);
        }
    }

    /** A row's checksum; 0 if nothing stands. */
    public long checksum(int row) {
        return checksums[row];
    }

    /** How many relationships a row has. */
    public int count(int row) {
        return counts[row];
    }

    /** How many relationships all rows have. */
    public long total() {
        long total = 0;
        for (int count : counts) {
            total += count;
        }
        return total;
    }

    /**
     * What else stands of the type: relationships from nodes that are not among the sources. Neo4j's count tells if there is.
     *
     * @throws IllegalArgumentException if some relationships of the type are not this plugin's; says how many
     */
    public ExistingRelationships strays(Transaction tx, Task task) {
        requireNoneForeign(tx, task);
        return Relationships.count(tx, ownership.type(), task) == total() ? new ExistingRelationships(ownership, new long[0])
                : new ExistingRelationships(ownership, ExistingRelationships.of(tx, ownership, task).sourcesWithout(sources.ids()));
    }

    /** The rows, with their indexes ascending, that are not yet as they should be. */
    public int[] differing(long[] wantedChecksums) {
        int[] differing = new int[checksums.length];
        int length = 0;
        for (int n = 0; n < checksums.length; n++) {
            if (checksums[n] != wantedChecksums[n]) {
                differing[length++] = n;
            }
        }
        return Arrays.copyOf(differing, length);
    }

    /** What the rows are, best first, but for relationships to other nodes; where values were read. */
    public Neighbours neighbours() {
        return new Neighbours(targets, values);
    }

    /** The heap that rows without values take, in bytes. */
    public static long bytes(long rows) {
        return rows * (Integer.BYTES + Long.BYTES);
    }
}
