package org.vimmrec.graph;

import java.util.Arrays;
import java.util.List;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** The nodes of one label: index 0, 1, ... by ascending id. */
public final class Nodes {
    private static final int CHECK_EVERY = 4096;

    private final long[] ids;

    private Nodes(long[] ids) {
        this.ids = ids;
    }

    /**
     * Reads the ids of all nodes with a label.
     *
     * @param key the configuration key that named the label, for the error
     * @throws IllegalArgumentException if there is none
     */
    static Nodes read(Transaction tx, String label, String key, Task task) {
        Nodes nodes = readAny(tx, label, task);
        if (nodes.size() == 0) {
            throw UnknownNameErrors.noLabel(tx, label, key);
        }
        return nodes;
    }

    /** The same, where there may be none. */
    public static Nodes readAny(Transaction tx, String label, Task task) {
        long[] ids = new long[1024];
        int count = 0;
        try (ResourceIterator<Node> nodes = tx.findNodes(Label.label(label))) {
            while (nodes.hasNext()) {
                if (count % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count++] = NodeIds.of(nodes.next());
            }
        }
        ids = Arrays.copyOf(ids, count);
        Arrays.sort(ids);
        return new Nodes(ids);
    }

    /** The nodes with the given ids; a single array must ascend. */
    static Nodes of(long[]... ids) {
        return new Nodes(ids.length == 1 ? distinct(ids[0]) : distinct(sorted(joined(Arrays.asList(ids)))));
    }

    /** Arrays one after the other. */
    static long[] joined(List<long[]> all) {
        int length = 0;
        for (long[] ids : all) {
            length = Math.addExact(length, ids.length);
        }
        long[] joined = new long[length];
        int at = 0;
        for (long[] ids : all) {
            System.arraycopy(ids, 0, joined, at, ids.length);
            at += ids.length;
        }
        return joined;
    }

    private static long[] sorted(long[] ids) {
        Arrays.sort(ids);
        return ids;
    }

    /** @param ascending ids, returned as they are if none repeats */
    private static long[] distinct(long[] ascending) {
        int length = 0;
        long[] distinct = ascending;
        for (int n = 0; n < ascending.length; n++) {
            if (n > 0 && ascending[n] == ascending[n - 1]) {
                if (distinct == ascending) {
                    distinct = Arrays.copyOf(ascending, ascending.length);
                }
            } else {
                if (distinct != ascending) {
                    distinct[length] = ascending[n];
                }
                length++;
            }
        }
        return distinct == ascending ? ascending : Arrays.copyOf(distinct, length);
    }

    /** The ids, ascending; not to be changed. */
    public long[] ids() {
        return ids;
    }

    /** The ids of some of them. */
    public long[] ids(int[] indexes) {
        long[] some = new long[indexes.length];
        for (int n = 0; n < some.length; n++) {
            some[n] = ids[indexes[n]];
        }
        return some;
    }

    /** The number of nodes. */
    public int size() {
        return ids.length;
    }

    /** By node of others its index, or a negative number if it is not among these. */
    int[] indexes(Nodes others) {
        int[] indexes = new int[others.size()];
        Arrays.setAll(indexes, n -> index(others.ids[n]));
        return indexes;
    }

    /** The index of a node, or a negative number if it is not among these. */
    public int index(long id) {
        if (ids.length == 0) {
            return -1;
        }
        long guess = id - ids[0]; // right where the nodes were created one after the other
        if (guess >= 0 && guess < ids.length && ids[(int) guess] == id) {
            return (int) guess;
        }
        return Arrays.binarySearch(ids, id);
    }
}
