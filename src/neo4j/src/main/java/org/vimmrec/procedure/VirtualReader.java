package org.vimmrec.procedure;

import java.util.List;
import java.util.Map;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Interactions;
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

    VirtualReader(ProcedureContext context, VirtualConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.layerReader = LayerReader.of(context, config, task);
        this.interactionReader = new InteractionReader(context.reads(), config.interactions(), task);
    }

    /** The size of the data, known before it is read. */
    private record Size(IdIndex users, IdIndex items, long interactions, MemoryEstimate memory) {}

    /** The manifest of the virtual interactions that this configuration writes. */
    Manifest plannedManifest() {
        Map<String, Object> deciding = config.run().resultKeys();
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
        boolean weighted = config.interactions().weightProperty() != null;
        context.reserve(MemoryEstimate.of(Interactions.bytes(users.size(), reader.count(), weighted)), config.run());
        return reader.read(users, items);
    }

    EstimateRow estimate() {
        Size size = size();
        int users = size.users().size();
        double perUser = Math.min(config.rule().maxPerUser(), size.items().size());
        double perInteraction = config.rule().maxPerInteraction() * size.interactions() + users; // one each at least
        long relationships = (long) Math.min(
                size.interactions() * layerReader.maxNeighbours(size.items()),
                Math.min(users * perUser, perInteraction));
        return EstimateRow.of(size.memory(), (long) users + size.items().size(), relationships);
    }

    private Size size() {
        IdIndex items = layerReader.items();
        IdIndex users = interactionReader.users();
        long interactions = interactionReader.count();
        long bytes = Long.BYTES * ((long) users.size() + items.size())
                + Interactions.bytes(
                        users.size(), interactions, config.interactions().weightProperty() != null)
                + task.concurrency() * VirtualInteractions.readerBytes(items.size());
        long entries = (long) users.size() + items.size() + layerReader.neighboursToRemember(items.size());
        if (config.write() != null) {
            bytes += Manifest.Entries.bytes(entries);
        }
        if (config.update() != null) {
            bytes += 2 * Manifest.Entries.bytes(entries) + StoredRows.bytes(users.size());
        }
        bytes += layerReader.bytes(items);
        return new Size(users, items, interactions, MemoryEstimate.of(bytes));
    }

    /**
     * Reserves memory, reads the graph and computes the neighbours.
     *
     * @param old the manifest whose weights and neighbours an update continues; null for a full run
     */
    VirtualData read(Manifest old) {
        long start = System.nanoTime();
        Size size = size();
        context.reserve(size.memory(), config.run());
        Interactions interactions = interactionReader.read(size.users(), size.items());
        WeightedLayers layers = layerReader.read(size.items(), interactions, old);
        VirtualInteractions edges = new VirtualInteractions(
                interactions, layers.neighbours().layers(), config.search().topK(), config.rule());
        return new VirtualData(
                size.users(),
                size.items(),
                interactions,
                layers,
                edges,
                true,
                ProcedureContext.millisSince(start) - layers.computeMillis());
    }
}
