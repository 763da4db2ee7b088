package org.vimmrec.procedure;

import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.graph.NeighbourTraversal;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.WeightChange;

/** Reads the stored similarities of some users' items for Overlay. */
final class LocalOverlayReader extends LocalReader {

    LocalOverlayReader(ProcedureContext context, VirtualConfig config, Task task) {
        super(context, config, task);
    }

    @Override
    Part read(IdIndex interacted, long[] others, long[] explained, List<ManifestHead> heads) {
        List<String> modalities = similarities.modalities(config.embeddings().modalities(), manifests(heads));
        NeighbourTraversal neighbours = new NeighbourTraversal(
                context.tx(), similarities, config.embeddings().itemLabel(), task);
        NeighbourTraversal.Found found =
                ReadTransactions.retrying(() -> neighbours.read(modalities, interacted, others));
        boolean[] empty = new boolean[modalities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = config.weighting().method() != Method.MEAN
                    && found.neighbours().get(m).total() == 0
                    && !similarities.joinsAny(modalities.get(m));
        }
        LocalWeights weighting = new LocalWeights(context, config, similarities, heads, task);
        double[] weights = ModalityWeights.among(weighting.of(modalities, written(heads), empty), empty);
        List<String> notices = Notices.ofEmpty(empty, m -> Notices.ofStored(modalities.get(m)));
        boolean[] candidates = candidates(found.items(), explained);
        return new Part(
                found.items(),
                candidates,
                new WeightedLayers(
                        modalities,
                        new WeightChange(weights, weights, false),
                        new Overlay(
                                OverlayReader.contributing(config.search(), modalities, found.neighbours(), candidates),
                                weights),
                        logged(weighting.notices(), notices),
                        0));
    }
}
