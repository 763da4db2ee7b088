package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/**
 * What stands of a relationship type before it is written or dropped.
 *
 * @param type the relationship type
 * @param sources the nodes with an outgoing relationship of the type, ascending ids
 */
public record Standing(String type, long[] sources) {

    /**
     * Visits all relationships of a type, once.
     *
     * @throws IllegalArgumentException if one of them is none of this plugin's; names it
     */
    public static Standing of(Transaction tx, String type, Task task) {
        Sources sources = new Sources();
        Relationships.forEach(tx, type, task, relationship -> {
            requireOwn(relationship);
            sources.add(NodeIds.of(relationship.getStartNode()));
        });
        return new Standing(type, sources.sorted());
    }

    /** What this plugin writes has a floating-point property. */
    static void requireOwn(Relationship relationship) {
        for (Object value : relationship.getAllProperties().values()) {
            if (value instanceof Double) {
                return;
            }
        }
        throw new IllegalArgumentException(("The relationship type [%s] holds other data: relationship %s has no"
                + " floating-point property, so this plugin has not written it. Nothing of it was changed; name another"
                + " type.").formatted(relationship.getType().name(), relationship.getElementId()));
    }

    /** Those that are not among others, which ascend. */
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

    /** Distinct ids, in memory of the order of their number and not of how often each comes. */
    private static final class Sources {
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
