package org.vimmrec.graph;

import java.util.Arrays;
import org.vimmrec.update.IdIndex;

/** Collects node ids in any order, with repetitions. */
final class GrowingIds {
    private long[] ids = new long[64];
    private int size;

    void add(long id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, size * 2);
        }
        ids[size++] = id;
    }

    /** Removes all ids but the first ones. */
    void truncate(int newSize) {
        size = newSize;
    }

    /** The number of ids, with repetitions. */
    int size() {
        return size;
    }

    /** An id by its place. */
    long id(int place) {
        return ids[place];
    }

    /** The distinct ids. */
    IdIndex index() {
        long[] sorted = Arrays.copyOf(ids, size);
        Arrays.sort(sorted);
        return IdIndex.of(sorted);
    }
}
