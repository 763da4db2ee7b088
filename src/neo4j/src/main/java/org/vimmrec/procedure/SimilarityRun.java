package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.SimilarityRows.PairRow;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.procedure.SimilarityRows.UpdateRow;
import org.vimmrec.procedure.SimilarityRows.WriteRow;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SelectedRows;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.RowChecksum;
import org.vimmrec.update.SimilarityChanges;
import org.vimmrec.update.StoredNeighbours;

/** One call of {@code vimmrec.similarity.*}. */
final class SimilarityRun {
    private final ProcedureContext call;
    private final SimilarityConfig config;
    private final Task task;
    private final EmbeddingReader reader;
    private final ManifestStore manifests;

    SimilarityRun(ProcedureContext call, SimilarityConfig config) {
        this.call = call;
        this.config = config;
        this.task = call.task(config.run().concurrency());
        this.reader = new EmbeddingReader(call.reads(), config.embeddings(), task);
        this.manifests = new ManifestStore(call.db(), task);
    }

    /** The neighbours found in one modality. */
    private record Found(EmbeddingReader.Modality modality, Neighbours neighbours, long preProcessingMillis,
            long computeMillis) {
    }

    Stream<PairRow> stream() {
        return call.streaming(() -> {
            IdIndex items = reader.items();
            List<Found> all = search(items);
            List<SparseRows.Reader> readers = all.stream().map(found -> found.neighbours().reader()).toList();
            // A nested flatMap would hold all rows of a modality at once.
            return IntStream.range(0, all.size() * items.size()).boxed().flatMap(n -> {
                int m = n / items.size();
                String modality = all.get(m).modality().name();
                EdgeMapper<PairRow> mapper = (source, target, score) -> new PairRow(modality, source, target, score);
                return mapper.edges(call.tx(), readers.get(m), n % items.size(), items, items);
            });
        });
    }

    Stream<StatsRow> stats() {
        try (call) {
            return search(reader.items()).stream().map(this::statsRow).toList().stream();
        }
    }

