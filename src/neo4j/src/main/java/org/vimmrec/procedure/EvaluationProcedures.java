package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;
import static org.neo4j.procedure.Mode.WRITE;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.EvaluationConfig;

/**
 * {@code vimmrec.evaluate} and {@code vimmrec.evaluate.write}: whether virtual interactions help on this graph, and
 * which variant helps most.
 */
public final class EvaluationProcedures extends VimmrecProcedures {
    private static final String EVALUATE = "vimmrec.evaluate";
    private static final String WRITE_PROCEDURE = "vimmrec.evaluate.write";
    private static final String KEYS = "Required:"
            + " modalities, a map from modality to embedding property. Optional: strategies, weightings, topKs,"
            + " virtualWeights, popularityDiscounts, maxPerInteractions (a list each), maxVariants, objective ('recall', 'ndcg',"
            + " 'coldRecall', 'coverage'), maxRecallLoss, recommender ('graphFilter', 'ease', 'lightGcn', 'freedom', 'bm3', 'vbpr',"
            + " 'virtual') or recommenders (a list), dimensions, layers, learningRate, regularization, epochs, at, split"
            + " ('random', 'latest', {property: ...} or {validationFrom: ..., testFrom: ..., gap: ...}), testFraction, coldItemFraction, timestampProperty, seeds, itemLabel, userLabel,"
            + " interactionType, interactionWeightProperty, minInteractionWeight, excludeTypes, negativeTypes, since, halfLife, asOf,"
            + " similarityCutoff, search, targetRecall, aggregation, maxWeight, minWeight, maxPerUser,"
            + " candidateLabel, candidateProperty, maxPerGroup, maxPerItem,"
            + " weighted,"
            + " invalidEmbeddings, sampleSize, randomSeed, concurrency, sudo";

    /** Compares ways to augment the graph. */
    @Procedure(name = EVALUATE, mode = READ)
    @Description(
            "Evaluates whether virtual interactions help a recommender on this graph, and recommends a variant. Returns a row per recommender and variant, each recommender's baseline first. Writes nothing.")
    public Stream<EvaluationRow> evaluate(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(EVALUATE, configuration).rows());
    }

    /** Compares ways to augment the graph, and keeps the recommendation. */
    @Procedure(name = WRITE_PROCEDURE, mode = WRITE)
    @Description(
            "Does what vimmrec.evaluate does, and keeps the recommendation in the database, where `virtualWeight: 'recommended'` finds it. Writes nothing else.")
    public Stream<EvaluationRow> write(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = KEYS) Map<String, Object> configuration) {
        return UserError.guard(() -> run(WRITE_PROCEDURE, configuration).write());
    }

    private EvaluationRun run(String procedure, Map<String, Object> configuration) {
        EvaluationConfig config = EvaluationConfig.of(config(procedure, configuration));
        return new EvaluationRun(call(procedure), config);
    }
}
