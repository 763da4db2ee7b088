package org.vimmrec.procedure;

import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FoundNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.RecallEstimate;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.SimilarityChanges;
import org.vimmrec.update.VirtualFingerprints;
import org.vimmrec.update.WeightChange;

/** Reads embeddings for Synergistic, and searches the fused neighbours. */
final class SynergisticReader extends LayerReader {
    private static final String SEARCH = "synergistic similarity";

    /** The search that suits the data; null until their size is known. */
    private NeighbourSearch search;

    SynergisticReader(ProcedureContext context, VirtualConfig config, Task task) {
        super(context, config, task);
    }

    @Override
    List<String> modalitiesToRecord() {
        return null;
    }

    @Override
    NeighbourSearch search() {
        return search == null ? search(embeddings.census(items())) : search;
    }

    private NeighbourSearch search(EmbeddingReader.Census census) {
        if (search == null) {
            search = config.search().method().search(census.present(), census.dimension());
        }
        return search;
    }

    @Override
    long bytes(IdIndex items) {
        long stored = config.weighting().method() == Method.MEAN ? storedBytes(items) : 0;
        EmbeddingReader.Census census = embeddings.census(items);
        return census.bytes(items.size())
                + Math.max(
                        stored,
                        Synergistic.bytes(
                                items.size(),
                                config.search().topK(),
                                census.dimension(),
                                task.concurrency(),
                                search(census)))
                + config.search()
                        .similarityCutoff()
                        .bytes(
                                items.size(),
                                Synergistic.maxNeighbours(
                                        items.size(), config.search().topK()));
    }

    @Override
    long neighboursToRemember(int items) {
        return (long) items * Synergistic.maxNeighbours(items, config.search().topK());
    }

    @Override
    double maxNeighbours(IdIndex items) {
        return Synergistic.maxNeighbours(items.size(), config.search().topK());
    }

    @Override
    WeightedLayers read(IdIndex items, boolean[] candidates, Interactions interactions, Manifest old) {
        return read(items, candidates, () -> interactions, old, null);
    }

    /**
     * Reserves memory, reads all embeddings, and searches the neighbours of some items only.
     *
     * @param items all items
     * @param candidates by item whether it may be proposed; null if all may
     * @param some those to find neighbours of
     */
    WeightedLayers readSome(IdIndex items, boolean[] candidates, IdIndex some) {
        context.reserve(MemoryEstimate.of(bytes(items)), config.run());
        BitSet searched = new BitSet(items.size());
        for (long id : some.ids()) {
            int item = items.index(id);
            if (item >= 0) { // otherwise another client has deleted it
                searched.set(item);
            }
        }
        return read(
                items, candidates, () -> VirtualReader.allInteractions(context, config, task, items), null, searched);
    }

    /** @param searched the items to find neighbours of; null for all */
    private WeightedLayers read(
            IdIndex items, boolean[] candidates, Supplier<Interactions> interactions, Manifest old, BitSet searched) {
        List<EmbeddingReader.Modality> read = embeddings.read(items);
        List<EmbeddingMatrix> matrices = EmbeddingReader.matrices(read);
        List<String> modalities = config.embeddings().modalities().names();
        boolean[] empty = Synergistic.empty(matrices);
        double[] computed = new Weights(config.weighting(), modalities, task)
                .of(() -> storedDistributions(items, empty), () -> read, interactions);
        WeightChange weights = weightChange(modalities, ModalityWeights.among(computed, empty), old);
        long start = System.nanoTime();
        FusedSimilarity similarity = new FusedSimilarity(matrices, weights.used(), candidates);
        context.announceKernel();
        FoundNeighbours found;
        if (searched != null) {
            found = new FoundNeighbours(searchOnly(similarity, searched), true, RecallEstimate.EXACT);
        } else if (old == null || !weights.kept()) {
            found = search(similarity);
        } else {
            long[] fingerprints = Fingerprint.of(VirtualFingerprints.ofEmbeddings(matrices, items.size()), candidates);
            found = update(similarity, old, fingerprints, items);
        }
        WeightedLayers layers = new WeightedLayers(
                modalities,
                weights,
                new Synergistic(matrices, similarity, found.neighbours()),
                notices(empty, m -> Notices.ofFused(read.get(m))),
                ProcedureContext.millisSince(start));
        List<String> ofRecall = found.notices("The fused neighbours");
        context.log(ofRecall);
        return layers.withNotices(ofRecall);
    }

    private FoundNeighbours search(FusedSimilarity similarity) {
        SimilarityCutoff cutoff = config.search().similarityCutoff();
        FoundNeighbours found = search().search(similarity, config.search().topK(), cutoff.ofSearch(), SEARCH, task);
        return found.with(cutoff.cut(found.neighbours()));
    }

    private Neighbours searchOnly(FusedSimilarity similarity, BitSet searched) {
        return ExactNeighbours.searchOnly(
                similarity,
                searched,
                config.search().topK(),
                config.search().similarityCutoff().value(),
                SEARCH,
                task);
    }

    private FoundNeighbours update(FusedSimilarity similarity, Manifest old, long[] fingerprints, IdIndex items) {
        int topK = config.search().topK();
        SimilarityChanges changes =
                SimilarityChanges.since(old, similarity::available, fingerprints, items, search().incompleteFrom(topK));
        return search().update(
                        similarity, topK, config.search().similarityCutoff().value(), changes.known(), SEARCH, task);
    }

    /**
     * The stored similarities of each modality, which only the weighting 'mean' needs; marks modalities without any as
     * empty.
     */
    private List<Distribution> storedDistributions(IdIndex items, boolean[] empty) {
        List<Distribution> stored = distributions(similarities.read(storedModalities(), items));
        boolean[] withoutValues = ModalityWeighting.withoutValues(stored);
        for (int m = 0; m < empty.length; m++) {
            empty[m] |= withoutValues[m];
        }
        return stored;
    }
}
