package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.config.EmbeddingSource;
import org.vimmrec.config.InvalidEmbeddings;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.ManifestEntries;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.NeighbourEntries;
import org.vimmrec.update.VirtualFingerprints;
import org.vimmrec.update.WeightChange;

/**
 * Finds the fused neighbours of some users' items for Synergistic. The manifest of the virtual interactions remembers
 * them. If it cannot be used, all embeddings are read and the items are compared with all others.
 */
final class LocalSynergisticReader extends LocalReader {

    LocalSynergisticReader(ProcedureContext context, VirtualConfig config, Task task) {
        super(context, config, task);
    }

    @Override
    Part read(IdIndex interacted, long[] others, long[] explained, List<ManifestHead> heads) {
        ManifestHead written = written(heads);
        Part remembered = written == null ? null : remembered(interacted, others, heads, written);
        if (remembered != null) {
            return remembered;
        }
        SynergisticReader reader = new SynergisticReader(context, config, task);
        IdIndex items = reader.items();
        boolean[] candidates = candidates(items, explained);
        return new Part(items, candidates, reader.readSome(items, candidates, interacted));
    }

    /** What the call needs if it compares the users' items with all others. */
    @Override
    EstimateRow estimate() {
        IdIndex users = users();
        traversal.requireNames();
        SynergisticReader reader = new SynergisticReader(context, config, task);
        IdIndex items = reader.items();
        Interactions interactions = interactions(users, items);
        double candidates = interactions.total() * reader.maxNeighbours(items);
        return estimate(reader.bytes(items), users, items, interactions, candidates);
    }

    /**
     * The neighbours that the last write or update has found; null if they may differ from those that a search finds
     * now. That is so if items were added or deleted, if the modality weights are others, if the embedding of one of
     * the items or of a neighbour is another, or if there are candidates, which may be others at any time. A change of
     * the embedding of another item is not noticed.
     */
    private Part remembered(IdIndex interacted, long[] others, List<ManifestHead> heads, ManifestHead written) {
        if (!config.selection().candidates().isAll()
                || written.totals() == null
                || written.totals().items() != similarities.countItems()) {
            return null;
        }
        ManifestEntries entries = new ManifestEntries(context.db(), task, written.type());
        Manifest.Entries neighbours = entries.neighbours(interacted);
        IdIndex items = IdIndex.of(interacted.ids(), neighbours.inputs(), others);
        if (traversal.itemsAmong(items).length < items.size()) {
            return null;
        }
        // Skips invalid embeddings, because they are not those of the last write, and the search reports them.
        EmbeddingSource source = config.embeddings();
        List<EmbeddingMatrix> matrices = EmbeddingReader.matrices(new EmbeddingReader(
                        context.reads(),
                        new EmbeddingSource(source.itemLabel(), source.modalities(), InvalidEmbeddings.SKIP),
                        task.quiet())
                .read(items));
        long[] fingerprints = VirtualFingerprints.ofEmbeddings(matrices, items.size());
        Manifest.Entries known = entries.items(items);
        if (!Arrays.equals(known.ids(), items.ids()) || !Arrays.equals(known.outputs(), fingerprints)) {
            return null;
        }
        List<String> modalities = source.modalities().names();
        LocalWeights weighting = new LocalWeights(context, config, similarities, heads, task);
        double[] weights = Weights.ordered(modalities, written.manifest().weights());
        if (!Arrays.equals(weights, current(weighting, modalities, weights, heads, written))) {
            return null;
        }
        return new Part(
                items,
                null,
                new WeightedLayers(
                        modalities,
                        new WeightChange(weights, weights, false),
                        new Synergistic(
                                matrices,
                                new FusedSimilarity(matrices, weights),
                                NeighbourEntries.neighbours(neighbours, items)),
                        logged(weighting.notices(), List.of()),
                        0));
    }

    /** The weights that a run for all users would compute, if the modalities without embeddings are still the same. */
    private double[] current(
            LocalWeights weighting,
            List<String> modalities,
            double[] before,
            List<ManifestHead> heads,
            ManifestHead written) {
        if (config.weighting().method() == Method.MEAN) {
            similarities.modalities(config.embeddings().modalities(), manifests(heads)); // all must exist
        }
        boolean[] empty = new boolean[before.length];
        double[] computed = weighting.of(modalities, written, empty);
        for (int m = 0; m < empty.length; m++) {
            empty[m] |= before[m] == 0;
        }
        return ModalityWeights.among(computed, empty);
    }
}