    Stream<WriteRow> write() {
        List<String> types = types();
        try (call; WriterLock lock = WriterLock.acquire(call.tx(), types, task)) {
            ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.write().batchSize(), task);
            List<ExistingRelationships> existing = new ArrayList<>();
            for (Manifest planned : planned()) {
                existing.add(ExistingRelationships.of(call.tx(), ownership(manifests.read(planned.type()), planned), task));
            }
            IdIndex items = reader.items();
            List<WriteRow> rows = new ArrayList<>();
            List<Found> all = search(items);
            writer.requireCommitted(items.ids());
            for (int m = 0; m < all.size(); m++) {
                rows.add(write(writer, existing.get(m), all.get(m), items));
            }
            return rows.stream();
        }
    }

    Stream<UpdateRow> update() {
        List<String> types = types();
        try (call; WriterLock lock = WriterLock.acquire(call.tx(), types, task)) {
            long start = System.nanoTime();
            List<Manifest> old = types.stream().map(manifests::read).toList();
            List<String> reasons = new ArrayList<>();
            List<Ownership> ownerships = new ArrayList<>();
            List<ExistingRelationships> existing = new ArrayList<>();
            for (int m = 0; m < types.size(); m++) {
                Manifest planned = planned().get(m);
                ownerships.add(ownership(old.get(m), planned));
                reasons.add(UpdateChecks.mismatch(old.get(m), planned, config.update()));
                existing.add(reasons.get(m) == null ? null : ExistingRelationships.of(call.tx(), ownerships.get(m), task));
            }
            ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.write().batchSize(), task);
            IdIndex items = reader.items();
            BitSet named = UpdateChecks.named("changedItems", config.update(), items);
            EmbeddingReader.Census census = reader.census(items);
            call.reserve(memory(census, items).plus(MemoryEstimate.of(updateBytes(items))), config.run());
            List<EmbeddingReader.Modality> modalities = reader.read(items);
            call.announceKernel();
            long preProcessingMillis = ProcedureContext.millisSince(start);
            List<Supplier<UpdateRow>> writes = new ArrayList<>();
            for (int m = 0; m < types.size(); m++) {
                EmbeddingReader.Modality modality = modalities.get(m);
                writes.add(reasons.get(m) == null
                        ? update(writer, old.get(m), ownerships.get(m), modality, named, items, preProcessingMillis)
                        : fullRun(writer, existing.get(m), search(modality, preProcessingMillis), items, reasons.get(m)));
            }
            writer.requireCommitted(items.ids());
            List<UpdateRow> rows = new ArrayList<>();
            writes.forEach(write -> rows.add(write.get()));
            return rows.stream();
        }
    }

    private Supplier<UpdateRow> fullRun(ConvergentWriter writer, ExistingRelationships existing, Found found, IdIndex items, String reason) {
        return () -> {
            WriteRow row = write(writer, existing, found, items);
            return UpdateRow.of(row, reason, row.nodesCompared(), row.nodesCompared());
        };
    }

    /** Computes the rows now and returns the write, which starts once all modalities are computed. */
    private Supplier<UpdateRow> update(ConvergentWriter writer, Manifest old, Ownership ownership,
            EmbeddingReader.Modality modality, BitSet named, IdIndex items, long readMillis) {
        long start = System.nanoTime();
        StoredRows stored = StoredRows.withValues(call.reads(), ownership, config.write().property(), items, items, task);
        ExistingRelationships others = stored.otherSources(call.tx(), task);
        SimilarityChanges changes = SimilarityChanges.since(old.sources(), modality.matrix(), named,
                new StoredNeighbours(stored.neighbours(), stored::count, stored::checksum), items, config.topK());
        long preProcessingMillis = readMillis + ProcedureContext.millisSince(start);
        start = System.nanoTime();
        Neighbours neighbours = ExactNeighbours.update(similarity(modality), config.topK(), config.similarityCutoff(),
                changes.known(), "similarity " + modality.name(), task);
        Found found = new Found(modality, neighbours, preProcessingMillis, ProcedureContext.millisSince(start));
        long[] inputs = changes.inputs(old.sources(), modality.matrix().fingerprints(), items);
        return () -> update(writer, old, found, stored, others, changes, inputs, items);
    }

    private UpdateRow update(ConvergentWriter writer, Manifest old, Found found, StoredRows stored, ExistingRelationships others,
            SimilarityChanges changes, long[] inputs, IdIndex items) {
        StatsRow stats = statsRow(found);
        Neighbours neighbours = found.neighbours();
        long start = System.nanoTime();
        long[] checksums = checksums(neighbours, items);
        int[] differing = stored.differing(checksums);
        if (differing.length > 0) {
            manifests.markPending(old.type(), items.ids(differing));
        }
        WriteCounts counts = writer.write(others, config.write().property(), new DesiredRelationships(
                new SelectedRows(neighbours, differing), items.ids(differing), items.ids()));
        manifests.save(old.written(Map.of(), SimilarityChanges.entries(found.modality().matrix(), inputs, checksums, items),
                Manifest.Entries.NONE, Manifest.Entries.NONE), old);
        long unchanged = neighbours.total() - counts.created() - counts.updated();
        WriteRow row = WriteRow.of(stats, old.type(), new WriteCounts(counts.created(), counts.updated(), counts.deleted(),
                unchanged), ProcedureContext.millisSince(start));
        return UpdateRow.of(row, null, changes.changed().cardinality() + changes.gone(), changes.searched().cardinality());
    }

    private static long[] checksums(Neighbours neighbours, IdIndex items) {
        SparseRows.Reader reader = neighbours.reader();
        long[] checksums = new long[items.size()];
        for (int i = 0; i < checksums.length; i++) {
            checksums[i] = RowChecksum.of(reader, reader.read(i), items.ids(), true);
        }
        return checksums;
    }

    /** The manifest of the similarities that this configuration writes for a modality. */
    private Manifest planned(String modality) {
        Map<String, Object> deciding = config.run().resultKeys();
        deciding.remove("userLabel");
        deciding.put("modalities", Map.of(modality, config.embeddings().modalities().properties().get(modality)));
        return Manifest.planned(type(modality), Manifest.Kind.SIMILARITY, deciding);
    }

    /** The planned manifests of all modalities. */
    private List<Manifest> planned() {
        return config.embeddings().modalities().names().stream().map(this::planned).toList();
    }

    private Ownership ownership(Manifest stored, Manifest planned) {
        return WriteChecks.ownership(call, manifests, stored, planned, config.write(), task);
    }

    /** The heap that an update takes in addition to a search, in bytes. */
    private long updateBytes(IdIndex items) {
        long modalities = config.embeddings().modalities().names().size();
        int topK = Math.min(config.topK(), items.size());
        return Manifest.Entries.bytes(items.size()) + modalities * (Manifest.Entries.bytes(items.size())
                + StoredRows.bytes(items.size()) + 2 * Neighbours.bytes(items.size(), topK));
    }

    Stream<EstimateRow> estimate() {
        try (call) {
            IdIndex items = reader.items();
            EmbeddingReader.Census census = reader.census(items);
            long relationships = 0;
            for (long present : census.present()) {
                relationships += present * Math.min(config.topK(), present - 1);
            }
            return Stream.of(EstimateRow.of(memory(census, items), items.size(), relationships));
        }
    }

    private MemoryEstimate memory(EmbeddingReader.Census census, IdIndex items) {
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

    private List<Found> search(IdIndex items) {
        long start = System.nanoTime();
        call.reserve(memory(reader.census(items), items), config.run());
        List<EmbeddingReader.Modality> modalities = reader.read(items);
        call.announceKernel();
        long preProcessingMillis = ProcedureContext.millisSince(start);
        List<Found> all = new ArrayList<>();
        for (EmbeddingReader.Modality modality : modalities) {
            all.add(search(modality, preProcessingMillis));
        }
        return all;
    }

    private Found search(EmbeddingReader.Modality modality, long preProcessingMillis) {
        long start = System.nanoTime();
        Neighbours neighbours = ExactNeighbours.search(similarity(modality), config.topK(), config.similarityCutoff(),
                "similarity " + modality.name(), task);
        return new Found(modality, neighbours, preProcessingMillis, ProcedureContext.millisSince(start));
    }

    private static FusedSimilarity similarity(EmbeddingReader.Modality modality) {
        return new FusedSimilarity(List.of(modality.matrix()), new double[] {1});
    }

    private StatsRow statsRow(Found found) {
        List<String> notices = found.neighbours().total() > 0 ? List.of()
                : List.of(Notices.ofFound(found.modality(), config.similarityCutoff()));
        call.log(notices);
        return new StatsRow(found.modality().name(), found.modality().matrix().present(), found.modality().missing(),
                found.modality().invalid(), found.modality().matrix().dimension(), found.neighbours().total(),
                DistributionMaps.map(Distribution.of(found.neighbours().allScores())), found.preProcessingMillis(),
                found.computeMillis(), config.run().effective(), notices);
    }

    private WriteRow write(ConvergentWriter writer, ExistingRelationships existing, Found found, IdIndex items) {
        StatsRow stats = statsRow(found);
        long start = System.nanoTime();
        Manifest planned = planned(stats.modality());
        manifests.beginWrite(planned);
        WriteCounts counts = writer.write(existing, config.write().property(),
                new DesiredRelationships(found.neighbours(), items.ids(), items.ids()));
        EmbeddingMatrix matrix = found.modality().matrix();
        Manifest.Entries entries = SimilarityChanges.entries(matrix, matrix.fingerprints(), checksums(found.neighbours(), items), items);
        manifests.save(planned.written(Map.of(), entries, Manifest.Entries.NONE, Manifest.Entries.NONE), null);
        return WriteRow.of(stats, existing.type(), counts, ProcedureContext.millisSince(start));
    }

    private List<String> types() {
        return config.embeddings().modalities().names().stream().map(this::type).toList();
    }

    private String type(String modality) {
        return Modalities.relationshipType(config.relationshipTypePrefix(), modality);
    }
}
