package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EvaluationStore;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.VirtualRows.EdgeRow;
import org.vimmrec.procedure.VirtualRows.StatsRow;
import org.vimmrec.procedure.VirtualRows.UpdateRow;
import org.vimmrec.procedure.VirtualRows.WriteRow;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Summary;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;

/** One call of {@code vimmrec.overlay.*} or {@code vimmrec.synergistic.*}. */
final class VirtualRun {
    private final ProcedureContext context;
    private final VirtualConfig config;
    private final Task task;
    private final VirtualReader reader;

    VirtualRun(ProcedureContext context, VirtualConfig config) {
        this(context, config, context.task(config.run().concurrency()));
    }

    private VirtualRun(ProcedureContext context, VirtualConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.reader = new VirtualReader(context, config, task);
    }

    Stream<EdgeRow> stream() {
        return context.streaming(() -> {
            VirtualData data = read();
            SparseRows.Reader rows = data.rows().reader();
            EdgeMapper<EdgeRow> mapper = EdgeRow::new;
            return IntStream.range(0, data.users().size())
                    .boxed()
                    .flatMap(user -> mapper.edges(context.tx(), rows, user, data.users(), data.items()));
        });
    }

    Stream<StatsRow> stats() {
        try (context) {
            VirtualData data = read();
            long start = System.nanoTime();
            Summary summary = Summary.of(
                    data.rows(), data.items().size(), config.strategy().spelling(), task);
            return Stream.of(StatsRow.of(
                    data,
                    summary,
                    ProcedureContext.millisSince(start),
                    config.run().effective()));
        }
    }

    Stream<WriteRow> write() {
        if (config.users() != null) {
            return writeSome();
        }
        String type = config.relationshipType();
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(context.db(), task);
            Manifest planned = reader.plannedManifest();
            Manifest old = manifests.read(type);
            Ownership ownership = WriteChecks.ownership(context, manifests, old, planned, config.write(), task);
            ExistingRelationships existing = ExistingRelationships.of(context.reads(), ownership, task);
            VirtualData data = reader.read(null);
            return Stream.of(new VirtualWrite(context, config, manifests, task, data)
                    .write(existing, planned, firstNotices(old)));
        }
    }

    /** Writes the virtual interactions of the users that the configuration lists. */
    private Stream<WriteRow> writeSome() {
        String type = config.relationshipType();
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(context.db(), task);
            Manifest old = manifests.read(type);
            VirtualConfig continued = config.continuing(old == null ? Map.of() : old.configuration());
            return Stream.of(new VirtualRun(context, continued, task).writeSome(manifests, old));
        }
    }

    private WriteRow writeSome(ManifestStore manifests, Manifest old) {
        Manifest planned = reader.plannedManifest();
        LocalWrite write = new LocalWrite(context, config, manifests, task);
        Ownership ownership = WriteChecks.ownership(context, manifests, old, planned, config.write(), task);
        LocalWrite.requireSame(old, planned);
        return write.write(old, planned, ownership, read(), firstNotices(old));
    }

    private List<String> firstNotices(Manifest old) {
        List<String> notices = old == null
                ? Notices.ofFirstWrite(config.subject(), EvaluationStore.read(context.tx(), config.subject()))
                : List.of();
        context.log(notices);
        return notices;
    }

    Stream<UpdateRow> update() {
        String type = config.relationshipType();
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(context.db(), task);
            Manifest old = manifests.read(type);
            VirtualConfig continued = config.continuing(old == null ? Map.of() : old.configuration());
            return Stream.of(new VirtualRun(context, continued, task).update(manifests, old));
        }
    }

    private UpdateRow update(ManifestStore manifests, Manifest old) {
        Manifest planned = reader.plannedManifest();
        Ownership ownership = WriteChecks.ownership(context, manifests, old, planned, config.write(), task);
        String reason = UpdateChecks.mismatch(old, planned, dependsOnAll(), config.update());
        ExistingRelationships existing =
                reason == null ? null : ExistingRelationships.of(context.reads(), ownership, task);
        VirtualData data = reader.read(reason == null ? old : null);
        VirtualWrite write = new VirtualWrite(context, config, manifests, task, data);
        if (reason == null && data.layers().weights().kept()) {
            return write.update(old, ownership);
        }
        if (existing == null) {
            existing = ExistingRelationships.of(context.reads(), ownership, task);
        }
        return UpdateRow.of(
                write.write(existing, planned, List.of()),
                reason == null ? "the modality weights have moved" : reason,
                data.layers().drift(),
                data.items().size());
    }

    /** Why each row may depend on all data, so that an update has to compute all; null if it does not. */
    private String dependsOnAll() {
        return config.selection().comparesUsers()
                ? "`maxPerItem` compares the virtual interactions of all users"
                : config.search().similarityCutoff().isPercentile() ? UpdateChecks.PERCENTILE : null;
    }

    Stream<EstimateRow> estimate() {
        try (context) {
            return Stream.of(
                    config.users() == null
                            ? reader.estimate()
                            : LocalReader.of(context, config, task).estimate());
        }
    }

    /** Reads the data of all users, or of those that the configuration lists. */
    private VirtualData read() {
        return config.users() == null
                ? reader.read(null)
                : LocalReader.of(context, config, task).read();
    }
}
