package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.EmbeddingOwnership;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.EmbeddingWriter;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.StoredModels;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.RecommendRows.TrainRow;
import org.vimmrec.recommender.EmbeddingScorer;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.VirtualFingerprints;

/** One call of {@code vimmrec.recommend.train}: trains a model and writes its embeddings. */
final class TrainRun {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final Task task;
    private final String property;
    private final ManifestStore manifests;

    TrainRun(ProcedureContext context, RecommendConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
        this.property = config.embeddingProperty();
        this.manifests = new ManifestStore(context.db(), task);
    }

    Stream<TrainRow> rows() {
        String type = StoredModels.manifestType(property);
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            manifests.requireWritable();
            Manifest old = manifests.read(type);
            requireSameData(old);
            check(
                    old,
                    new InteractionReader(context.reads(), config.interactions(), task).users(),
                    new EmbeddingReader(context.reads(), config.embeddings(), task).items());
            return Stream.of(write(new RecommendReader(context, config, task).train(), old));
        }
    }

    Stream<EstimateRow> estimate() {
        try (context) {
            return Stream.of(new RecommendReader(context, config, task).estimate());
        }
    }

    private void requireSameData(Manifest old) {
        String difference =
                old == null || config.write().replace() ? null : old.identityDifference(StoredReader.wanted(config));
        if (difference != null) {
            throw new IllegalArgumentException(
                    ("The embeddings in the property [%s] %s. Nothing was changed; write to another property, or replace"
                                    + " them with `onMismatch: 'replace'`.")
                            .formatted(Shown.name(property), difference));
        }
    }

    /** Checks, before anything is computed, that the embeddings can be written. */
    private void check(Manifest old, IdIndex users, IdIndex items) {
        int[] both = Arrays.stream(items.indexes(users)).filter(i -> i >= 0).toArray();
        if (both.length > 0) {
            throw new IllegalArgumentException(
                    ("%d nodes are users and items, such as %s, and one property cannot hold both"
                                    + " embeddings. Nothing was changed; give users and items different nodes.")
                            .formatted(
                                    both.length,
                                    NodeIds.node(context.tx(), items.id(both[0]))
                                            .getElementId()));
        }
        EmbeddingOwnership.of(property, old, users, items, config.write().adopt())
                .requireOwned(
                        context.reads(), IdIndex.of(users.ids(), items.ids()).ids(), task);
        ConvergentWriter nodes =
                new ConvergentWriter(context.db(), context.tx(), config.write().batchSize(), task);
        nodes.requireCommitted(users.ids());
        nodes.requireCommitted(items.ids());
    }

    private TrainRow write(RecommendReader.Training training, Manifest old) {
        long start = System.nanoTime();
        IdIndex users = training.users();
        IdIndex items = training.items();
        Interactions known = training.model().known();
        EmbeddingScorer model = training.model().embeddings();
        boolean bias = model.hasBiases();
        IdIndex nodes = IdIndex.of(
                users.ids(),
                items.ids(),
                old == null ? new long[0] : old.sources().ids(),
                old == null ? new long[0] : old.items().ids());
        Manifest planned = Manifest.planned(
                StoredModels.manifestType(property),
                Manifest.Kind.EMBEDDING,
                StoredModels.configuration(
                        config.run().resultKeys(), UUID.randomUUID().toString(), items.size(), model.length(bias)));
        manifests.beginWrite(planned);
        EmbeddingWriter.Counts counts = new EmbeddingWriter(
                        context.db(), property, config.write().batchSize(), task)
                .write(nodes.ids(), n -> {
                    int item = items.index(nodes.id(n));
                    int user = users.index(nodes.id(n));
                    return item >= 0
                            ? model.itemEmbedding(item, bias)
                            : user >= 0 && known.count(user) > 0 ? model.userEmbedding(user, bias) : null;
                });
        Map<String, Object> weights = new LinkedHashMap<>(training.model().modalityWeights());
        manifests.save(
                planned.written(weights, ofUsers(training), ofItems(training), Manifest.Entries.NONE), null, null);
        int epochs = training.model().epochs();
        return new TrainRow(
                users.size(),
                items.size(),
                property,
                model.length(bias),
                epochs,
                training.model().virtualInteractions(),
                weights,
                training.preProcessingMillis(),
                training.trainMillis(),
                config.run().effective(),
                counts.written(),
                counts.removed(),
                counts.unchanged(),
                ProcedureContext.millisSince(start),
                training.notices());
    }

    /** The users with embeddings: those with interactions. */
    private Manifest.Entries ofUsers(RecommendReader.Training training) {
        long[] inputs = VirtualFingerprints.ofUsers(training.interactions(), training.items(), task);
        int[] known = IntStream.range(0, inputs.length)
                .filter(u -> training.model().known().count(u) > 0)
                .toArray();
        return new Manifest.Entries(
                training.users().ids(known),
                Arrays.stream(known).mapToLong(u -> inputs[u]).toArray(),
                new long[known.length]);
    }

    /** The items, each with the number of its users, and its place among items of equal score. */
    private static Manifest.Entries ofItems(RecommendReader.Training training) {
        IdIndex items = training.items();
        return new Manifest.Entries(
                items.ids(),
                Arrays.stream(training.model().known().degrees(items.size()))
                        .asLongStream()
                        .toArray(),
                Arrays.stream(training.model().ties().places()).asLongStream().toArray());
    }
}
