package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.SimilarityChanges;

/** Reads the embeddings of a call of {@code vimmrec.similarity.*}, and searches the neighbours in each modality. */
final class SimilaritySearch {
    private final ProcedureContext context;
    private final SimilarityConfig config;
    private final Task task;
    private final EmbeddingReader reader;

    SimilaritySearch(ProcedureContext context, SimilarityConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.reader = new EmbeddingReader(context.reads(), config.embeddings(), task);
    }

    /** The neighbours found in one modality. */
    record Found(
            EmbeddingReader.Modality modality, Neighbours neighbours, long preProcessingMillis, long computeMillis) {

        /** The distribution of the similarities. */
        Distribution distribution() {
            return Distribution.of(neighbours.allScores());
        }
    }

    IdIndex items() {
        return reader.items();
    }

    EmbeddingReader.Census census(IdIndex items) {
        return reader.census(items);
    }

    /**
     * Searches in all modalities.
     *
     * @param some the items to find neighbours of; null for all
     */
    List<Found> all(IdIndex items, BitSet some) {
        long start = System.nanoTime();
        List<EmbeddingReader.Modality> modalities = read(items, memory(census(items), items));
        long preProcessingMillis = ProcedureContext.millisSince(start);
        List<Found> all = new ArrayList<>();
        for (EmbeddingReader.Modality modality : modalities) {
            all.add(some == null ? of(modality, preProcessingMillis) : of(modality, some, preProcessingMillis));
        }
        return all;
    }

    /** Reserves the memory and reads the embeddings. */
    List<EmbeddingReader.Modality> read(IdIndex items, MemoryEstimate memory) {
        context.reserve(memory, config.run());
        List<EmbeddingReader.Modality> modalities = reader.read(items);
        context.announceKernel();
        return modalities;
    }

    /** Searches in one modality. */
    Found of(EmbeddingReader.Modality modality, long preProcessingMillis) {
        long start = System.nanoTime();
        Neighbours neighbours = ExactNeighbours.search(
                similarity(modality), config.topK(), config.similarityCutoff(), phase(modality), task);
        return new Found(modality, neighbours, preProcessingMillis, ProcedureContext.millisSince(start));
    }

    /** Searches the neighbours of some items in one modality. */
    private Found of(EmbeddingReader.Modality modality, BitSet some, long preProcessingMillis) {
        long start = System.nanoTime();
        Neighbours neighbours = ExactNeighbours.searchOnly(
                similarity(modality), some, config.topK(), config.similarityCutoff(), phase(modality), task);
        return new Found(modality, neighbours, preProcessingMillis, ProcedureContext.millisSince(start));
    }

    /** Searches in one modality, and only where the neighbours may have changed since the last write. */
    Found update(EmbeddingReader.Modality modality, SimilarityChanges changes, long preProcessingMillis) {
        long start = System.nanoTime();
        Neighbours neighbours = ExactNeighbours.update(
                similarity(modality), config.topK(), config.similarityCutoff(), changes.known(), phase(modality), task);
        return new Found(modality, neighbours, preProcessingMillis, ProcedureContext.millisSince(start));
    }

    private static FusedSimilarity similarity(EmbeddingReader.Modality modality) {
        return new FusedSimilarity(List.of(modality.matrix()), new double[] {1});
    }

    private static String phase(EmbeddingReader.Modality modality) {
        return "similarity " + modality.name();
    }

    /** The memory of a search in all modalities. */
    MemoryEstimate memory(EmbeddingReader.Census census, IdIndex items) {
        long found = 0;
        long most = 0;
        for (int m = 0; m < census.present().length; m++) {
            int present = census.present()[m];
            found += Neighbours.bytes(items.size(), Math.min(config.topK(), present));
            most = Math.max(
                    most,
                    found
                            + ExactNeighbours.bytes(
                                    present, config.topK(), new int[] {census.dimension()[m]}, task.concurrency()));
        }
        return MemoryEstimate.of(census.bytes(items.size()) + most);
    }

    StatsRow statsRow(Found found) {
        return statsRow(found, found.distribution());
    }

    /**
     * The statistics of a modality; logs its notices.
     *
     * @param distribution of the similarities found
     */
    StatsRow statsRow(Found found, Distribution distribution) {
        List<String> notices = found.neighbours().total() > 0
                ? List.of()
                : List.of(Notices.ofFound(found.modality(), config.similarityCutoff()));
        context.log(notices);
        return new StatsRow(
                found.modality().name(),
                found.modality().matrix().present(),
                found.modality().missing(),
                found.modality().invalid(),
                found.modality().matrix().dimension(),
                found.neighbours().total(),
                DistributionMaps.map(distribution),
                found.preProcessingMillis(),
                found.computeMillis(),
                config.run().effective(),
                notices);
    }
}
