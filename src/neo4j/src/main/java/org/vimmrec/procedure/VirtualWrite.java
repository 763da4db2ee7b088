package org.vimmrec.procedure;

import java.util.BitSet;
import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.Totals;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.procedure.VirtualRows.StatsRow;
import org.vimmrec.procedure.VirtualRows.UpdateRow;
import org.vimmrec.procedure.VirtualRows.WriteRow;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.SelectedRows;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Summary;
import org.vimmrec.statistics.SummaryBuilder;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.NeighbourEntries;
import org.vimmrec.update.RecordedRows;
import org.vimmrec.update.VirtualChanges;
import org.vimmrec.update.VirtualFingerprints;

/**
 * Writes virtual interactions and their manifest. The writer computes each row once: the summary and the checksums come
 * from the same pass.
 */
final class VirtualWrite {
    private final ProcedureContext context;
    private final VirtualConfig config;
    private final ManifestStore manifests;
    private final Task task;
    private final VirtualData data;
    private final IdIndex users;
    private final IdIndex items;

    VirtualWrite(ProcedureContext context, VirtualConfig config, ManifestStore manifests, Task task, VirtualData data) {
        this.context = context;
        this.config = config;
        this.manifests = manifests;
        this.task = task;
        this.data = data;
        this.users = data.users();
        this.items = data.items();
    }

    /**
     * Writes all rows.
     *
     * @param notices the result's first notices, before those about the data
     */
    WriteRow write(ExistingRelationships existing, Manifest planned, List<String> notices) {
        ConvergentWriter writer = writer();
        long[] checksums = new long[users.size()];
        SummaryBuilder summary = new SummaryBuilder(users.size(), items.size());
        RecordedRows rows = new RecordedRows(data.rows(), items.ids(), new int[users.size()], checksums, summary);
        long start = System.nanoTime();
        requireFiniteWeights(data.rows());
        manifests.beginWrite(planned);
        WriteCounts counts = writer.write(
                existing, config.write().property(), new DesiredRelationships(rows, users.ids(), items.ids()));
        manifests.save(
                planned.written(
                        data.layers().weightMap(),
                        new Manifest.Entries(
                                users.ids(), VirtualFingerprints.ofUsers(data.interactions(), items, task), checksums),
                        new Manifest.Entries(
                                items.ids(),
                                VirtualFingerprints.ofItems(data.edges(), data.identities(), task),
                                embeddingFingerprints()),
                        neighboursToRemember()),
                null,
                Totals.ofItems(items.size()));
        long rowMillis = rowMillis(rows, users.size());
        StatsRow stats =
                StatsRow.of(data, summary.build(), rowMillis, config.run().effective());
        return WriteRow.of(notices, stats, existing.type(), counts, ProcedureContext.millisSince(start) - rowMillis);
    }

    /** Writes the rows of users affected by changes since the old manifest. */
    UpdateRow update(Manifest old, Ownership ownership) {
        long start = System.nanoTime();
        StoredRows stored = StoredRows.withoutValues(context.reads(), ownership, users, task);
        ExistingRelationships others = stored.otherSources(context.tx(), task);
        BitSet named = UpdateChecks.named("users", config.update(), users);
        VirtualChanges changes = VirtualChanges.since(
                old,
                data.interactions(),
                VirtualFingerprints.of(data.interactions(), data.edges(), users, items, data.identities(), task),
                named,
                stored::checksum);
        int[] affected = changes.affected().stream().toArray();
        stored.requireOwned(context.reads(), affected, task);
        ConvergentWriter writer = writer();
        long preProcessingMillis = data.preProcessingMillis() + ProcedureContext.millisSince(start);
        start = System.nanoTime();
        long[] checksums = new long[users.size()];
        int[] counts = new int[users.size()];
        for (int u = 0; u < checksums.length; u++) { // the writer replaces those of affected users
            counts[u] = stored.count(u);
            checksums[u] = stored.checksum(u);
        }
        RecordedRows rows = new RecordedRows(data.rows(), items.ids(), counts, checksums, null);
        requireFiniteWeights(new SelectedRows(data.rows(), affected));
        long[] sources = users.ids(affected);
        manifests.markPending(old.type(), sources);
        WriteCounts written = writer.write(
                others,
                config.write().property(),
                new DesiredRelationships(new SelectedRows(rows, affected), sources, items.ids()));
        Manifest.Entries itemEntries = new Manifest.Entries(items.ids(), changes.itemInputs(), embeddingFingerprints());
        manifests.save(
                old.written(
                        old.weights(),
                        new Manifest.Entries(users.ids(), changes.userInputs(), checksums),
                        named == null ? itemEntries : itemEntries.keepingNodesOf(old.items()),
                        neighboursToRemember()),
                old,
                Totals.ofItems(items.size()));
        long rowMillis = rowMillis(rows, affected.length);
        long total = 0;
        long augmented = 0;
        for (int count : counts) {
            total += count;
            augmented += count > 0 ? 1 : 0;
        }
        WeightedLayers layers = data.layers();
        return new UpdateRow(
                "update",
                null,
                users.size(),
                augmented,
                total,
                (double) total / users.size(),
                layers.weightMap(),
                layers.drift(),
                changes.items().cardinality(),
                (long) changes.users().cardinality() + changes.gone(),
                affected.length,
                preProcessingMillis,
                layers.computeMillis() + rowMillis,
                config.run().effective(),
                old.type(),
                written.created(),
                written.updated(),
                written.deleted(),
                total - written.created() - written.updated(),
                ProcedureContext.millisSince(start) - rowMillis,
                layers.notices());
    }

    /** Returns a writer, after a check that all users and items are committed. */
    private ConvergentWriter writer() {
        ConvergentWriter writer =
                new ConvergentWriter(context.db(), context.tx(), config.write().batchSize(), task);
        writer.requireCommitted(users.ids());
        writer.requireCommitted(items.ids());
        return writer;
    }

    /** Checks, before the first write, that no weight is infinite. */
    private void requireFiniteWeights(SparseRows rows) {
        if (data.edges().mayOverflow()) {
            Summary.of(rows, items.size(), config.strategy().spelling(), task);
        }
    }

    /** The milliseconds that the writer spent on computing rows: the sum over all threads, divided by their number. */
    private long rowMillis(RecordedRows rows, int count) {
        return rows.nanos() / 1_000_000 / Math.max(1, Math.min(task.concurrency(), count));
    }

    private Manifest.Entries neighboursToRemember() {
        Neighbours neighbours = data.layers().neighbours().neighboursToRemember();
        return neighbours == null ? Manifest.Entries.NONE : NeighbourEntries.of(neighbours, items);
    }

    private long[] embeddingFingerprints() {
        return Fingerprint.of(
                VirtualFingerprints.ofEmbeddings(data.layers().neighbours().embeddings(), items.size()),
                data.candidates());
    }
}
