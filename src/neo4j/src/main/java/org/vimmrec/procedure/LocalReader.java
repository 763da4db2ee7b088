package org.vimmrec.procedure;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.InteractionTraversal;
import org.vimmrec.graph.ItemLimitReader;
import org.vimmrec.graph.ListedNodes;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * Reads the data that the virtual interactions of some users are computed from, by traversal: the interactions of these
 * users, and the neighbours of the items of these interactions. The rows are those of a run for all users, to the last
 * bit, as long as the manifests that the modality weights are taken from are up to date.
 */
abstract class LocalReader {
    protected final ProcedureContext context;
    protected final VirtualConfig config;
    protected final Task task;
    protected final SimilarityReader similarities;
    protected final InteractionTraversal traversal;

    LocalReader(ProcedureContext context, VirtualConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.similarities = new SimilarityReader(context.reads(), config.similarities(), task);
        this.traversal = new InteractionTraversal(
                context.tx(), config.interactions(), config.embeddings().itemLabel(), task);
    }

    static LocalReader of(ProcedureContext context, VirtualConfig config, Task task) {
        return config.strategy() == Strategy.OVERLAY
                ? new LocalOverlayReader(context, config, task)
                : new LocalSynergisticReader(context, config, task);
    }

    /**
     * The part of the graph that is needed.
     *
     * @param items the items of the users' interactions, their neighbours, and the users that are items
     * @param candidates by item whether it may be proposed; null if all may
     * @param layers the neighbours of the users' items that may be proposed; other items have none
     */
    record Part(IdIndex items, boolean[] candidates, WeightedLayers layers) {}

    /**
     * Reads the neighbours of some items.
     *
     * @param interacted the items of the users' interactions
     * @param others ids of items that must be in the result, too
     * @param explained ids of items that count as candidates
     */
    abstract Part read(IdIndex interacted, long[] others, long[] explained, List<ManifestHead> heads);

    /** Reads which of the items may be proposed; null if all may. The explained ones count as if they might. */
    boolean[] candidates(IdIndex items, long[] explained) {
        boolean[] candidates = new CandidateReader(
                        context.reads(),
                        config.selection().candidates(),
                        config.embeddings().itemLabel(),
                        task.quiet())
                .read(items.ids());
        for (long id : explained) {
            if (candidates != null && items.index(id) >= 0) {
                candidates[items.index(id)] = true;
            }
        }
        return candidates;
    }

    /** Reads the data of the users that the configuration lists. */
    VirtualData read() {
        return read(users(), new long[0]);
    }

    /** Reads the data of one user, with an item that need not be a candidate. Both must have their labels. */
    VirtualData read(Node user, Node item) {
        IdIndex users = ListedNodes.of(
                context.tx(), List.of(user), "user", config.interactions().userLabel(), "userLabel");
        IdIndex items = ListedNodes.of(
                context.tx(), List.of(item), "item", config.embeddings().itemLabel(), "itemLabel");
        return read(users, items.ids());
    }

    private VirtualData read(IdIndex users, long[] others) {
        long start = System.nanoTime();
        traversal.requireNames();
        List<ManifestHead> heads = new ManifestStore(context.db(), task).settledHeads();
        IdIndex interacted = ReadTransactions.retrying(() -> traversal.items(users));
        IdIndex included = IdIndex.of(others, traversal.itemsAmong(users));
        Part part = read(interacted, included.ids(), others, heads);
        IdIndex items = part.items();
        context.reserve(memory(users.size(), items.size()), config.run());
        Interactions interactions = interactions(users, items);
        int[] degrees = config.rule().popularityDiscount() == 0
                ? null
                : ReadTransactions.retrying(() -> traversal.degrees(items, neighbours(part)));
        VirtualInteractions edges = new VirtualInteractions(
                interactions,
                part.layers().neighbours().layers(),
                config.search().topK(),
                config.rule(),
                degrees);
        ItemLimits limits = new ItemLimitReader(
                        context.reads(), config.selection(), config.embeddings().itemLabel(), task.quiet())
                .read(items.ids());
        return new VirtualData(
                users,
                items,
                part.candidates(),
                limits.identities(items.ids()),
                interactions,
                part.layers(),
                edges,
                edges.limited(limits, config.strategy().spelling() + " (limiting items)", task),
                false,
                ProcedureContext.millisSince(start) - part.layers().computeMillis());
    }

    /** The neighbours of the users' items. */
    private static BitSet neighbours(Part part) {
        BitSet candidates = new BitSet(part.items().size());
        for (Layer layer : part.layers().neighbours().layers()) {
            for (int i = 0; i < part.items().size(); i++) {
                for (int n = 0; n < layer.neighbours().count(i); n++) {
                    candidates.set(layer.neighbours().neighbour(i, n));
                }
            }
        }
        return candidates;
    }

    private MemoryEstimate memory(int users, int items) {
        return MemoryEstimate.of(
                Long.BYTES * ((long) users + items) + task.concurrency() * VirtualInteractions.readerBytes(items));
    }

    /** What a call about the users needs. */
    EstimateRow estimate() {
        VirtualData data = read();
        long pairs = data.layers().neighbours().layers().stream()
                .mapToLong(layer -> layer.neighbours().total())
                .sum();
        long bytes = pairs * (Integer.BYTES + Double.BYTES);
        return estimate(
                bytes,
                data.users(),
                data.items(),
                data.interactions(),
                (double) data.users().size() * pairs);
    }

    /**
     * @param bytes the heap for the neighbours
     * @param candidates upper bound on the pairs of a user and a candidate
     */
    EstimateRow estimate(long bytes, IdIndex users, IdIndex items, Interactions interactions, double candidates) {
        boolean weighted = config.interactions().weighted();
        double perUser = Math.min((double) config.rule().maxPerUser(), items.size());
        double perInteraction =
                config.rule().maxPerInteraction() * interactions.total() + users.size(); // one each at least
        return EstimateRow.of(
                memory(users.size(), items.size())
                        .plus(MemoryEstimate.of(
                                bytes + Interactions.bytes(users.size(), interactions.total(), weighted))),
                (long) users.size() + items.size(),
                (long) Math.min(candidates, Math.min(users.size() * perUser, perInteraction)));
    }

    /** The users that the configuration lists. */
    IdIndex users() {
        return ListedNodes.of(
                context.tx(), config.users(), "users", config.interactions().userLabel(), "userLabel");
    }

    /** The interactions of the users with the items. */
    Interactions interactions(IdIndex users, IdIndex items) {
        return new InteractionReader(context.reads(), config.interactions(), task.quiet()).readAny(users, items);
    }

    /**
     * The head of the virtual interactions that the configuration writes; null if it cannot be used, because it is
     * unsettled or has another configuration.
     */
    ManifestHead written(List<ManifestHead> heads) {
        for (ManifestHead head : heads) {
            if (head.type().equals(config.relationshipType()) && head.settled()) {
                Manifest written = head.manifest();
                Map<String, Object> deciding = config.resultKeysLike(written.configuration());
                deciding.putIfAbsent("writeProperty", written.writeProperty()); // the read-only modes have none
                Manifest planned = Manifest.planned(written.type(), config.kind(), deciding);
                return written.difference(planned) == null ? head : null;
            }
        }
        return null;
    }

    static List<Manifest> manifests(List<ManifestHead> heads) {
        return heads.stream().map(ManifestHead::manifest).toList();
    }

    /** Both lists; logs them, too. */
    List<String> logged(List<String> notices, List<String> more) {
        notices.addAll(more);
        context.log(notices);
        return notices;
    }
}
