package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.WeightChange;

/** Reads stored similarities for Overlay. */
final class OverlayReader extends LayerReader {

    OverlayReader(ProcedureContext context, VirtualConfig config, Task task) {
        super(context, config, task);
    }

    @Override
    List<String> modalitiesToRecord() {
        return config.embeddings().modalities().haveProperties() ? null : storedModalities();
    }

    @Override
    List<String> storedModalities() {
        List<String> modalities = super.storedModalities();
        config.search().topKs().requireKnown(modalities);
        return modalities;
    }

    @Override
    NeighbourSearch search() {
        return null;
    }

    @Override
    long bytes(IdIndex items) {
        boolean filtered = !config.selection().candidates().isAll()
                || config.search().topKs().isMap();
        return (filtered ? 2 : 1) * storedBytes(items)
                + (config.weighting().method() == Method.CO_INTERACTION
                        ? embeddings.census(items).bytes(items.size())
                        : 0);
    }

    @Override
    long neighboursToRemember(int items) {
        return 0;
    }

    @Override
    double maxNeighbours(IdIndex items) {
        return storedModalities().stream()
                .mapToDouble(modality -> Math.min(
                        Math.min(config.search().topK(modality), items.size() - 1),
                        similarities.maxNeighbours(modality, items)))
                .sum();
    }

    @Override
    WeightedLayers read(IdIndex items, boolean[] candidates, Interactions interactions, Manifest old) {
        List<String> modalities = storedModalities();
        List<Neighbours> neighbours = similarities.read(modalities, items);
        boolean[] empty = Overlay.empty(neighbours);
        double[] current = ModalityWeights.among(
                new Weights(config.weighting(), modalities, task)
                        .of(() -> distributions(neighbours), () -> embeddings.read(items), () -> interactions),
                empty);
        WeightChange weights = weightChange(modalities, current, old);
        return new WeightedLayers(
                modalities,
                weights,
                new Overlay(contributing(config.search(), modalities, neighbours, candidates), weights.used()),
                notices(empty, m -> Notices.ofStored(modalities.get(m))),
                0);
    }

    /** The stored neighbours that contribute: the candidates among them, and the first of those. */
    static List<Neighbours> contributing(
            VirtualConfig.Search search, List<String> modalities, List<Neighbours> stored, boolean[] candidates) {
        List<Neighbours> contributing = new ArrayList<>();
        for (int m = 0; m < modalities.size(); m++) {
            Neighbours among = stored.get(m).among(candidates);
            contributing.add(search.topKs().isMap() ? among.first(search.topK(modalities.get(m))) : among);
        }
        return contributing;
    }
}
