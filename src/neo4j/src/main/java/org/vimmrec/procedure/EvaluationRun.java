package org.vimmrec.procedure;

import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.evaluation.Experiment;
import org.vimmrec.evaluation.ExperimentData;
import org.vimmrec.evaluation.ExperimentParameters.DataSize;
import org.vimmrec.evaluation.ExperimentResult;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.EvaluationStore;
import org.vimmrec.graph.InteractionKeyReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ItemLimitReader;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/**
 * One call of {@code vimmrec.evaluate} or {@code vimmrec.evaluate.write}: reads the graph, runs the experiment and maps
 * its result to rows.
 */
final class EvaluationRun {
    private final ProcedureContext context;
    private final EvaluationConfig config;
    private final Task task;
    private final ReadTransactions reads;
    private final EmbeddingReader embeddingReader;
    private final InteractionReader interactionReader;
    private final CandidateReader candidateReader;
    private final ItemLimitReader limitReader;

    EvaluationRun(ProcedureContext context, EvaluationConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
        this.reads = context.reads();
        this.embeddingReader = new EmbeddingReader(reads, config.embeddings(), task);
        this.interactionReader = new InteractionReader(reads, config.interactions(), task);
        String itemLabel = config.embeddings().itemLabel();
        this.candidateReader = new CandidateReader(reads, config.selection().candidates(), itemLabel, task);
        this.limitReader = new ItemLimitReader(reads, config.selection(), itemLabel, task);
    }

    Stream<EvaluationRow> rows() {
        try (context) {
            return EvaluationRows.of(run(), config).stream();
        }
    }

    /** Stores what the experiment recommends, in a transaction of its own. */
    Stream<EvaluationRow> write() {
        try (context) {
            new ManifestStore(context.db(), task).requireWritable();
            ExperimentResult result = run();
            Variant variant = result.best().recommended().variant();
            EvaluationStore.write(
                    context.db(),
                    config.subject(),
                    new EvaluationStore.Recommended(
                            variant == null ? null : variant.strategy().spelling(),
                            variant == null
                                    ? Map.of()
                                    : EvaluationRows.configuration(variant, config.experiment(), config.selection()),
                            config.model(result.best().recommender()),
                            ZonedDateTime.now().truncatedTo(ChronoUnit.SECONDS)),
                    task);
            return EvaluationRows.of(result, config).stream();
        }
    }

    private ExperimentResult run() {
        ExperimentData data = read();
        context.announceKernel();
        return Experiment.run(config.experiment(), data, task);
    }

    private ExperimentData read() {
        IdIndex items = embeddingReader.items();
        IdIndex users = interactionReader.users();
        config.experiment().requireItemLimits(items.size());
        context.reserve(memory(users, items), config.run());
        Interactions interactions = interactionReader.read(users, items);
        double[] splitKeys = config.split().property() == null
                ? null
                : new InteractionKeyReader(reads, config.interactions(), config.split(), task)
                        .read(interactions, users, items)
                        .keys();
        List<ModalityEmbeddings> modalities = embeddingReader.read(items).stream()
                .map(modality -> new ModalityEmbeddings(
                        modality.name(),
                        config.embeddings().modalities().properties().get(modality.name()),
                        modality.matrix()))
                .toList();
        return new ExperimentData(
                interactions, splitKeys, modalities, candidateReader.read(items.ids()), limitReader.read(items.ids()));
    }

    private MemoryEstimate memory(IdIndex users, IdIndex items) {
        EmbeddingReader.Census census = embeddingReader.census(items);
        int modalities = census.present().length;
        int topK = Math.min(config.experiment().maxTopK(), items.size());
        // Besides the neighbours that contribute, recommenders have their own among all items.
        long ofAll = config.selection().candidates().isAll() ? 0 : modalities * Neighbours.bytes(items.size(), topK);
        long offered = (long)
                Math.min((double) interactionReader.count() * topK * modalities, (double) users.size() * items.size());
        return config.experiment()
                .memory(
                        new DataSize(
                                users.size(),
                                items.size(),
                                interactionReader.count(),
                                census.bytes(items.size()) + interactionReader.bytesOfOthers(users.size()),
                                census.dimension()),
                        task.concurrency())
                .plus(MemoryEstimate.of(
                        ofAll + candidateReader.bytes(items.size()) + limitReader.bytes(items.size(), offered)));
    }
}
