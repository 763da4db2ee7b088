package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/**
 * The relationships of a type before a write or drop.
 *
 * @param ownership distinguishes the plugin's relationships from foreign ones
 * @param sources ids of the nodes with an outgoing relationship of the type, ascending
 */
public record ExistingRelationships(Ownership ownership, long[] sources) {

    /**
     * Visits all relationships of a type. If the manifest tells which nodes they start at, several threads visit these
     * nodes; otherwise, or if there are more relationships than that, one thread scans the type.
     *
     * @throws IllegalArgumentException if there are foreign relationships; the message has their number
     */
    public static ExistingRelationships of(ReadTransactions transactions, Ownership ownership, Task task) {
        long[] sources = ownership.sourceIds();
        int[] counts = new int[sources.length];
        Ownership found = ownership.withoutCount();
        RelationshipType type = RelationshipType.withName(ownership.type());
        transactions.forEachChunk(sources.length, "checking " + ownership.type(), task, () -> (tx, chunk, from, to) -> {
            for (int n = from; n < to; n++) {
                counts[n] = check(tx, sources[n], type, found);
            }
        });
        long total = 0;
        int length = 0;
        for (int n = 0; n < sources.length; n++) {
            total += counts[n];
            if (counts[n] > 0) {
                sources[length++] = sources[n];
            }
        }
        return found.hasForeign() || total != Relationships.count(transactions.callers(), ownership.type(), task)
                ? scan(transactions.callers(), ownership, task)
                : new ExistingRelationships(ownership, Arrays.copyOf(sources, length));
    }

    /** Returns the number of relationships of a node, after checking whether they are foreign. */
    static int check(Transaction tx, long source, RelationshipType type, Ownership ownership) {
        Node node = NodeIds.nodeOrNull(tx, source);
        int count = 0;
        if (node != null) {
            try (ResourceIterable<Relationship> outgoing = node.getRelationships(Direction.OUTGOING, type)) {
                for (Relationship relationship : outgoing) {
                    ownership.check(relationship);
                    count++;
                }
            } catch (NotFoundException e) {
                return 0; // the node was deleted meanwhile
            }
        }
        return count;
    }

    /**
     * Scans all relationships of a type on one thread.
     *
     * @throws IllegalArgumentException if there are foreign relationships; the message has their number
     */
    static ExistingRelationships scan(Transaction tx, Ownership ownership, Task task) {
        DistinctIds sources = new DistinctIds();
        Relationships.forEach(tx, ownership.type(), task, relationship -> {
            ownership.check(relationship);
            sources.add(NodeIds.startOf(relationship));
        });
        ownership.requireNoneForeign();
        return new ExistingRelationships(ownership, sources.sorted());
    }

    /** The relationship type. */
    public String type() {
        return ownership.type();
    }

    /** The sources that are not in {@code others}, which must be ascending. */
    long[] sourcesWithout(long[] others) {
        long[] rest = new long[sources.length];
        int length = 0;
        for (long source : sources) {
            if (Arrays.binarySearch(others, source) < 0) {
                rest[length++] = source;
            }
        }
        return Arrays.copyOf(rest, length);
    }

    /** Collects distinct ids. Its memory depends on the number of distinct ids, not on how often each one is added. */
    private static final class DistinctIds {
        private long[] ids = new long[1024];
        private int length;

        void add(long id) {
            if (length > 0 && ids[length - 1] == id) {
                return;
            }
            if (length == ids.length) {
                compact();
                if (length > ids.length / 2) {
                    ids = Arrays.copyOf(ids, ids.length * 2);
                }
            }
            ids[length++] = id;
        }

        long[] sorted() {
            compact();
            return Arrays.copyOf(ids, length);
        }

        private void compact() {
            Arrays.sort(ids, 0, length);
            int distinct = 0;
            for (int n = 0; n < length; n++) {
                if (n == 0 || ids[n] != ids[distinct - 1]) {
                    ids[distinct++] = ids[n];
                }
            }
            length = distinct;
        }
    }
}
