package org.vimmrec.spark;

import java.io.Serializable;

/** What a write did with relationships. */
record WriteCounts(long created, long updated, long deleted, long unchanged) implements Serializable {

    static final WriteCounts NONE = new WriteCounts(0, 0, 0, 0);

    WriteCounts plus(WriteCounts other) {
        return new WriteCounts(
                created + other.created, updated + other.updated, deleted + other.deleted, unchanged + other.unchanged);
    }

    @Override
    public String toString() {
        return "%d created, %d updated, %d deleted, %d unchanged".formatted(created, updated, deleted, unchanged);
    }
}
