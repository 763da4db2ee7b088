package org.vimmrec.procedure;

import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.interaction.Overlay;
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
    long bytes(IdIndex items) {
        return storedBytes(items)
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
        double topK = Math.min(config.search().topK(), items.size() - 1);
        return storedModalities().stream()
                .mapToDouble(modality -> Math.min(topK, similarities.maxNeighbours(modality, items)))
                .sum();
    }

    @Override
    WeightedLayers read(IdIndex items, Interactions interactions, Manifest old) {
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
                new Overlay(neighbours, weights.used()),
                notices(empty, m -> Notices.ofStored(modalities.get(m))),
                0);
    }
}
