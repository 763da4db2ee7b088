package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.config.RecommendUpdateConfig;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredModels;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.RecommendRows.StatsRow;
import org.vimmrec.procedure.RecommendRows.StreamRow;
import org.vimmrec.procedure.RecommendRows.WriteRow;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Summary;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;

/** One call of {@code vimmrec.recommend.*}, except for requests that {@link StoredRequest} answers. */
final class RecommendRun {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final Task task;
    private final Supplier<RecommendData> reader;

    RecommendRun(ProcedureContext context, RecommendConfig config) {
        this(context, config, context.task(config.run().concurrency()));
    }

    private RecommendRun(ProcedureContext context, RecommendConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.reader = config.model() == null
                ? new StoredReader(context, config, task)::read
                : new RecommendReader(context, config, task)::read;
    }

    Stream<StreamRow> stream() {
        return context.streaming(() -> {
            RecommendData data = reader.get();
            SparseRows.Reader rows = data.recommendations().reader();

            return IntStream.range(0, data.rows().length).boxed().flatMap(row -> rows(data, rows, row));
        });
    }

    private Stream<StreamRow> rows(RecommendData data, SparseRows.Reader rows, int row) {
        task.checkTermination();
        int user = data.rows()[row];
        boolean anonymous = user == data.users().size();
        Node node =
                anonymous ? null : NodeIds.nodeOrNull(context.tx(), data.users().id(user));
        if (node == null && !anonymous) {
            return Stream.empty(); // deleted since the ids were read
        }
        Stream.Builder<StreamRow> result = Stream.builder();
        int entries = rows.read(row);
        for (int n = 0; n < entries; n++) {
            Node item = NodeIds.nodeOrNull(context.tx(), data.items().id(rows.column(n)));
            if (item != null) {
                result.add(new StreamRow(node, item, rows.value(n), n + 1));
            }
        }
        return result.build();
    }

    Stream<StatsRow> stats() {
        try (context) {
            RecommendData data = reader.get();
            long start = System.nanoTime();
            Summary summary = Summary.of(data.recommendations(), data.items().size(), "ranking", task);
            return Stream.of(StatsRow.of(
                    data,
                    summary,
                    ProcedureContext.millisSince(start),
                    config.run().effective()));
        }
    }

    Stream<WriteRow> write() {
        String type = config.relationshipType();
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(context.db(), task);
            return Stream.of(write(manifests, manifests.read(type)));
        }
    }

    /** Writes the recommendations with the configuration of the last write. */
    static Stream<WriteRow> update(ProcedureContext context, RecommendUpdateConfig config) {
        Task task = context.task(config.concurrency());
        String type = config.relationshipType();
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(context.db(), task);
            Manifest old = manifests.read(type);
            if (old == null || old.kind() != Manifest.Kind.RECOMMENDATION) {
                throw new IllegalArgumentException(
                        ("vimmrec.recommend.write has not written relationships of type [%s], so there is nothing to"
                                        + " update. Call it first, or name another type with `writeRelationshipType`.")
                                .formatted(Shown.name(type)));
            }
            Map<String, Object> stored = new LinkedHashMap<>(old.configuration());
            stored.remove(StoredModels.MODEL_ID); // an update uses the embeddings of the last training
            return Stream.of(new RecommendRun(context, config.continuing(stored), task).write(manifests, old));
        }
    }

    private WriteRow write(ManifestStore manifests, Manifest old) {
        String type = config.relationshipType();
        Manifest planned = Manifest.planned(type, Manifest.Kind.RECOMMENDATION, resultKeys());
        Ownership ownership = WriteChecks.ownership(context, manifests, old, planned, config.write(), task);
        WriteChecks.requireNoUniqueness(context, type, config.rankProperty());
        requireSameModel(old, planned);
        ExistingRelationships existing = ExistingRelationships.of(context.reads(), ownership, task);
        RecommendData data = reader.get();
        return new RecommendWrite(context, config, manifests, task, data).write(existing, planned, old);
    }

    /** The keys that decide what is written; a stored model counts by its id. */
    private Map<String, Object> resultKeys() {
        Map<String, Object> keys = config.run().resultKeys();
        if (config.model() == null) {
            keys.put(
                    StoredModels.MODEL_ID,
                    new StoredModels(context.db(), task)
                            .require(config.embeddingProperty(), StoredReader.wanted(config))
                            .configuration()
                            .get(StoredModels.MODEL_ID));
        }
        return keys;
    }

    /** Checks that the recommendations of some users join those of others from the same model. */
    private void requireSameModel(Manifest old, Manifest planned) {
        String difference = config.request().users() == null || old == null ? null : old.difference(planned);
        if (difference != null) {
            throw new IllegalArgumentException(
                    ("`users` can only be given if the relationships of type [%s] were written with the same configuration,"
                                    + " but %s. Nothing was written; leave `users` out to write all.")
                            .formatted(Shown.name(planned.type()), Shown.line(difference)));
        }
    }

    Stream<EstimateRow> estimate() {
        try (context) {
            return Stream.of(
                    config.model() == null
                            ? new StoredReader(context, config, task).estimate()
                            : new RecommendReader(context, config, task).estimate());
        }
    }
}
