package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.Standing;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.SimilarityProcedures.PairRow;
import org.vimmrec.procedure.SimilarityProcedures.StatsRow;
import org.vimmrec.procedure.SimilarityProcedures.WriteRow;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.SparseRows;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/** One call of {@code vimmrec.similarity.*}. */
final class SimilarityRun {
    private final Call call;
    private final SimilarityConfig config;
    private final Task task;
    private final EmbeddingReader reader;

    SimilarityRun(Call call, SimilarityConfig config) {
        this.call = call;
        this.config = config;
        this.task = call.task(config.run().concurrency());
        this.reader = new EmbeddingReader(call.reads(), config.embeddings(), task);
    }

    /** The neighbours found in one modality. */
    private record Found(EmbeddingReader.Modality modality, Neighbours neighbours, long preProcessingMillis,
            long computeMillis) {
    }

    Stream<PairRow> stream() {
        return call.streaming(() -> {
            Nodes items = reader.items();
            List<Found> all = search(items);
            List<SparseRows.Reader> readers = all.stream().map(found -> found.neighbours().reader()).toList();
            // One level of flatMap, because a nested one would hold all rows of a modality at once.
            return IntStream.range(0, all.size() * items.size()).boxed().flatMap(n -> {
                int m = n / items.size();
                String modality = all.get(m).modality().name();
                return call.edges(readers.get(m), n % items.size(), items, items,
                        (source, target, score) -> new PairRow(modality, source, target, score));
            });
        });
    }

    Stream<StatsRow> stats() {
        try (call) {
            return search(reader.items()).stream().map(this::statsRow);
        }
    }

    Stream<WriteRow> write() {
        List<String> types = config.embeddings().modalities().names().stream().map(this::type).toList();
        try (call; WriterLock lock = WriterLock.acquire(call.tx(), types)) {
            ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.write().batchSize(), task);
            List<Standing> standing = types.stream().map(type -> Standing.of(call.tx(), type, task)).toList();
            Nodes items = reader.items();
            List<WriteRow> rows = new ArrayList<>();
            List<Found> all = search(items);
            for (int m = 0; m < all.size(); m++) {
                rows.add(write(writer, standing.get(m), all.get(m), items));
            }
            return rows.stream();
        }
    }

    Stream<EstimateRow> estimate() {
        try (call) {
            Nodes items = reader.items();
            EmbeddingReader.Census census = reader.census(items);
            long relationships = 0;
            for (long present : census.present()) {
                relationships += present * Math.min(config.topK(), present - 1);
            }
            return Stream.of(EstimateRow.of(memory(census, items), items.size(), relationships));
        }
    }

    private MemoryEstimate memory(EmbeddingReader.Census census, Nodes items) {
        long found = 0;
        long most = 0;
        for (int m = 0; m < census.present().length; m++) {
            int present = census.present()[m];
            found += Neighbours.bytes(items.size(), Math.min(config.topK(), present));
            most = Math.max(most, found + ExactNeighbours.bytes(present, config.topK(),
                    new int[] {census.dimension()[m]}, task.concurrency()));
        }
        return MemoryEstimate.of(census.bytes(items.size()) + most);
    }

    private List<Found> search(Nodes items) {
        long start = System.nanoTime();
        call.reserve(memory(reader.census(items), items), config.run());
        List<EmbeddingReader.Modality> modalities = reader.read(items);
        call.announceKernel();
        long preProcessingMillis = Call.millisSince(start);
        List<Found> all = new ArrayList<>();
        for (EmbeddingReader.Modality modality : modalities) {
            long computeStart = System.nanoTime();
            Neighbours neighbours = ExactNeighbours.search(
                    new FusedSimilarity(List.of(modality.matrix()), new double[] {1}), config.topK(),
                    config.similarityCutoff(), "similarity " + modality.name(), task);
            all.add(new Found(modality, neighbours, preProcessingMillis, Call.millisSince(computeStart)));
        }
        return all;
    }

    private StatsRow statsRow(Found found) {
        return new StatsRow(found.modality().name(), found.modality().matrix().present(), found.modality().missing(),
                found.modality().invalid(), found.modality().matrix().dimension(), found.neighbours().total(),
                Figures.map(Distribution.of(found.neighbours().allScores())), found.preProcessingMillis(),
                found.computeMillis(), config.run().effective());
    }

    private WriteRow write(ConvergentWriter writer, Standing standing, Found found, Nodes items) {
        StatsRow stats = statsRow(found);
        long start = System.nanoTime();
        WriteCounts counts = writer.write(standing, config.write().property(),
                new ConvergentWriter.Wanted(found.neighbours(), items.ids(), items.ids()));
        return new WriteRow(stats.modality(), stats.nodesCompared(), stats.nodesMissing(), stats.nodesInvalid(),
                stats.dimension(), stats.similarityPairs(), stats.similarityDistribution(), stats.preProcessingMillis(),
                stats.computeMillis(), stats.configuration(), standing.type(), counts.created(), counts.updated(), counts.deleted(),
                counts.unchanged(), Call.millisSince(start));
    }

    private String type(String modality) {
        return Modalities.relationshipType(config.relationshipTypePrefix(), modality);
    }
}
