package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ListedNodes;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.SimilarityRows.PairRow;
import org.vimmrec.procedure.SimilarityRows.StatsRow;
import org.vimmrec.procedure.SimilarityRows.UpdateRow;
import org.vimmrec.procedure.SimilarityRows.WriteRow;
import org.vimmrec.procedure.SimilaritySearch.Found;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/** One call of {@code vimmrec.similarity.*}. */
final class SimilarityRun {
    private final ProcedureContext context;
    private final SimilarityConfig config;
    private final Task task;
    private final SimilaritySearch search;
    private final ManifestStore manifests;

    SimilarityRun(ProcedureContext context, SimilarityConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
        this.search = new SimilaritySearch(context, config, task);
        this.manifests = new ManifestStore(context.db(), task);
    }

    Stream<PairRow> stream() {
        return context.streaming(() -> {
            IdIndex items = search.items();
            int[] rows = rows(items);
            List<Found> all = search.all(items, config.items() == null ? null : bits(rows));
            all.forEach(found -> context.log(found.recallNotices()));
            List<SparseRows.Reader> readers =
                    all.stream().map(found -> found.neighbours().reader()).toList();
            // A nested flatMap would hold all rows of a modality at once.
            return LongStream.range(0, (long) all.size() * rows.length).boxed().flatMap(n -> {
                int m = (int) (n / rows.length);
                String modality = all.get(m).modality().name();
                EdgeMapper<PairRow> mapper = (source, target, score) -> new PairRow(modality, source, target, score);
                return mapper.edges(context.tx(), readers.get(m), rows[(int) (n % rows.length)], items, items);
            });
        });
    }

    /** The items that the caller asks for, ascending: those listed, or all. */
    private int[] rows(IdIndex items) {
        if (config.items() == null) {
            return IntStream.range(0, items.size()).toArray();
        }
        IdIndex listed = ListedNodes.of(
                context.tx(), config.items(), "items", config.embeddings().itemLabel(), "itemLabel");
        return IntStream.of(items.indexes(listed)).filter(item -> item >= 0).toArray(); // others are deleted by now
    }

    private static BitSet bits(int[] indexes) {
        BitSet bits = new BitSet();
        for (int index : indexes) {
            bits.set(index);
        }
        return bits;
    }

    Stream<StatsRow> stats() {
        try (context) {
            return search.all(search.items(), null).stream().map(search::statsRow).toList().stream();
        }
    }

    Stream<WriteRow> write() {
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), types(), task)) {
            IdIndex items = search.items();
            List<Manifest> planned = planned(items);
            List<ExistingRelationships> existing = new ArrayList<>();
            for (Manifest each : planned) {
                Ownership ownership = ownership(manifests.read(each.type()), each);
                existing.add(ExistingRelationships.of(context.reads(), ownership, task));
            }
            SimilarityWrite write = new SimilarityWrite(context, config, manifests, task, search, items);
            List<Found> all = search.all(items, null);
            write.requireCommitted();
            List<WriteRow> rows = new ArrayList<>();
            for (int m = 0; m < all.size(); m++) {
                rows.add(write.write(planned.get(m), existing.get(m), all.get(m)));
            }
            return rows.stream();
        }
    }

    Stream<UpdateRow> update() {
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), types(), task)) {
            long start = System.nanoTime();
            IdIndex items = search.items();
            List<Manifest> planned = planned(items);
            List<Manifest> old = types().stream().map(manifests::read).toList();
            List<String> reasons = new ArrayList<>();
            List<Ownership> ownerships = new ArrayList<>();
            List<ExistingRelationships> existing = new ArrayList<>();
            for (int m = 0; m < planned.size(); m++) {
                Ownership ownership = ownership(old.get(m), planned.get(m));
                boolean percentile =
                        config.similarityCutoff().of(names().get(m)).isPercentile();
                String reason = UpdateChecks.mismatch(
                        old.get(m), planned.get(m), percentile ? UpdateChecks.PERCENTILE : null, config.update());
                ownerships.add(ownership);
                reasons.add(reason);
                existing.add(reason == null ? null : ExistingRelationships.of(context.reads(), ownership, task));
            }
            SimilarityWrite write = new SimilarityWrite(context, config, manifests, task, search, items);
            BitSet named = UpdateChecks.named("changedItems", config.update(), items);
            List<SimilaritySearch.Source> sources = search.read(
                    items, search.memory(search.census(items), items).plus(MemoryEstimate.of(updateBytes(items))));
            long readMillis = ProcedureContext.millisSince(start);
            List<Supplier<UpdateRow>> writes = new ArrayList<>();
            for (int m = 0; m < planned.size(); m++) {
                if (reasons.get(m) == null) {
                    writes.add(write.update(old.get(m), ownerships.get(m), sources.get(m), named, readMillis));
                } else {
                    int full = m;
                    Found found = search.of(sources.get(m), readMillis);
                    writes.add(() -> write.fullRun(planned.get(full), existing.get(full), found, reasons.get(full)));
                }
            }
            write.requireCommitted();
            List<UpdateRow> rows = new ArrayList<>();
            writes.forEach(each -> rows.add(each.get()));
            return rows.stream();
        }
    }

    /** The manifest of the similarities that this configuration writes for a modality. */
    private Manifest planned(String modality, IdIndex items) {
        return Manifest.planned(
                type(modality), Manifest.Kind.SIMILARITY, config.resultKeys(modality, search.search(modality, items)));
    }

    /** The planned manifests of all modalities. */
    private List<Manifest> planned(IdIndex items) {
        return names().stream().map(modality -> planned(modality, items)).toList();
    }

    private Ownership ownership(Manifest stored, Manifest planned) {
        return WriteChecks.ownership(context, manifests, stored, planned, config.write(), task);
    }

    /** The heap that an update takes in addition to a search, in bytes. */
    private long updateBytes(IdIndex items) {
        long bytes = Manifest.Entries.bytes(items.size());
        for (String modality : names()) {
            int topK = Math.min(config.topK().of(modality), items.size());
            bytes += Manifest.Entries.bytes(items.size())
                    + StoredRows.bytes(items.size())
                    + 2 * Neighbours.bytes(items.size(), topK);
        }
        return bytes;
    }

    Stream<EstimateRow> estimate() {
        try (context) {
            IdIndex items = search.items();
            EmbeddingReader.Census census = search.census(items);
            long relationships = 0;
            for (int m = 0; m < census.present().length; m++) {
                long present = census.present()[m];
                relationships += present * Math.min(config.topK().of(names().get(m)), present - 1);
            }
            return Stream.of(EstimateRow.of(search.memory(census, items), items.size(), relationships));
        }
    }

    private List<String> names() {
        return config.embeddings().modalities().names();
    }

    private List<String> types() {
        return names().stream().map(this::type).toList();
    }

    private String type(String modality) {
        return Modalities.relationshipType(config.relationshipTypePrefix(), modality);
    }
}
