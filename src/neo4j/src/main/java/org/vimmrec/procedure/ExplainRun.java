package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.CandidateSource;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Explanation;
import org.vimmrec.interaction.LimitedInteractions;
import org.vimmrec.interaction.NeighbourLayers.Contribution;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.Vote;
import org.vimmrec.sparse.SparseRows;
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
            Task task = context.task(config.run().concurrency());
            VirtualData data = read(user, item, task);
            int u = index(data.users(), user, "user", config.interactions().userLabel(), "userLabel");
            int j = index(data.items(), item, "item", config.embeddings().itemLabel(), "itemLabel");
            WeightedLayers layers = data.layers();
            Explanation explanation = Explanation.of(data.edges(), u, j);
            String exclusion = data.interactions().self(u) == j
                    ? "a user that is an item has none with itself"
                    : exclusion(item, task);
            boolean kept = exclusion == null && has(data.rows(), u, j);
            String reason = exclusion != null
                    ? format("No virtual interaction: %s.", exclusion)
                    : kept ? keptReason(explanation) : lostReason(explanation, data, u, j);
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

    /**
     * Whether what the user's interactions lead to suffices. The parts of Synergistic come from embeddings, and
     * {@code maxPerItem} needs the virtual interactions of all users.
     */
    static boolean readsLittle(VirtualConfig config) {
        return config.strategy() == Strategy.OVERLAY && !config.selection().comparesUsers();
    }

    private VirtualData read(Node user, Node item, Task task) {
        return readsLittle(config)
                ? new LocalOverlayReader(context, config, task).read(user, item)
                : new VirtualReader(context, config, task).readFor(item);
    }

    /** Why the item may not be proposed to anybody, or null if it may. */
    private String exclusion(Node item, Task task) {
        CandidateSource source = config.selection().candidates();
        boolean[] candidate = new CandidateReader(
                        context.reads(), source, config.embeddings().itemLabel(), task)
                .read(new long[] {NodeIds.of(item)});
        if (candidate == null || candidate[0]) {
            return null;
        }
        return source.label() != null
                ? format("the item does not have the label [%s] (`%s`)", Shown.name(source.label()), source.key())
                : format("the item's [%s] (`%s`) is not true", Shown.name(source.property()), source.key());
    }

    private static boolean has(SparseRows rows, int user, int item) {
        SparseRows.Reader reader = rows.reader();
        int entries = reader.read(user);
        for (int n = 0; n < entries; n++) {
            if (reader.column(n) == item) {
                return true;
            }
        }
        return false;
    }

    private String keptReason(Explanation explanation) {
        String bound = explanation.weight() == config.rule().maxWeight() ? " (`maxWeight`)" : "";
        return format(
                "A virtual interaction of weight %.4g%s, number %d of the user's by weight.",
                explanation.weight(), bound, explanation.rank() + 1);
    }

    private String lostReason(Explanation explanation, VirtualData data, int user, int item) {
        EdgeRule rule = config.rule();
        if (!(explanation.weight() > rule.minWeight())) {
            return format(
                    "No virtual interaction: the weight %.4g is not above `minWeight`, %s.",
                    explanation.weight(), rule.minWeight());
        }
        int before = explanation.rank();
        String rank = format("number %d of the user's by weight", before + 1);
        if (data.rows() instanceof LimitedInteractions limited
                && !config.selection().maxPerGroup().isEmpty()) {
            LimitedInteractions.Place place = limited.place(user, item);
            if (place.full() != null) {
                return format(
                        "No virtual interaction: it is %s, and `maxPerGroup` allows %d with the same [%s].",
                        rank, place.full().max(), Shown.name(place.full().property()));
            }
            before = place.before();
            rank = format("number %d of those that `maxPerGroup` allows", before + 1);
        }
        int real = data.interactions().count(user);
        int limit = rule.maxVirtualInteractions(real);
        if (before < limit) {
            return format(
                    "No virtual interaction: it is not among the item's %d strongest (`maxPerItem`).",
                    config.selection().maxPerItem());
        }
        return limit == rule.maxPerUser()
                ? format("No virtual interaction: it is %s, and `maxPerUser` is %d.", rank, limit)
                : format(
                        "No virtual interaction: it is %s, and `maxPerInteraction` %s allows %d for %d real ones.",
                        rank, rule.maxPerInteraction(), limit, real);
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
