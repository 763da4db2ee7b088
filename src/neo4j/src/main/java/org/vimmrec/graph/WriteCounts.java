package org.vimmrec.graph;

/**
 * The changes that a write made to the relationships of a type.
 *
 * @param created number of new relationships
 * @param updated number of relationships with a new value
 * @param deleted number of relationships that no longer hold
 * @param unchanged number of relationships that already had the right value
 */
public record WriteCounts(long created, long updated, long deleted, long unchanged) {
    static final WriteCounts NONE = new WriteCounts(0, 0, 0, 0);

    WriteCounts plus(WriteCounts other) {
        return new WriteCounts(
                created + other.created, updated + other.updated, deleted + other.deleted, unchanged + other.unchanged);
    }

    long changes() {
        return created + updated + deleted;
    }
}
