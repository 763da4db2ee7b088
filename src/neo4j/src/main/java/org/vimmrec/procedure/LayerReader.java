package org.vimmrec.procedure;

import java.util.List;
import java.util.function.IntFunction;
import org.vimmrec.config.UpdateConfig;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.WeightChange;

/** Reads what a strategy needs beside interactions, and makes layers of it. */
abstract class LayerReader {
    protected final ProcedureContext context;
    protected final VirtualConfig config;
    protected final EmbeddingReader embeddings;
    protected final SimilarityReader similarities;
    protected final Task task;

    LayerReader(ProcedureContext context, VirtualConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.embeddings = new EmbeddingReader(context.reads(), config.embeddings(), task);
        this.similarities = new SimilarityReader(context.reads(), config.similarities(), task);
    }

    static LayerReader of(ProcedureContext context, VirtualConfig config, Task task) {
        return switch (config.strategy()) {
            case OVERLAY -> new OverlayReader(context, config, task);
            case SYNERGISTIC -> new SynergisticReader(context, config, task);
        };
    }

    /** All items. */
    IdIndex items() {
        return embeddings.items();
    }

    /** The modalities to record in the manifest, or null if the configuration says all. */
    abstract List<String> modalitiesToRecord();

    /** The search that finds the neighbours; null if they are stored. */
    abstract NeighbourSearch search();

    /** The heap that reading takes, in bytes. */
    abstract long bytes(IdIndex items);

    /** The number of neighbours that a manifest must remember. */
    abstract long neighboursToRemember(int items);

    /** The number of neighbours that an item has at most, in all layers together. */
    abstract double maxNeighbours(IdIndex items);

    /**
     * Reads the data and computes the layers.
     *
     * @param candidates by item whether it may be a neighbour; null if all may
     * @param old the manifest whose weights and neighbours an update continues; null for a full run
     */
    abstract WeightedLayers read(IdIndex items, boolean[] candidates, Interactions interactions, Manifest old);

    /** The modalities of the stored similarities. */
    List<String> storedModalities() {
        return similarities.modalities(config.embeddings().modalities());
    }

    /** The heap that the stored similarities take, in bytes. */
    long storedBytes(IdIndex items) {
        return similarities.bytes(storedModalities(), items, config.weighting().method() == Method.MEAN);
    }

    WeightChange weightChange(List<String> modalities, double[] current, Manifest old) {
        boolean recompute = config.update() != null && config.update().weights() == UpdateConfig.Weights.RECOMPUTE;
        return new WeightChange(old == null ? current : Weights.ordered(modalities, old.weights()), current, recompute);
    }

    static List<Distribution> distributions(List<Neighbours> neighbours) {
        return neighbours.stream()
                .map(modality -> Distribution.of(modality.allScores()))
                .toList();
    }

    /** A notice for each empty modality, and one if all are empty; logs them, too. */
    List<String> notices(boolean[] empty, IntFunction<String> notice) {
        List<String> notices = Notices.ofEmpty(empty, notice);
        context.log(notices);
        return notices;
    }
}
