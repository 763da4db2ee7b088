package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vimmrec.config.EmbeddingSource;
import org.vimmrec.config.ModelConfig;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.evaluation.ExperimentData;
import org.vimmrec.evaluation.ExperimentParameters.DataSize;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.Recommendations;
import org.vimmrec.evaluation.TrainedModel;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionKeyReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ItemLimitReader;
import org.vimmrec.graph.ListedNodes;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.VirtualFingerprints;

/** Reads the graph and trains the model of a call of {@code vimmrec.recommend.*}. */
final class RecommendReader {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final ModelConfig model;
    private final Task task;
    private final EmbeddingReader embeddingReader;
    private final InteractionReader interactionReader;

    RecommendReader(ProcedureContext context, RecommendConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.model = config.model();
        this.task = task;
        this.embeddingReader = new EmbeddingReader(context.reads(), config.embeddings(), task);
        this.interactionReader = new InteractionReader(context.reads(), config.interactions(), task);
    }

    /** The size of the data, known before it is read. */
    private record Size(IdIndex users, IdIndex items, MemoryEstimate memory) {}

    private Size size() {
        EmbeddingSource source = config.embeddings();
        IdIndex items = embeddingReader.items();
        IdIndex users = interactionReader.users();
        model.plan().experiment().requireItemLimits(items.size());
        boolean embedded = source.modalities().haveProperties();
        EmbeddingReader.Census census = embedded ? embeddingReader.census(items) : null;
        MemoryEstimate memory = model.plan()
                .memory(
                        new DataSize(
                                users.size(),
                                items.size(),
                                interactionReader.count(),
                                embedded ? census.bytes(items.size()) : 0,
                                embedded ? census.dimension() : new int[0]),
                        task.concurrency());
        return new Size(
                users,
                items,
                config.write() == null
                        ? memory
                        : memory.plus(
                                MemoryEstimate.of(2 * Manifest.Entries.bytes((long) users.size() + items.size()))));
    }

    EstimateRow estimate() {
        Size size = size();
        long users = config.request() == null || config.request().users() == null
                ? size.users().size()
                : config.request().users().size();
        long relationships = config.request() == null
                ? 0
                : users * Math.min(config.request().limit(), size.items().size());
        return EstimateRow.of(
                size.memory(), (long) size.users().size() + size.items().size(), relationships);
    }

    /** Trains the model and prepares the recommendations. */
    RecommendData read() {
        Training training = train();
        TrainedModel trained = training.model();
        int[] rows = training.rows();
        return new RecommendData(
                training.users(),
                training.items(),
                training.interactions(),
                VirtualFingerprints.ofEmbeddings(
                        training.modalities().stream()
                                .map(ModalityEmbeddings::embeddings)
                                .toList(),
                        training.items().size()),
                new RecommendData.Model(trained.modalityWeights(), trained.virtualInteractions(), trained.epochs()),
                trained.recommendations(rows, config.request().limit(), task),
                rows,
                training.notices(),
                training.preProcessingMillis(),
                training.trainMillis());
    }

    /**
     * A trained model, and what it was trained on.
     *
     * @param interactions those of the graph, without a session
     * @param rows the users to recommend items to, ascending; a session is the user after the last one
     */
    record Training(
            IdIndex users,
            IdIndex items,
            Interactions interactions,
            List<ModalityEmbeddings> modalities,
            TrainedModel model,
            int[] rows,
            List<String> notices,
            long preProcessingMillis,
            long trainMillis) {}

    /** Reserves memory, reads the graph and trains the model, but ranks nothing. */
    Training train() {
        long start = System.nanoTime();
        Size size = size();
        context.reserve(size.memory(), config.run());
        IdIndex users = size.users();
        IdIndex items = size.items();
        int[] session = session(items);
        int[] rows = session == null ? selected(context, config, users) : new int[] {users.size()};
        Interactions interactions = interactionReader.read(users, items);
        double[] keys = model.plan().onSplit() && model.split().property() != null
                ? new InteractionKeyReader(context.reads(), config.interactions(), model.split(), task)
                        .read(interactions, users, items)
                        .keys()
                : null;
        List<ModalityEmbeddings> modalities = modalities(items);
        String itemLabel = config.embeddings().itemLabel();
        ExperimentData data = new ExperimentData(
                session == null ? interactions : interactions.withUser(session),
                keys,
                modalities,
                new CandidateReader(context.reads(), config.candidates(), itemLabel, task).read(items.ids()),
                new ItemLimitReader(context.reads(), model.selection(), itemLabel, task).read(items.ids()));
        long read = ProcedureContext.millisSince(start);
        if (model.plan().needsNeighbours()) {
            context.announceKernel();
        }
        TrainedModel trained = TrainedModel.fit(model.plan(), data, task);
        List<String> notices = new ArrayList<>();
        trained.modalitiesWithoutNeighbours()
                .forEach(name -> notices.add(
                        Notices.ofUnrelated(name, model.plan().experiment().similarityCutoff())));
        notices.addAll(trained.recallNotices());
        context.log(notices);
        return new Training(
                users,
                items,
                interactions,
                modalities,
                trained,
                rows,
                notices,
                read,
                ProcedureContext.millisSince(start) - read);
    }

    /** The items of the session; null if there is none. */
    private int[] session(IdIndex items) {
        return config.request() == null || config.request().session() == null
                ? null
                : ListedNodes.indexes(
                        context.tx(),
                        config.request().session(),
                        "session",
                        config.embeddings().itemLabel(),
                        "itemLabel",
                        items);
    }

    /** The users to recommend items to. */
    static int[] selected(ProcedureContext context, RecommendConfig config, IdIndex users) {
        return config.request() == null || config.request().users() == null
                ? Recommendations.allUsers(users.size())
                : ListedNodes.indexes(
                        context.tx(),
                        config.request().users(),
                        "users",
                        config.interactions().userLabel(),
                        "userLabel",
                        users);
    }

    private List<ModalityEmbeddings> modalities(IdIndex items) {
        Map<String, String> properties = config.embeddings().modalities().properties();
        if (properties.isEmpty()) {
            return List.of(ModalityEmbeddings.none(items.size()));
        }
        return embeddingReader.read(items).stream()
                .map(each -> new ModalityEmbeddings(each.name(), properties.get(each.name()), each.matrix()))
                .toList();
    }
}
