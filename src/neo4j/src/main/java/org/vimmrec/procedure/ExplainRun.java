package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Explanation;
import org.vimmrec.interaction.NeighbourLayers.Contribution;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.Vote;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** One call of {@code vimmrec.explain}. */
final class ExplainRun {
    private final ProcedureContext context;
    private final VirtualConfig config;

    ExplainRun(ProcedureContext context, VirtualConfig config) {
        this.context = context;
        this.config = config;
    }

    /** A vote's contribution in one modality. */
    private record Share(Vote vote, Contribution part) {}

    Stream<ExplainRow> rows(Node user, Node item) {
        try (context) {
            VirtualData data = read(user, item);
            int u = index(data.users(), user, "user", config.interactions().userLabel(), "userLabel");
            int j = index(data.items(), item, "item", config.embeddings().itemLabel(), "itemLabel");
            WeightedLayers layers = data.layers();
            Explanation explanation = Explanation.of(data.edges(), u, j);
            int real = data.interactions().count(u);
            boolean kept = explanation.weight() > config.rule().minWeight()
                    && explanation.rank() < config.rule().maxVirtualInteractions(real);
            String reason = data.interactions().self(u) == j
                    ? "No virtual interaction: a user that is an item has none with itself."
                    : reason(explanation, real);
            List<Share> shares = new ArrayList<>();
            for (Vote vote : explanation.votes()) {
                layers.neighbours().contributions(vote, j).forEach(part -> shares.add(new Share(vote, part)));
            }
            shares.sort(Comparator.comparingDouble((Share share) -> share.part().contribution())
                    .reversed()); // stable
            List<ExplainRow> rows = new ArrayList<>();
            for (Share share : shares) {
                Node interacted = NodeIds.nodeOrNull(
                        context.tx(), data.items().ids()[share.vote().item()]);
                rows.add(new ExplainRow(
                        interacted,
                        layers.modalities().get(share.part().modality()),
                        share.part().similarity(),
                        share.part().contribution(),
                        explanation.weight(),
                        kept,
                        reason));
            }
            return rows.stream();
        }
    }

    /** Overlay needs only what the user's interactions lead to. The parts of Synergistic come from embeddings. */
    private VirtualData read(Node user, Node item) {
        Task task = context.task(config.run().concurrency());
        return config.strategy() == Strategy.OVERLAY
                ? new LocalOverlayReader(context, config, task).read(user, item)
                : new VirtualReader(context, config, task).read(null);
    }

    /** @param real the number of items that the user has interacted with */
    private String reason(Explanation explanation, int real) {
        EdgeRule rule = config.rule();
        if (!(explanation.weight() > rule.minWeight())) {
            return format(
                    "No virtual interaction: the weight %.4g is not above `minWeight`, %s.",
                    explanation.weight(), rule.minWeight());
        }
        String rank = format("number %d of the user's by weight", explanation.rank() + 1);
        int limit = rule.maxVirtualInteractions(real);
        if (explanation.rank() >= limit) {
            return limit == rule.maxPerUser()
                    ? format("No virtual interaction: it is %s, and `maxPerUser` is %d.", rank, limit)
                    : format(
                            "No virtual interaction: it is %s, and `maxPerInteraction` %s allows %d for %d real ones.",
                            rank, rule.maxPerInteraction(), limit, real);
        }
        String bound = explanation.weight() == rule.maxWeight() ? " (`maxWeight`)" : "";
        return format("A virtual interaction of weight %.4g%s, %s.", explanation.weight(), bound, rank);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static int index(IdIndex nodes, Node node, String key, String label, String labelKey) {
        int index = nodes.index(NodeIds.of(node));
        if (index < 0) {
            throw new IllegalArgumentException(
                    ("`%s` must be a node with the label [%s] that `%s` names, but node %s has the labels %s.")
                            .formatted(
                                    key, Shown.name(label), labelKey, node.getElementId(), Shown.names(labels(node))));
        }
        return index;
    }

    private static List<String> labels(Node node) {
        List<String> labels = new ArrayList<>();
        node.getLabels().forEach(label -> labels.add(label.name()));
        return labels;
    }
}
