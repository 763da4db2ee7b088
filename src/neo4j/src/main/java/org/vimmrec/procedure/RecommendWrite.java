package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.graph.WrittenProperties;
import org.vimmrec.procedure.RecommendRows.StatsRow;
import org.vimmrec.procedure.RecommendRows.WriteRow;
import org.vimmrec.statistics.SummaryBuilder;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.MergedEntries;
import org.vimmrec.update.RecordedRows;
import org.vimmrec.update.VirtualFingerprints;

/** Writes recommendations and their manifest. Each row is computed once. */
final class RecommendWrite {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final ManifestStore manifests;
    private final Task task;
    private final RecommendData data;
    private final IdIndex items;
    /** The ids of the users to write. */
    private final long[] sources;

    private final long[] checksums;

    RecommendWrite(
            ProcedureContext context, RecommendConfig config, ManifestStore manifests, Task task, RecommendData data) {
        this.context = context;
        this.config = config;
        this.manifests = manifests;
        this.task = task;
        this.data = data;
        this.items = data.items();
        this.sources = data.users().ids(data.rows());
        this.checksums = new long[sources.length];
    }

    /**
     * Writes the rows.
     *
     * @param existing the relationships of the type
     * @param old the manifest of the type; null if there is none
     */
    WriteRow write(ExistingRelationships existing, Manifest planned, Manifest old) {
        ConvergentWriter writer =
                new ConvergentWriter(context.db(), context.tx(), config.write().batchSize(), task);
        writer.requireCommitted(sources);
        writer.requireCommitted(items.ids());
        SummaryBuilder summary = new SummaryBuilder(sources.length, items.size());
        RecordedRows rows =
                new RecordedRows(data.recommendations(), items.ids(), new int[sources.length], checksums, summary);
        long start = System.nanoTime();
        boolean some = config.request().users() != null;
        if (some && old != null) {
            manifests.markPending(old.type(), IdIndex.of(sources, old.pending()).ids());
        } else {
            manifests.beginWrite(planned);
        }
        WriteCounts counts = writer.write(
                some ? new ExistingRelationships(existing.ownership(), new long[0]) : existing,
                new WrittenProperties(config.write().property(), config.rankProperty()),
                new DesiredRelationships(rows, sources, items.ids()));
        save(planned, some ? old : null);
        long rowMillis = rows.nanos() / 1_000_000 / Math.max(1, Math.min(task.concurrency(), sources.length));
        StatsRow stats =
                StatsRow.of(data, summary.build(), rowMillis, config.run().effective());
        return WriteRow.of(stats, existing.type(), counts, ProcedureContext.millisSince(start) - rowMillis);
    }

    /** @param old the manifest to continue; null if all users were written, or if there is none */
    private void save(Manifest planned, Manifest old) {
        long[] inputs = VirtualFingerprints.ofUsers(data.interactions(), items, task);
        Manifest.Entries written = new Manifest.Entries(
                sources, Arrays.stream(data.rows()).mapToLong(u -> inputs[u]).toArray(), checksums);
        Manifest.Entries ofItems =
                new Manifest.Entries(items.ids(), new long[items.size()], data.embeddingFingerprints());
        Map<String, Object> weights = new LinkedHashMap<>(data.model().modalityWeights());
        if (old == null) {
            manifests.save(planned.written(weights, written, ofItems, Manifest.Entries.NONE), null, null);
            return;
        }
        // Users of an interrupted write may have relationships that only the list of pending users accounts for.
        Manifest.Entries pending =
                new Manifest.Entries(old.pending(), new long[old.pending().length], new long[old.pending().length]);
        manifests.save(
                old.written(
                        weights,
                        MergedEntries.of(MergedEntries.of(pending, old.sources()), written),
                        ofItems.keepingNodesOf(old.items()),
                        Manifest.Entries.NONE),
                old,
                null);
    }
}
