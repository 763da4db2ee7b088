package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FoundNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.RecallEstimate;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.SimilarityChanges;

/** Reads the embeddings of a call of {@code vimmrec.similarity.*}, and searches the neighbours in each modality. */
final class SimilaritySearch {
    private final ProcedureContext context;
    private final SimilarityConfig config;
    private final Task task;
    private final EmbeddingReader reader;
    private final CandidateReader candidateReader;
    /** The size of the data; null until it is read. */
    private EmbeddingReader.Census census;

    SimilaritySearch(ProcedureContext context, SimilarityConfig config, Task task) {
        this.context = context;
        this.config = config;
        this.task = task;
        this.reader = new EmbeddingReader(context.reads(), config.embeddings(), task);
        this.candidateReader = new CandidateReader(
                context.reads(), config.candidates(), config.embeddings().itemLabel(), task);
    }

    /**
     * What was read of a modality.
     *
     * @param modality the embeddings
     * @param candidates by item whether it may be a neighbour; null if all may
     * @param search finds the neighbours
     */
    record Source(EmbeddingReader.Modality modality, boolean[] candidates, NeighbourSearch search) {

        /** The fingerprints of what decides about items' neighbours. */
        long[] fingerprints() {
            return Fingerprint.of(modality.matrix().fingerprints(), candidates);
        }

        private FusedSimilarity similarity() {
            return new FusedSimilarity(List.of(modality.matrix()), new double[] {1}, candidates);
        }

        private String phase() {
            return "similarity " + modality.name();
        }
    }

    /** The neighbours found in one modality. */
    record Found(Source source, FoundNeighbours found, long preProcessingMillis, long computeMillis) {

        Neighbours neighbours() {
            return found.neighbours();
        }

        /** The distribution of the similarities. */
        Distribution distribution() {
            return Distribution.of(neighbours().allScores());
        }

        /** Which share of the neighbours an approximate search found; nothing of an exact one. */
        List<String> recallNotices() {
            return found.notices("The neighbours of modality [%s]"
                    .formatted(Shown.name(modality().name())));
        }

        EmbeddingReader.Modality modality() {
            return source.modality();
        }
    }

    IdIndex items() {
        return reader.items();
    }

    EmbeddingReader.Census census(IdIndex items) {
        if (census == null) {
            census = reader.census(items);
        }
        return census;
    }

    /**
     * The search that finds the neighbours in a modality. The census decides, because the manifest names the search
     * before the embeddings are read, and both must be the same.
     */
    NeighbourSearch search(String modality, IdIndex items) {
        int m = config.embeddings().modalities().names().indexOf(modality);
        return config.search().search(census(items).present()[m], census(items).dimension()[m]);
    }

    /**
     * Searches in all modalities.
     *
     * @param some the items to find neighbours of; null for all
     */
    List<Found> all(IdIndex items, BitSet some) {
        long start = System.nanoTime();
        List<Source> sources = read(items, memory(census(items), items));
        long preProcessingMillis = ProcedureContext.millisSince(start);
        List<Found> all = new ArrayList<>();
        for (Source source : sources) {
            all.add(some == null ? of(source, preProcessingMillis) : of(source, some, preProcessingMillis));
        }
        return all;
    }

    /** Reserves the memory and reads the candidates and the embeddings. */
    List<Source> read(IdIndex items, MemoryEstimate memory) {
        context.reserve(memory, config.run());
        boolean[] candidates = candidateReader.read(items.ids());
        List<Source> sources = new ArrayList<>();
        reader.read(items)
                .forEach(modality -> sources.add(new Source(modality, candidates, search(modality.name(), items))));
        context.announceKernel();
        return sources;
    }

    /** Searches in one modality. */
    Found of(Source source, long preProcessingMillis) {
        long start = System.nanoTime();
        String name = source.modality().name();
        SimilarityCutoff cutoff = config.similarityCutoff().of(name);
        FoundNeighbours found = source.search()
                .search(source.similarity(), config.topK().of(name), cutoff.ofSearch(), source.phase(), task);
        return new Found(
                source,
                found.with(cutoff.cut(found.neighbours())),
                preProcessingMillis,
                ProcedureContext.millisSince(start));
    }

    /** Searches the neighbours of some items in one modality. */
    private Found of(Source source, BitSet some, long preProcessingMillis) {
        long start = System.nanoTime();
        String name = source.modality().name();
        Neighbours neighbours = ExactNeighbours.searchOnly(
                source.similarity(),
                some,
                config.topK().of(name),
                config.similarityCutoff().of(name).value(),
                source.phase(),
                task);
        return new Found(
                source,
                new FoundNeighbours(neighbours, true, RecallEstimate.EXACT),
                preProcessingMillis,
                ProcedureContext.millisSince(start));
    }

    /** Searches in one modality, and only where the neighbours may have changed since the last write. */
    Found update(Source source, SimilarityChanges changes, long preProcessingMillis) {
        long start = System.nanoTime();
        String name = source.modality().name();
        FoundNeighbours found = source.search()
                .update(
                        source.similarity(),
                        config.topK().of(name),
                        config.similarityCutoff().of(name).value(),
                        changes.known(),
                        source.phase(),
                        task);
        return new Found(source, found, preProcessingMillis, ProcedureContext.millisSince(start));
    }

    /** The memory of a search in all modalities. */
    MemoryEstimate memory(EmbeddingReader.Census census, IdIndex items) {
        long found = 0;
        long most = 0;
        List<String> names = config.embeddings().modalities().names();
        for (int m = 0; m < census.present().length; m++) {
            int present = census.present()[m];
            int topK = config.topK().of(names.get(m));
            int perItem = Math.min(topK, present);
            found += Neighbours.bytes(items.size(), perItem);
            most = Math.max(
                    most,
                    found
                            + config.similarityCutoff().of(names.get(m)).bytes(items.size(), perItem)
                            + config.search()
                                    .search(present, census.dimension()[m])
                                    .bytes(present, topK, new int[] {census.dimension()[m]}, task.concurrency()));
        }
        return MemoryEstimate.of(census.bytes(items.size()) + candidateReader.bytes(items.size()) + most);
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
        List<String> notices =
                new ArrayList<>(Notices.ofCandidates(found.source().candidates()));
        if (notices.isEmpty() && found.neighbours().total() == 0) {
            notices.add(Notices.ofFound(
                    found.modality(),
                    config.similarityCutoff().of(found.modality().name())));
        }
        RecallEstimate recall = found.found().recall();
        if (recall.low() < config.search().targetRecall()) {
            notices.add(Notices.ofRecall(
                    found.modality().name(), recall.low(), config.search().targetRecall()));
        }
        context.log(notices);
        return new StatsRow(
                found.modality().name(),
                found.modality().matrix().present(),
                found.modality().missing(),
                found.modality().invalid(),
                found.modality().matrix().dimension(),
                found.neighbours().total(),
                DistributionMaps.map(distribution),
                found.found().exact() ? "exact" : "approximate",
                recall.recall(),
                recall.low(),
                recall.high(),
                found.preProcessingMillis(),
                found.computeMillis(),
                config.run().effective(),
                notices);
    }
}
