package org.vimmrec.procedure;

import java.util.BitSet;
import java.util.Map;
import java.util.function.Supplier;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.Totals;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.procedure.SimilarityRows.UpdateRow;
import org.vimmrec.procedure.SimilarityRows.WriteRow;
import org.vimmrec.procedure.SimilaritySearch.Found;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SelectedRows;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.RowChecksum;
import org.vimmrec.update.SimilarityChanges;
import org.vimmrec.update.StoredNeighbours;

/** Writes the neighbours of one modality after the other, each with its manifest. */
final class SimilarityWrite {
    private final ProcedureContext context;
    private final SimilarityConfig config;
    private final Task task;
    private final SimilaritySearch search;
    private final IdIndex items;
    private final ManifestStore manifests;
    private final ConvergentWriter writer;

    SimilarityWrite(
            ProcedureContext context,
            SimilarityConfig config,
            ManifestStore manifests,
            Task task,
            SimilaritySearch search,
            IdIndex items) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.search = search;
        this.items = items;
        this.manifests = manifests;
        this.writer =
                new ConvergentWriter(context.db(), context.tx(), config.write().batchSize(), task);
    }

    /**
     * Checks that the items can be written to.
     *
     * @throws IllegalStateException if the caller's transaction has created one that is not committed yet
     */
    void requireCommitted() {
        writer.requireCommitted(items.ids());
    }

    /** Replaces what is stored of a modality. */
    WriteRow write(Manifest planned, ExistingRelationships existing, Found found) {
        Distribution distribution = found.distribution();
        StatsRow stats = search.statsRow(found, distribution);
        long start = System.nanoTime();
        manifests.beginWrite(planned);
        WriteCounts counts = writer.write(
                existing,
                config.write().property(),
                new DesiredRelationships(found.neighbours(), items.ids(), items.ids()));
        EmbeddingMatrix matrix = found.modality().matrix();
        Manifest.Entries entries =
                SimilarityChanges.entries(matrix, found.source().fingerprints(), checksums(found.neighbours()), items);
        manifests.save(
                planned.written(Map.of(), entries, Manifest.Entries.NONE, Manifest.Entries.NONE),
                null,
                totals(distribution));
        return WriteRow.of(stats, existing.type(), counts, ProcedureContext.millisSince(start));
    }

    /** A write of everything in place of an update, for the given reason. */
    UpdateRow fullRun(Manifest planned, ExistingRelationships existing, Found found, String reason) {
        WriteRow row = write(planned, existing, found);
        return UpdateRow.of(row, reason, row.nodesCompared(), row.nodesCompared());
    }

    /**
     * Computes the rows now and returns the write, which starts once all modalities are computed.
     *
     * @param named the items that the caller named as changed, or null for all
     * @param readMillis what reading the embeddings took
     */
    Supplier<UpdateRow> update(
            Manifest old, Ownership ownership, SimilaritySearch.Source source, BitSet named, long readMillis) {
        long start = System.nanoTime();
        StoredRows stored =
                StoredRows.withValues(context.reads(), ownership, config.write().property(), items, items, task);
        ExistingRelationships others = stored.otherSources(context.tx(), task);
        SimilarityChanges changes = SimilarityChanges.since(
                old.sources(),
                source.modality().matrix(),
                source.fingerprints(),
                named,
                new StoredNeighbours(stored.neighbours(), stored::count, stored::checksum),
                items,
                source.search()
                        .incompleteFrom(config.topK().of(source.modality().name())));
        Found found = search.update(source, changes, readMillis + ProcedureContext.millisSince(start));
        return () -> update(old, found, stored, others, changes);
    }

    private UpdateRow update(
            Manifest old, Found found, StoredRows stored, ExistingRelationships others, SimilarityChanges changes) {
        Distribution distribution = found.distribution();
        StatsRow stats = search.statsRow(found, distribution);
        Neighbours neighbours = found.neighbours();
        EmbeddingMatrix matrix = found.modality().matrix();
        long start = System.nanoTime();
        long[] inputs = changes.inputs(old.sources(), found.source().fingerprints(), items);
        long[] checksums = checksums(neighbours);
        int[] differing = stored.differing(checksums);
        if (differing.length > 0) {
            manifests.markPending(old.type(), items.ids(differing));
        }
        WriteCounts counts = writer.write(
                others,
                config.write().property(),
                new DesiredRelationships(new SelectedRows(neighbours, differing), items.ids(differing), items.ids()));
        Manifest.Entries entries = SimilarityChanges.entries(matrix, inputs, checksums, items);
        manifests.save(
                old.written(Map.of(), entries, Manifest.Entries.NONE, Manifest.Entries.NONE),
                old,
                totals(distribution));
        long unchanged = neighbours.total() - counts.created() - counts.updated();
        WriteRow row = WriteRow.of(
                stats,
                old.type(),
                new WriteCounts(counts.created(), counts.updated(), counts.deleted(), unchanged),
                ProcedureContext.millisSince(start));
        return UpdateRow.of(
                row,
                null,
                changes.changed().cardinality() + changes.gone(),
                changes.searched().cardinality());
    }

    private Totals totals(Distribution similarities) {
        return new Totals(items.size(), similarities.count(), similarities.mean());
    }

    private long[] checksums(Neighbours neighbours) {
        SparseRows.Reader reader = neighbours.reader();
        long[] checksums = new long[items.size()];
        for (int i = 0; i < checksums.length; i++) {
            checksums[i] = RowChecksum.of(reader, reader.read(i), items.ids(), true);
        }
        return checksums;
    }
}
