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
import org.vimmrec.interaction.Vote;
import org.vimmrec.procedure.ExplainProcedures.ExplainRow;
import org.vimmrec.procedure.VirtualRun.NeighbourLayers;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.task.Shown;
import org.vimmrec.update.IdIndex;

/** One call of {@code vimmrec.explain}. */
final class ExplainRun {
    private final ProcedureContext call;
    private final VirtualConfig config;

    ExplainRun(ProcedureContext call, VirtualConfig config) {
        this.call = call;
        this.config = config;
    }

    /** What a vote adds in one modality. */
    private record Share(Vote vote, int modality, double similarity, double contribution) {
    }

    Stream<ExplainRow> rows(Node user, Node item) {
        try (call) {
            VirtualRun.Prepared prepared = new VirtualRun(call, config).prepare();
            int u = index(prepared.users(), user, "user", config.interactions().userLabel(), "userLabel");
            int j = index(prepared.items(), item, "item", config.embeddings().itemLabel(), "itemLabel");
            NeighbourLayers vouching = prepared.vouching();
            Explanation explanation = Explanation.of(prepared.interactions(), vouching.layers(), config.search().topK(),
                    config.rule(), u, j);
            boolean kept = explanation.weight() > config.rule().minWeight()
                    && explanation.rank() < config.rule().maxPerUser();
            String reason = prepared.interactions().self(u) == j ? "No virtual interaction: an item is never its own."
                    : reason(explanation);
            List<Share> shares = new ArrayList<>();
            for (Vote vote : explanation.votes()) {
                split(vote, j, vouching, shares);
            }
            shares.sort(Comparator.comparingDouble(Share::contribution).reversed()); // stable: equal ones as they came
            List<ExplainRow> rows = new ArrayList<>();
            for (Share share : shares) {
                Node vouches = NodeIds.nodeOrNull(call.tx(), prepared.items().ids()[share.vote().item()]);
                rows.add(new ExplainRow(vouches, vouching.modalities().get(share.modality()), share.similarity(),
                        share.contribution(), explanation.weight(), kept, reason));
            }
            return rows.stream();
        }
    }

    /** An Overlay's vote comes from one modality; a Synergistic's from all that the two items have in common. */
    private static void split(Vote vote, int item, NeighbourLayers vouching, List<Share> shares) {
        FusedSimilarity fused = vouching.fused();
        if (fused == null) {
            shares.add(new Share(vote, vote.layer(), vote.similarity(), vote.contribution()));
            return;
        }
        for (int m = 0; m < vouching.weights().length; m++) {
            double similarity = fused.similarity(m, vote.item(), item);
            if (!Double.isNaN(similarity)) {
                double share = vote.similarity() == 0 ? 0 : fused.share(m, vote.item(), item) / vote.similarity();
                shares.add(new Share(vote, m, similarity, share * vote.contribution()));
            }
        }
    }

    private String reason(Explanation explanation) {
        EdgeRule rule = config.rule();
        if (!(explanation.weight() > rule.minWeight())) {
            return format("No virtual interaction: the weight %.4g is not above `minWeight`, %s.", explanation.weight(),
                    rule.minWeight());
        }
        if (explanation.rank() >= rule.maxPerUser()) {
            return format("No virtual interaction: it is number %d of the user's by weight, and `maxPerUser` is %d.",
                    explanation.rank() + 1, rule.maxPerUser());
        }
        return format("A virtual interaction of weight %.4g, number %d of the user's by weight.", explanation.weight(),
                explanation.rank() + 1);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static int index(IdIndex nodes, Node node, String key, String label, String labelKey) {
        int index = nodes.index(NodeIds.of(node));
        if (index < 0) {
            throw new IllegalArgumentException(("`%s` must be a node with the label [%s] that `%s` names, but node %s has the"
                    + " labels %s.").formatted(key, Shown.name(label), labelKey, node.getElementId(), Shown.names(labels(node))));
        }
        return index;
    }

    private static List<String> labels(Node node) {
        List<String> labels = new ArrayList<>();
        node.getLabels().forEach(label -> labels.add(label.name()));
        return labels;
    }
}
