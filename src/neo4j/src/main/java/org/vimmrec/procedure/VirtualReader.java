package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ItemLimitReader;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.SummaryBuilder;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/** Reads the data that virtual interactions are computed from. */
final class VirtualReader {
    private final ProcedureContext context;
    private final VirtualConfig config;
    private final Task task;
    private final LayerReader layerReader;
    private final InteractionReader interactionReader;
    private final CandidateReader candidateReader;
    private final ItemLimitReader limitReader;

    VirtualReader(ProcedureContext context, VirtualConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.layerReader = LayerReader.of(context, config, task);
        this.interactionReader = new InteractionReader(context.reads(), config.interactions(), task);
        String itemLabel = config.embeddings().itemLabel();
        this.candidateReader =
                new CandidateReader(context.reads(), config.selection().candidates(), itemLabel, task);
        this.limitReader = new ItemLimitReader(context.reads(), config.selection(), itemLabel, task);
    }

    /** The size of the data, known before it is read. */
    private record Size(IdIndex users, IdIndex items, long interactions, long relationships, MemoryEstimate memory) {}

    /** The manifest of the virtual interactions that this configuration writes. */
    Manifest plannedManifest() {
        Map<String, Object> deciding = config.resultKeys(layerReader.search());
        List<String> modalities = layerReader.modalitiesToRecord();
        if (modalities != null) {
            deciding.put("modalities", modalities);
        }
        return Manifest.planned(config.relationshipType(), config.kind(), deciding);
    }

    /** Reserves memory and reads the interactions of all users: what only the weighting 'coInteraction' needs. */
    static Interactions allInteractions(ProcedureContext context, VirtualConfig config, Task task, IdIndex items) {
        InteractionReader reader = new InteractionReader(context.reads(), config.interactions(), task);
        IdIndex users = reader.users();
        context.reserve(MemoryEstimate.of(reader.bytes(users.size())), config.run());
        return reader.read(users, items);
    }

    EstimateRow estimate() {
        Size size = size();
        long nodes = (long) size.users().size() + size.items().size();
        // At most 2^62, so it does not overflow.
        long ofItems = (long) config.selection().maxPerItem() * size.items().size();
        return EstimateRow.of(size.memory(), nodes, Math.min(size.relationships(), ofItems));
    }

    /** The most virtual interactions without limits on items. */
    private long relationships(int users, IdIndex items, long interactions) {
        double perUser = Math.min(config.rule().maxPerUser(), items.size());
        double perInteraction = config.rule().maxPerInteraction() * interactions + users; // one each at least
        return (long)
                Math.min(interactions * layerReader.maxNeighbours(items), Math.min(users * perUser, perInteraction));
    }

    private Size size() {
        IdIndex items = layerReader.items();
        IdIndex users = interactionReader.users();
        long interactions = interactionReader.count();
        long bytes = Long.BYTES * ((long) users.size() + items.size())
                + interactionReader.bytes(users.size())
                + task.concurrency() * VirtualInteractions.readerBytes(items.size())
                + SummaryBuilder.bytes(users.size());
        long entries = (long) users.size() + items.size() + layerReader.neighboursToRemember(items.size());
        if (config.write() != null) {
            bytes += Manifest.Entries.bytes(entries);
        }
        if (config.update() != null) {
            bytes += 2 * Manifest.Entries.bytes(entries) + StoredRows.bytes(users.size());
        }
        long relationships = relationships(users.size(), items, interactions);
        bytes += layerReader.bytes(items) + candidateReader.bytes(items.size());
        bytes += limitReader.bytes(items.size(), relationships);
        return new Size(users, items, interactions, relationships, MemoryEstimate.of(bytes));
    }

    /**
     * Reserves memory, reads the graph and computes the neighbours.
     *
     * @param old the manifest whose weights and neighbours an update continues; null for a full run
     */
    VirtualData read(Manifest old) {
        return read(old, null);
    }

    /**
     * Reads the data as if an item might be proposed, to explain what speaks for it.
     *
     * @param candidate the item
     */
    VirtualData readFor(Node candidate) {
        return read(null, candidate);
    }

    private VirtualData read(Manifest old, Node candidate) {
        long start = System.nanoTime();
        Size size = size();
        context.reserve(size.memory(), config.run());
        long[] ids = size.items().ids();
        boolean[] candidates = candidateReader.read(ids);
        int explained = candidate == null ? -1 : size.items().index(NodeIds.of(candidate));
        if (candidates != null && explained >= 0) {
            candidates[explained] = true;
        }
        ItemLimits limits = limitReader.read(ids);
        Interactions interactions = interactionReader.read(size.users(), size.items());
        WeightedLayers layers = layerReader
                .read(size.items(), candidates, interactions, old)
                .withNotices(Notices.ofCandidates(candidates));
        VirtualInteractions edges = new VirtualInteractions(
                interactions, layers.neighbours().layers(), config.search().topK(), config.rule());
        return new VirtualData(
                size.users(),
                size.items(),
                candidates,
                limits.identities(ids),
                interactions,
                layers,
                edges,
                edges.limited(limits, config.strategy().spelling() + " (limiting items)", task),
                true,
                ProcedureContext.millisSince(start) - layers.computeMillis());
    }
}
