package org.vimmrec.graph;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** The state that the threads of one write or drop share: the sources to compare, the open batches, and the counts. */
final class WriteJob {
    /** Maximum number of concurrent transactions. */
    static final int WRITERS = 2;

    private static final int ROWS_PER_CHUNK = 64;
    /** Limits the entries of a batch too, so that sources with many relationships and few changes fill it soon. */
    private static final int ENTRIES_PER_CHANGE = 10;

    private final Ownership ownership;
    private final WrittenProperties properties;
    private final DesiredRelationships desired;
    private final long[] obsoleteSources;
    private final int batchSize;
    private final int rows;
    private final int chunks;
    private final AtomicInteger chunksLeft;
    private final Semaphore writers = new Semaphore(WRITERS, true);

    /** The open batch of sources without relationships of the type, guarded by this job. */
    private Batch creating = new Batch(1);
    /** The open batch of sources with relationships of the type, guarded by this job. */
    private Batch changing = new Batch(WRITERS);

    private WriteCounts counts = WriteCounts.NONE;

    /** @param obsoleteSources ids of sources whose relationships must all be deleted */
    WriteJob(
            Ownership ownership,
            WrittenProperties properties,
            DesiredRelationships desired,
            long[] obsoleteSources,
            int batchSize) {
        this.ownership = ownership;
        this.properties = properties;
        this.desired = desired;
        this.obsoleteSources = obsoleteSources;
        this.batchSize = batchSize;
        this.rows = Math.addExact(desired.sources().length, obsoleteSources.length);
        this.chunks = (int) ((rows + ROWS_PER_CHUNK - 1L) / ROWS_PER_CHUNK);
        this.chunksLeft = new AtomicInteger(chunks);
    }

    String type() {
        return ownership.type();
    }

    DesiredRelationships desired() {
        return desired;
    }

    DesiredRow newRow() {
        return new DesiredRow(ownership, properties);
    }

    /** The permits for concurrent transactions. */
    Semaphore writers() {
        return writers;
    }

    /** The number of chunks of rows. */
    int chunks() {
        return chunks;
    }

    int firstRow(int chunk) {
        return chunk * ROWS_PER_CHUNK;
    }

    int endRow(int chunk) {
        return (int) Math.min(rows, (chunk + 1L) * ROWS_PER_CHUNK);
    }

    /** Whether the row is that of a source that should have no relationships. */
    boolean isObsolete(int row) {
        return row >= desired.sources().length;
    }

    /** The node id of the source of a row. */
    long source(int row) {
        return isObsolete(row) ? obsoleteSources[row - desired.sources().length] : desired.sources()[row];
    }

    synchronized void count(WriteCounts more) {
        counts = counts.plus(more);
    }

    synchronized WriteCounts counts() {
        return counts;
    }

    /** Adds a source that differs to the open batch. Returns the batch if it is now full, or null. */
    synchronized Batch collect(long source, DesiredRow row, WriteCounts difference) {
        boolean createsOnly = difference.updated() + difference.deleted() + difference.unchanged() == 0;
        Batch batch = createsOnly ? creating : changing;
        batch.add(source, row, difference.changes());
        if (batch.changes() < batchSize && batch.entries() < (long) ENTRIES_PER_CHANGE * batchSize) {
            return null;
        }
        if (createsOnly) {
            creating = new Batch(1);
        } else {
            changing = new Batch(WRITERS);
        }
        return batch;
    }

    /** Marks a chunk as compared. Returns whether it was the last one, so that the open batches must be written now. */
    boolean finishChunk() {
        return chunksLeft.decrementAndGet() == 0;
    }

    /** The open batch of new relationships. Call this after the last chunk. */
    synchronized Batch lastCreating() {
        return creating;
    }

    /** The open batch of other changes. Call this after the last chunk. */
    synchronized Batch lastChanging() {
        return changing;
    }
}
