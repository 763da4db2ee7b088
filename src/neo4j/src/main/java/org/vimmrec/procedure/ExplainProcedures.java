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

/** {@code vimmrec.explain}: why a virtual interaction is there, or why not. */
public final class ExplainProcedures extends VimmrecProcedures {
    private static final String EXPLAIN = "vimmrec.explain";

    /** What one of the user's items adds in one modality. */
    public record ExplainRow(
            @Description("An item of the user that vouches for the item.") Node interactedItem,
            @Description("The modality in which the two are similar.") String modality,
            @Description("How similar they are in it: the cosine of their embeddings.") double similarity,
            @Description("What that adds to the weight; the contributions of all rows add up to it.") double contribution,
            @Description("What the virtual interaction weighs, or would weigh if it were kept; the same in all rows.")
            double weight,
            @Description("Whether there is a virtual interaction; the same in all rows.") boolean kept,
            @Description("In words: why it is kept, or what cut it off; the same in all rows.") String reason) {
    }

    /** Explains a user's virtual interaction with an item. */
    @Procedure(name = EXPLAIN, mode = READ)
    @Description("Explains why a virtual interaction is there or why not: a row per item of the user and modality that vouches, strongest first.")
    public Stream<ExplainRow> explain(@Name(value = CONFIGURATION, defaultValue = "{}", description = "Required: user, item"
            + " (nodes). Optional: strategy ('overlay' or 'synergistic'), and the configuration that vimmrec.overlay.stream or"
            + " vimmrec.synergistic.stream takes: modalities, topK, modalityWeights, aggregation, virtualWeight, minWeight,"
            + " maxPerUser and others") Map<String, Object> configuration) {
        return UserError.guard(() -> {
            ConfigMap config = config(EXPLAIN, configuration);
            Node user = config.required("user", Node.class, "a node");
            Node item = config.required("item", Node.class, "a node");
            VirtualConfig virtual = VirtualConfig.of(config, config.choice("strategy", Strategy.OVERLAY), Mode.STREAM);
            return new ExplainRun(call(EXPLAIN), virtual).rows(user, item);
        });
    }
}
