package org.vimmrec.update;

import java.util.Arrays;
import java.util.List;

/** The ids of a host's nodes in ascending order. A node's index is the position of its id, from 0. */
public final class IdIndex {
    private final long[] ids;

    private IdIndex(long[] ids) {
        this.ids = ids;
    }

    /**
     * Indexes the distinct ids of one or several arrays.
     *
     * @param ids a single array must ascend and is kept, not copied, if no id repeats; several may be in any order
     */
    public static IdIndex of(long[]... ids) {
        return new IdIndex(ids.length == 1 ? distinct(ids[0]) : distinct(sorted(joined(Arrays.asList(ids)))));
    }

    /** Concatenates arrays. */
    public static long[] joined(List<long[]> all) {
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

    /** Removes repeated ids from an ascending array; returns the same array if none repeats. */
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

    /** The ids in ascending order. The caller must not change the array. */
    public long[] ids() {
        return ids;
    }

    /** The id of a node. */
    public long id(int index) {
        return ids[index];
    }

    /** The ids of some nodes, in the order of the given indexes. */
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

    /** For each node of another index its index here, or a negative number if it is not here. */
    public int[] indexes(IdIndex others) {
        int[] indexes = new int[others.size()];
        Arrays.setAll(indexes, n -> index(others.ids[n]));
        return indexes;
    }

    /** The index of a node, or a negative number if it is not here. */
    public int index(long id) {
        if (ids.length == 0) {
            return -1;
        }
        long guess = id - ids[0]; // correct if the ids have no gaps
        if (guess >= 0 && guess < ids.length && ids[(int) guess] == id) {
            return (int) guess;
        }
        return Arrays.binarySearch(ids, id);
    }
}
