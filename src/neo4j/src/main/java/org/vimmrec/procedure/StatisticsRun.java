package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.config.StatisticsConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.statistics.CoInteraction;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** One call of {@code vimmrec.statistics}. */
final class StatisticsRun {
    private final ProcedureContext context;
    private final StatisticsConfig config;
    private final Task task;

    StatisticsRun(ProcedureContext context, StatisticsConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
    }

    Stream<StatisticsRow> rows() {
        try (context) {
            ReadTransactions reads = context.reads();
            SimilarityReader similarities = new SimilarityReader(reads, config.similarities(), task);
            EmbeddingReader embeddings = new EmbeddingReader(reads, config.embeddings(), task);
            InteractionReader interactions = new InteractionReader(reads, config.interactions(), task);
            List<String> modalities =
                    similarities.modalities(config.embeddings().modalities());
            IdIndex items = embeddings.items();
            boolean coInteraction = config.weighting().method() == ModalityWeighting.Method.CO_INTERACTION;
            context.reserve(
                    MemoryEstimate.of(similarities.bytes(modalities, items, true)
                            + (coInteraction ? embeddings.census(items).bytes(items.size()) : 0)),
                    config.run());
            List<Distribution> distributions = modalities.stream()
                    .map(modality ->
                            Distribution.of(similarities.read(modality, items).allScores()))
                    .toList();
            boolean[] empty = ModalityWeighting.withoutValues(distributions);
            Weights weighting = new Weights(config.weighting(), modalities, task);
            List<CoInteraction.Contrast> contrasts = !coInteraction
                    ? null
                    : weighting.contrasts(interactions.read(interactions.users(), items), embeddings.read(items));
            double[] weights = ModalityWeights.among(
                    contrasts != null
                            ? CoInteraction.weights(contrasts)
                            : weighting.of(
                                    () -> distributions,
                                    () -> embeddings.read(items),
                                    () -> interactions.read(interactions.users(), items)),
                    empty);
            List<StatisticsRow> rows = new ArrayList<>();
            for (int m = 0; m < weights.length; m++) {
                Distribution values = distributions.get(m);
                List<String> notices = empty[m] ? List.of(Notices.ofStored(modalities.get(m))) : List.of();
                context.log(notices);
                rows.add(new StatisticsRow(
                        modalities.get(m),
                        similarities.type(modalities.get(m)),
                        values.count(),
                        DistributionMaps.orNull(values.mean()),
                        DistributionMaps.orNull(values.stdDev()),
                        DistributionMaps.orNull(values.min()),
                        DistributionMaps.orNull(values.max()),
                        DistributionMaps.percentiles(values),
                        weights[m],
                        contrasts == null ? null : map(contrasts.get(m).together()),
                        contrasts == null ? null : map(contrasts.get(m).random()),
                        notices));
            }
            return rows.stream();
        }
    }

    private static Map<String, Object> map(CoInteraction.Pairs pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("pairs", pairs.count());
        map.put("mean", DistributionMaps.orNull(pairs.mean()));
        map.put("stdDev", DistributionMaps.orNull(pairs.stdDev()));
        return map;
    }
}
