package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.StoredModels;
import org.vimmrec.graph.StoredUsers;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/** Reads a stored model, the interactions and the embeddings of all users. */
final class StoredReader {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final Task task;
    private final StoredModels models;
    private final InteractionReader interactionReader;

    StoredReader(ProcedureContext context, RecommendConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.models = new StoredModels(context.db(), task);
        this.interactionReader = new InteractionReader(context.reads(), config.interactions(), task);
    }

    /** The manifest of the model that a configuration names. */
    static Manifest wanted(RecommendConfig config) {
        return Manifest.planned(
                StoredModels.manifestType(config.embeddingProperty()),
                Manifest.Kind.EMBEDDING,
                config.run().resultKeys());
    }

    private MemoryEstimate memory(Manifest head, IdIndex users, int items) {
        MemoryEstimate ofItems = StoredModels.memory(head, items);
        return ofItems.plus(StoredModels.memory(head, users.size()))
                .plus(MemoryEstimate.of(Interactions.bytes(users.size(), interactionReader.count(), false)
                        + task.concurrency() * MemoryEstimate.arrays(64, items, Float.BYTES)));
    }

    EstimateRow estimate() {
        Manifest head = models.require(config.embeddingProperty(), wanted(config));
        IdIndex users = interactionReader.users();
        int items = new EmbeddingReader(context.reads(), config.embeddings(), task)
                .items()
                .size();
        long rows = config.request().users() == null
                ? users.size()
                : config.request().users().size();
        return EstimateRow.of(
                memory(head, users, items),
                (long) users.size() + items,
                rows * Math.min(config.request().limit(), items));
    }

    RecommendData read() {
        long start = System.nanoTime();
        Manifest head = models.require(config.embeddingProperty(), wanted(config));
        IdIndex users = interactionReader.users();
        int[] rows = RecommendReader.selected(context, config, users);
        IdIndex all = new EmbeddingReader(context.reads(), config.embeddings(), task).items();
        context.reserve(memory(head, users, all.size()), config.run());
        StoredModels.Loaded loaded = models.load(config.embeddingProperty(), head);
        IdIndex items = loaded.items();
        Interactions interactions = interactionReader.readAny(users, items);
        float[][] embeddings = StoredUsers.read(context.reads(), loaded, users, task);
        return new RecommendData(
                users,
                items,
                interactions,
                new long[items.size()],
                new RecommendData.Model(Map.of(), 0, 0),
                loaded.model()
                        .recommendations(
                                embeddings,
                                interactions,
                                rows,
                                new CandidateReader(
                                                context.reads(),
                                                config.candidates(),
                                                config.embeddings().itemLabel(),
                                                task)
                                        .read(items.ids()),
                                config.request().limit()),
                rows,
                List.of(),
                ProcedureContext.millisSince(start),
                0);
    }
}
