package org.vimmrec.graph;

import java.util.Arrays;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/**
 * What stands of a relationship type before it is written or dropped.
 *
 * @param ownership tells the plugin's relationships from those of others
 * @param sources the nodes with an outgoing relationship of the type, ascending ids
 */
public record ExistingRelationships(Ownership ownership, long[] sources) {

    /**
     * Visits all relationships of a type, once.
     *
     * @throws IllegalArgumentException if some are not this plugin's; says how many
     */
    public static ExistingRelationships of(Transaction tx, Ownership ownership, Task task) {
        Sources sources = new Sources();
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
