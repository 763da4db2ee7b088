package org.vimmrec.graph;

/**
 * What a write did to the relationships of a type.
 *
 * @param created relationships that were not there
 * @param updated relationships whose value was another
 * @param deleted relationships that no longer hold
 * @param unchanged relationships that were there as they should be
 */
public record WriteCounts(long created, long updated, long deleted, long unchanged) {
    static final WriteCounts NONE = new WriteCounts(0, 0, 0, 0);

    WriteCounts plus(WriteCounts other) {
        return new WriteCounts(created + other.created, updated + other.updated, deleted + other.deleted,
                unchanged + other.unchanged);
    }

    long changes() {
        return created + updated + deleted;
    }
}
