package org.vimmrec.procedure;

import java.util.List;
import java.util.stream.IntStream;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.Totals;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.procedure.VirtualRows.StatsRow;
import org.vimmrec.procedure.VirtualRows.WriteRow;
import org.vimmrec.statistics.Summary;
import org.vimmrec.statistics.SummaryBuilder;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.MergedEntries;
import org.vimmrec.update.RecordedRows;
import org.vimmrec.update.VirtualFingerprints;

/**
 * Writes the virtual interactions of some users, and leaves those of the others as they are.
 *
 * <p>The manifest keeps the other users' entries. Before the first change, it lists the users and all items that their
 * relationships may end at, with entries that equal no fingerprint: if the call is stopped, the next update computes
 * these users again. The items keep the entries of the last write or update, so the next update still finds the changes
 * of items that this call did not write for other users.
 */
final class LocalWrite {
    private final ProcedureContext context;
    private final VirtualConfig config;
    private final ManifestStore manifests;
    private final Task task;

    LocalWrite(ProcedureContext context, VirtualConfig config, ManifestStore manifests, Task task) {
        this.context = context;
        this.config = config;
        this.manifests = manifests;
        this.task = task;
    }

    /**
     * Checks that these users' relationships can be written beside those of the others.
     *
     * @param old the manifest of the stored relationships; null if there is none
     * @throws IllegalStateException if they cannot
     */
    static void requireSame(Manifest old, Manifest planned) {
        String reason = old == null ? null : old.difference(planned);
        if (old != null && reason == null && !old.settled()) {
            reason = "the last update was interrupted";
        }
        if (reason != null) {
            throw new IllegalStateException(
                    ("`users` leaves the other users' relationships of type [%s] as they are, so it must not differ from"
                                    + " the last write, but %s. Nothing was written; run this without `users`.")
                            .formatted(Shown.name(planned.type()), Shown.line(reason)));
        }
    }

    /** Writes the rows of all users in the data. The notices come before those about the data. */
    WriteRow write(Manifest old, Manifest planned, Ownership ownership, VirtualData data, List<String> notices) {
        IdIndex users = data.users();
        IdIndex items = data.items();
        if (old == null) { // every relationship of the type is foreign or to be adopted
            ExistingRelationships.of(context.reads(), ownership, task);
        }
        StoredRows.withoutValues(context.reads(), ownership, users, task)
                .requireOwned(context.reads(), IntStream.range(0, users.size()).toArray(), task);
        ConvergentWriter writer =
                new ConvergentWriter(context.db(), context.tx(), config.write().batchSize(), task);
        writer.requireCommitted(users.ids());
        writer.requireCommitted(items.ids());
        if (data.edges().mayOverflow()) { // before the first write
            Summary.of(data.rows(), items.size(), config.strategy().spelling(), task);
        }
        long start = System.nanoTime();
        Totals totals = totals(planned.type());
        Manifest.Entries known = old == null ? Manifest.Entries.NONE : old.sources();
        Manifest.Entries itemEntries =
                MergedEntries.withUnknown(old == null ? Manifest.Entries.NONE : old.items(), items.ids());
        Manifest prepared = (old == null ? planned : old)
                .with(
                        MergedEntries.of(known, MergedEntries.unknown(users.ids())),
                        itemEntries,
                        old == null ? Manifest.Entries.NONE : old.neighbours(),
                        new long[0]);
        if (old == null) {
            manifests.beginWrite(planned);
        } else {
            manifests.save(prepared, old, totals);
        }
        long[] checksums = new long[users.size()];
        SummaryBuilder summary = new SummaryBuilder(users.size(), items.size());
        RecordedRows rows = new RecordedRows(data.rows(), items.ids(), new int[users.size()], checksums, summary);
        WriteCounts counts = writer.write(
                new ExistingRelationships(ownership, new long[0]),
                config.write().property(),
                new DesiredRelationships(rows, users.ids(), items.ids()));
        Manifest.Entries written = new Manifest.Entries(users.ids(), inputs(old, data), checksums);
        manifests.save(
                prepared.written(
                        old == null ? data.layers().weightMap() : old.weights(),
                        MergedEntries.of(known, written),
                        itemEntries,
                        prepared.neighbours()),
                old == null ? null : prepared,
                totals);
        long rowMillis = rows.nanos() / 1_000_000 / Math.max(1, Math.min(task.concurrency(), users.size()));
        StatsRow stats =
                StatsRow.of(data, summary.build(), rowMillis, config.run().effective());
        return WriteRow.of(notices, stats, planned.type(), counts, ProcedureContext.millisSince(start) - rowMillis);
    }

    /**
     * By user the fingerprint of the interactions. An update keeps the weights of the manifest: if this call has used
     * others, it must compute the users again.
     */
    private long[] inputs(Manifest old, VirtualData data) {
        return old != null && !old.weights().equals(data.layers().weightMap())
                ? MergedEntries.unknown(data.users().ids()).inputs()
                : VirtualFingerprints.ofUsers(data.interactions(), data.items(), task);
    }

    /** The figures of the last write for all users; null if there are none. */
    private Totals totals(String type) {
        for (ManifestHead head : manifests.settledHeads()) {
            if (head.type().equals(type)) {
                return head.totals();
            }
        }
        return null;
    }
}
