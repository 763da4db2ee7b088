package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
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

/** {@code vimmrec.statistics}: what the stored similarities are like, and the weights that follow. */
public final class StatisticsProcedures extends VimmrecProcedures {
    private static final String STATISTICS = "vimmrec.statistics";

    /** A modality's stored similarities. */
    public record Row(
            @Description("The modality.") String modality,
            @Description("The type of its relationships.") String relationshipType,
            @Description("How many of them join two items.") long relationshipCount,
            @Description("Their mean similarity. Null if there are none, as are the other figures.") Double mean,
            @Description("The standard deviation of their similarity, the population's.") Double stdDev,
            @Description("The lowest similarity.") Double min,
            @Description("The highest similarity.") Double max,
            @Description("Percentiles of their similarity, p1 to p100.") Map<String, Object> percentiles,
            @Description("The modality's weight, 0 if it is empty. The weights of all rows sum to 1, unless all are empty.") double weight,
            @Description("Similarities of items that a user has in common: pairs, mean, stdDev. With weighting"
                    + " 'coInteraction' only, and so the next.") Map<String, Object> coInteracted,
            @Description("The same of random pairs, of items as popular. The weight is in proportion to how many of their"
                    + " standard deviations the co-interacted ones' mean is above theirs.") Map<String, Object> random,
            @Description("What to know about the row, such as why it is empty. Empty if there is nothing to report.") List<String> notices) {
    }

    /** A row per modality. */
    @Procedure(name = STATISTICS, mode = READ)
    @Description("Statistics of the stored similarities per modality, and the weight that each modality gets.")
    public Stream<Row> statistics(@Name(value = CONFIGURATION, defaultValue = "{}", description = "Optional: modalities"
            + " (names, or a map to embedding properties), weighting ('mean', 'coInteraction', 'uniform'),"
            + " relationshipTypePrefix, similarityProperty, itemLabel, concurrency; for coInteraction: userLabel,"
            + " interactionType, interactionWeightProperty, invalidEmbeddings, sampleSize, randomSeed")
            Map<String, Object> configuration) {
        return UserError.guard(() -> rows(StatisticsConfig.of(config(STATISTICS, configuration))));
    }

    private Stream<Row> rows(StatisticsConfig config) {
        try (ProcedureContext call = call(STATISTICS)) {
            Task task = call.task(config.run().concurrency());
            ReadTransactions reads = call.reads();
            SimilarityReader similarities = new SimilarityReader(reads, config.similarities(), task);
            EmbeddingReader embeddings = new EmbeddingReader(reads, config.embeddings(), task);
            InteractionReader interactions = new InteractionReader(reads, config.interactions(), task);
            List<String> modalities = similarities.modalities(config.embeddings().modalities());
            IdIndex items = embeddings.items();
            boolean coInteraction = config.weighting().method() == ModalityWeighting.Method.CO_INTERACTION;
            call.reserve(MemoryEstimate.of(similarities.bytes(modalities, items, true)
                    + (coInteraction ? embeddings.census(items).bytes(items.size()) : 0)), config.run());
            List<Distribution> distributions = modalities.stream()
                    .map(modality -> Distribution.of(similarities.read(modality, items).allScores())).toList();
            boolean[] empty = Weights.withoutValues(distributions);
            Weights weighting = new Weights(config.weighting(), modalities, task);
            List<CoInteraction.Contrast> contrasts = !coInteraction ? null
                    : weighting.contrasts(interactions.read(interactions.users(), items), embeddings.read(items));
            double[] weights = ModalityWeights.among(contrasts != null ? CoInteraction.weights(contrasts)
                    : weighting.of(() -> distributions, () -> embeddings.read(items),
                            () -> interactions.read(interactions.users(), items)), empty);
            List<Row> rows = new ArrayList<>();
            for (int m = 0; m < weights.length; m++) {
                Distribution values = distributions.get(m);
                List<String> notices = empty[m] ? List.of(Notices.ofStored(modalities.get(m))) : List.of();
                call.log(notices);
                rows.add(new Row(modalities.get(m), similarities.type(modalities.get(m)), values.count(),
                        DistributionMaps.orNull(values.mean()), DistributionMaps.orNull(values.stdDev()), DistributionMaps.orNull(values.min()),
                        DistributionMaps.orNull(values.max()), DistributionMaps.percentiles(values), weights[m],
                        contrasts == null ? null : map(contrasts.get(m).together()),
                        contrasts == null ? null : map(contrasts.get(m).random()), notices));
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
