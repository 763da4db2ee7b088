package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.Mode;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.interaction.Strategy;

/** {@code vimmrec.explain}: why a virtual interaction exists, or why not. */
public final class ExplainProcedures extends VimmrecProcedures {
    private static final String EXPLAIN = "vimmrec.explain";

    /** Explains a user's virtual interaction with an item. */
    @Procedure(name = EXPLAIN, mode = READ)
    @Description(
            "Explains why a virtual interaction exists or why not. Returns a row for each contributing item of the user and modality, strongest first.")
    public Stream<ExplainRow> explain(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description =
                                    "Required: user, item"
                                            + " (nodes). Optional: strategy ('overlay' or 'synergistic'), and the configuration that vimmrec.overlay.stream or"
                                            + " vimmrec.synergistic.stream takes: modalities, topK, modalityWeights, aggregation, virtualWeight, minWeight,"
                                            + " maxPerUser, candidateLabel, maxPerGroup, popularityDiscount, negativeTypes and others")
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            Strategy strategy = config(EXPLAIN, configuration).choice("strategy", Strategy.OVERLAY);
            ConfigMap config = config(EXPLAIN, RecommendedConfiguration.resolve(tx, EXPLAIN, configuration, strategy));
            Node user = config.required("user", Node.class, "a node");
            Node item = config.required("item", Node.class, "a node");
            VirtualConfig virtual = VirtualConfig.of(config, config.choice("strategy", Strategy.OVERLAY), Mode.EXPLAIN);
            return new ExplainRun(ExplainRun.readsLittle(virtual) ? briefCall(EXPLAIN) : call(EXPLAIN), virtual)
                    .rows(user, item);
        });
    }
}
