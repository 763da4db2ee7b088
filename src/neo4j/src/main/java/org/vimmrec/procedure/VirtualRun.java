package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vimmrec.config.Strategy;
import org.vimmrec.config.UpdateConfig;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.config.Weighting.Method;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.DesiredRelationships;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.Manifest;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.graph.WriteCounts;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Strategies;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.procedure.VirtualRows.EdgeRow;
import org.vimmrec.procedure.VirtualRows.StatsRow;
import org.vimmrec.procedure.VirtualRows.UpdateRow;
import org.vimmrec.procedure.VirtualRows.WriteRow;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SelectedRows;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.statistics.Summary;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/** One call of {@code vimmrec.overlay.*} or {@code vimmrec.synergistic.*}. */
final class VirtualRun {
    private static final String SEARCHING = "synergistic similarity";

    private final ProcedureContext call;
    private final VirtualConfig config;
    private final Task task;
    private final EmbeddingReader embeddingReader;
    private final SimilarityReader similarityReader;
    private final InteractionReader interactionReader;

    VirtualRun(ProcedureContext call, VirtualConfig config) {
        this.call = call;
        this.config = config;
        this.task = call.task(config.run().concurrency());
        ReadTransactions reads = call.reads();
        this.embeddingReader = new EmbeddingReader(reads, config.embeddings(), task);
        this.similarityReader = new SimilarityReader(reads, config.similarities(), task);
        this.interactionReader = new InteractionReader(reads, config.interactions(), task);
    }

    /** All that is needed to compute virtual interactions, user by user. */
    record Prepared(Nodes users, Nodes items, Interactions interactions, NeighbourLayers vouching, VirtualInteractions edges,
            long preProcessingMillis, long computeMillis) {
    }

    /**
     * What a strategy adds to the interactions: who vouches for whom, and how long the search for that took.
     *
     * @param weights of modalities that it is computed with
     * @param foundWeights those that are found in the graph as it is
     * @param oldWeights those that an update begins with; without one, those that are found
     * @param embeddings that were read for it; none for Overlay
     * @param fused for Synergistic what the layer is made of; null for Overlay, whose layers are the modalities
     * @param notices about modalities that are empty
     */
    record NeighbourLayers(List<String> modalities, double[] weights, double[] foundWeights, double[] oldWeights, List<Layer> layers,
            List<EmbeddingReader.Modality> embeddings, FusedSimilarity fused, List<String> notices, long computeMillis) {

        boolean keepsWeights() {
            return Arrays.equals(weights, oldWeights);
        }

        Map<String, Object> drift() {
            double[] drift = new double[weights.length];
            Arrays.setAll(drift, m -> foundWeights[m] - oldWeights[m]);
            return Weights.map(modalities, drift);
        }
    }

    /** What is to be read. */
    private record Sources(Nodes users, Nodes items, long interactions, MemoryEstimate memory) {
    }

    Stream<EdgeRow> stream() {
        return call.streaming(() -> {
            Prepared prepared = prepare();
            SparseRows.Reader reader = prepared.edges().reader();
            return IntStream.range(0, prepared.users().size()).boxed()
                    .flatMap(user -> call.edges(reader, user, prepared.users(), prepared.items(), EdgeRow::new));
        });
    }

    Stream<StatsRow> stats() {
        try (call) {
            Prepared prepared = prepare();
            return Stream.of(statsRow(prepared, prepared.edges()));
        }
    }

    Stream<WriteRow> write() {
        String type = config.relationshipType();
        try (call; WriterLock lock = WriterLock.acquire(call.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(call.db(), task);
            Ownership ownership = WriteChecks.ownership(call, manifests, manifests.read(type), begun(), config.write(), task);
            ExistingRelationships standing = ExistingRelationships.of(call.tx(), ownership, task);
            return Stream.of(write(standing, prepare()));
        }
    }

    private WriteRow write(ExistingRelationships standing, Prepared prepared) {
        Nodes users = prepared.users();
        Nodes items = prepared.items();
        ConvergentWriter writer = writer(prepared);
        long[] checksums = new long[users.size()];
        StatsRow stats = statsRow(prepared, new ChecksummedRows(prepared.edges(), items.ids(), checksums));
        long start = System.nanoTime();
        ManifestStore manifests = new ManifestStore(call.db(), task);
        Manifest begun = begun();
        manifests.beginWrite(begun);
        WriteCounts counts = writer.write(standing, config.write().property(),
                new DesiredRelationships(prepared.edges(), users.ids(), items.ids()));
        manifests.save(begun.written(Weights.map(prepared.vouching().modalities(), prepared.vouching().weights()),
                new Manifest.Entries(users.ids(), userFingerprints(prepared), checksums),
                new Manifest.Entries(items.ids(), itemFingerprints(prepared), embeddingFingerprints(prepared)),
                remembered(prepared)), null);
        return WriteRow.of(stats, standing.type(), counts, ProcedureContext.millisSince(start));
    }

    Stream<UpdateRow> update() {
        String type = config.relationshipType();
        try (call; WriterLock lock = WriterLock.acquire(call.tx(), List.of(type), task)) {
            ManifestStore manifests = new ManifestStore(call.db(), task);
            Manifest old = manifests.read(type);
            Manifest begun = begun();
            Ownership ownership = WriteChecks.ownership(call, manifests, old, begun, config.write(), task);
            String reason = ProcedureContext.mismatch(old, begun, config.update());
            ExistingRelationships standing = reason == null ? null : ExistingRelationships.of(call.tx(), ownership, task);
            Prepared prepared = prepare(reason == null ? old : null);
            if (reason == null && !prepared.vouching().keepsWeights()) {
                reason = "the modality weights have moved";
            }
            return Stream.of(reason == null ? update(old, ownership, prepared)
                    : UpdateRow.of(write(standing == null ? ExistingRelationships.of(call.tx(), ownership, task) : standing, prepared), reason,
                            prepared.vouching().drift(), prepared.items().size()));
        }
    }

    private UpdateRow update(Manifest old, Ownership ownership, Prepared prepared) {
        long start = System.nanoTime();
        Nodes users = prepared.users();
        Nodes items = prepared.items();
        StoredRows stored = StoredRows.withoutValues(call.reads(), ownership, users, task);
        ExistingRelationships strays = stored.otherSources(call.tx(), task);
        BitSet named = config.update().changedNodes() == null ? null : ProcedureContext.indexes("users", config.update().changedNodes(), users);
        VirtualChanges changes = VirtualChanges.since(old, prepared.interactions(), users, userFingerprints(prepared), items,
                itemFingerprints(prepared), named, stored);
        int[] affected = changes.affected().stream().toArray();
        stored.requireOwned(call.reads(), affected, task);
        ConvergentWriter writer = writer(prepared);
        long preProcessingMillis = prepared.preProcessingMillis() + ProcedureContext.millisSince(start);
        start = System.nanoTime();
        long[] checksums = new long[users.size()];
        int[] counts = new int[users.size()];
        for (int u = 0; u < checksums.length; u++) { // whoever is not affected stands as the manifest says
            counts[u] = stored.count(u);
            checksums[u] = stored.checksum(u);
        }
        task.parallel("rows of affected users", affected.length, () -> {
            SparseRows.Reader reader = prepared.edges().reader();
            return n -> {
                counts[affected[n]] = reader.read(affected[n]);
                checksums[affected[n]] = StoredRows.checksum(reader, counts[affected[n]], items.ids(), false);
            };
        });
        long computeMillis = prepared.computeMillis() + ProcedureContext.millisSince(start);
        start = System.nanoTime();
        ManifestStore manifests = new ManifestStore(call.db(), task);
        long[] sources = users.ids(affected);
        manifests.markPending(old.type(), sources);
        WriteCounts written = writer.write(strays, config.write().property(),
                new DesiredRelationships(new SelectedRows(prepared.edges(), affected), sources, items.ids()));
        Manifest.Entries itemEntries = new Manifest.Entries(items.ids(), changes.itemInputs(), embeddingFingerprints(prepared));
        manifests.save(old.written(old.weights(), new Manifest.Entries(users.ids(), changes.userInputs(), checksums),
                named == null ? itemEntries : itemEntries.keepingNodesOf(old.items()), remembered(prepared)), old);
        long total = 0;
        long augmented = 0;
        for (int count : counts) {
            total += count;
            augmented += count > 0 ? 1 : 0;
        }
        NeighbourLayers vouching = prepared.vouching();
        return new UpdateRow("update", null, users.size(), augmented, total, (double) total / users.size(),
                Weights.map(vouching.modalities(), vouching.weights()), vouching.drift(), changes.items().cardinality(),
                (long) changes.users().cardinality() + changes.gone(), affected.length, preProcessingMillis, computeMillis,
                config.run().effective(), old.type(), written.created(), written.updated(), written.deleted(),
                total - written.created() - written.updated(), ProcedureContext.millisSince(start), vouching.notices());
    }

    /** For what was prepared, if it can be written. */
    private ConvergentWriter writer(Prepared prepared) {
        ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.write().batchSize(), task);
        writer.requireCommitted(prepared.users().ids());
        writer.requireCommitted(prepared.items().ids());
        return writer;
    }

    /** The manifest while the virtual interactions are written for the first time. */
    private Manifest begun() {
        Map<String, Object> deciding = config.run().resultKeys();
        if (config.strategy() == Strategy.OVERLAY && !config.embeddings().modalities().haveProperties()) {
            deciding.put("modalities", similarityReader.modalities(config.embeddings().modalities()));
        }
        return Manifest.begun(config.relationshipType(), config.strategy().spelling(), deciding);
    }

    private long[] userFingerprints(Prepared prepared) {
        return VirtualInputs.ofUsers(prepared.interactions(), prepared.items(), task);
    }

    private long[] itemFingerprints(Prepared prepared) {
        return VirtualInputs.ofItems(prepared.edges(), prepared.items(), task);
    }

    /** The neighbours that are nowhere else. Those of Overlay are relationships. */
    private static Manifest.Entries remembered(Prepared prepared) {
        return prepared.vouching().fused() == null ? Manifest.Entries.NONE
                : SimilarityChanges.remembered(prepared.vouching().layers().get(0).neighbours(), prepared.items());
    }

    private long[] embeddingFingerprints(Prepared prepared) {
        return VirtualInputs.ofEmbeddings(prepared.vouching().embeddings(), prepared.items());
    }

    Stream<EstimateRow> estimate() {
        try (call) {
            Sources sources = sources();
            double perUser = Math.min(config.rule().maxPerUser(), sources.items().size());
            long relationships = (long) Math.min(sources.interactions() * mostVouched(sources.items()),
                    sources.users().size() * perUser);
            return Stream.of(EstimateRow.of(sources.memory(), (long) sources.users().size() + sources.items().size(),
                    relationships));
        }
    }

    private Sources sources() {
        Nodes items = embeddingReader.items();
        Nodes users = interactionReader.users();
        long interactions = interactionReader.count();
        long bytes = Long.BYTES * ((long) users.size() + items.size())
                + Interactions.bytes(users.size(), interactions, config.interactions().weightProperty() != null)
                + task.concurrency() * VirtualInteractions.readerBytes(items.size());
        long remembered = (long) users.size() + items.size();
        if (config.strategy() == Strategy.SYNERGISTIC) {
            remembered += (long) items.size() * Math.min(config.search().topK(), items.size() - 1);
        }
        if (config.write() != null) {
            bytes += Manifest.Entries.bytes(remembered);
        }
        if (config.update() != null) {
            bytes += 2 * Manifest.Entries.bytes(remembered) + StoredRows.bytes(users.size());
        }
        boolean mean = config.weighting().method() == Method.MEAN;
        long stored = config.strategy() == Strategy.OVERLAY || mean
                ? similarityReader.bytes(similarityReader.modalities(config.embeddings().modalities()), items, mean) : 0;
        if (config.strategy() == Strategy.SYNERGISTIC) {
            EmbeddingReader.Census census = embeddingReader.census(items);
            int topK = Math.min(config.search().topK(), items.size() - 1);
            bytes += census.bytes(items.size()) + Math.max(stored, Neighbours.bytes(items.size(), topK)
                    + ExactNeighbours.bytes(items.size(), topK, census.dimension(), task.concurrency()));
        } else {
            bytes += stored;
            if (config.weighting().method() == Method.CO_INTERACTION) {
                bytes += embeddingReader.census(items).bytes(items.size());
            }
        }
        return new Sources(users, items, interactions, MemoryEstimate.of(bytes));
    }

    /** How many vouched for there are of an item at most. */
    private double mostVouched(Nodes items) {
        double topK = Math.min(config.search().topK(), items.size() - 1);
        return config.strategy() == Strategy.SYNERGISTIC ? topK
                : similarityReader.modalities(config.embeddings().modalities()).stream()
                        .mapToDouble(modality -> Math.min(topK, similarityReader.maxNeighbours(modality, items))).sum();
    }

    /** Reads the graph and finds who vouches for whom. */
    Prepared prepare() {
        return prepare(null);
    }

    /** @param old what an update begins with: its weights are kept, and its neighbours where they stand; or null */
    private Prepared prepare(Manifest old) {
        long start = System.nanoTime();
        Sources sources = sources();
        call.reserve(sources.memory(), config.run());
        Interactions interactions = interactionReader.read(sources.users(), sources.items());
        NeighbourLayers vouching = config.strategy() == Strategy.OVERLAY
                ? overlay(sources.items(), interactions, old) : synergistic(sources.items(), interactions, old);
        VirtualInteractions edges = new VirtualInteractions(interactions, vouching.layers(), config.search().topK(),
                config.rule());
        return new Prepared(sources.users(), sources.items(), interactions, vouching, edges,
                ProcedureContext.millisSince(start) - vouching.computeMillis(), vouching.computeMillis());
    }

    private NeighbourLayers overlay(Nodes items, Interactions interactions, Manifest old) {
        List<String> modalities = similarityReader.modalities(config.embeddings().modalities());
        List<Neighbours> neighbours = modalities.stream().map(name -> similarityReader.read(name, items)).toList();
        boolean[] empty = new boolean[modalities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = neighbours.get(m).total() == 0;
        }
        double[] found = ModalityWeights.among(new Weights(config.weighting(), modalities, task).of(
                () -> distributions(neighbours), () -> embeddingReader.read(items), () -> interactions), empty);
        double[] before = old == null ? found : Weights.ordered(modalities, old.weights());
        double[] weights = recomputesWeights() ? found : before;
        List<String> notices = notices(empty, m -> Notices.ofStored(modalities.get(m)));
        return new NeighbourLayers(modalities, weights, found, before, Strategies.overlay(neighbours, weights), List.of(), null,
                notices, 0);
    }

    private NeighbourLayers synergistic(Nodes items, Interactions interactions, Manifest old) {
        List<EmbeddingReader.Modality> embeddings = embeddingReader.read(items);
        List<String> modalities = config.embeddings().modalities().names();
        boolean[] empty = new boolean[modalities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = embeddings.get(m).matrix().present() < 2;
        }
        double[] found = ModalityWeights.among(new Weights(config.weighting(), modalities, task).of(() -> {
            List<Distribution> stored = storedDistributions(items);
            for (int m = 0; m < empty.length; m++) {
                empty[m] |= stored.get(m).count() == 0;
            }
            return stored;
        }, () -> embeddings, () -> interactions), empty);
        double[] before = old == null ? found : Weights.ordered(modalities, old.weights());
        double[] weights = recomputesWeights() ? found : before;
        long start = System.nanoTime();
        FusedSimilarity fused = new FusedSimilarity(embeddings.stream().map(EmbeddingReader.Modality::matrix).toList(),
                weights);
        call.announceKernel();
        int topK = config.search().topK();
        double cutoff = config.search().similarityCutoff();
        Neighbours neighbours;
        if (old == null || !Arrays.equals(weights, before)) {
            neighbours = ExactNeighbours.search(fused, topK, cutoff, SEARCHING, task);
        } else {
            SimilarityChanges changes = SimilarityChanges.since(old, fused::available,
                    VirtualInputs.ofEmbeddings(embeddings, items), items, topK);
            neighbours = ExactNeighbours.update(fused, topK, cutoff, changes.standing(), changes.changed(),
                    changes.searched(), SEARCHING, task);
        }
        return new NeighbourLayers(modalities, weights, found, before, Strategies.synergistic(neighbours), embeddings, fused,
                notices(empty, m -> Notices.ofFused(embeddings.get(m))), ProcedureContext.millisSince(start));
    }

    /** One for each modality that is empty, which the log is told, too. */
    private List<String> notices(boolean[] empty, IntFunction<String> notice) {
        List<String> notices = new ArrayList<>();
        for (int m = 0; m < empty.length; m++) {
            if (empty[m]) {
                notices.add(notice.apply(m));
            }
        }
        if (notices.size() == empty.length) {
            notices.add(Notices.ALL_EMPTY);
        }
        call.log(notices);
        return notices;
    }

    private boolean recomputesWeights() {
        return config.update() != null && config.update().weights() == UpdateConfig.Weights.RECOMPUTE;
    }

    private List<Distribution> storedDistributions(Nodes items) {
        List<String> modalities = similarityReader.modalities(config.embeddings().modalities());
        return distributions(modalities.stream().map(name -> similarityReader.read(name, items)).toList());
    }

    private static List<Distribution> distributions(List<Neighbours> neighbours) {
        return neighbours.stream().map(similarities -> Distribution.of(similarities.allScores())).toList();
    }

    /** @param rows the edges, read once each */
    private StatsRow statsRow(Prepared prepared, SparseRows rows) {
        long start = System.nanoTime();
        Summary summary = Summary.of(rows, prepared.items().size(), config.strategy().spelling(), task);
        boolean[] warm = prepared.interactions().touched(prepared.items().size());
        long cold = 0;
        long reached = 0;
        for (int i = 0; i < warm.length; i++) {
            cold += warm[i] ? 0 : 1;
            reached += !warm[i] && summary.columnReached()[i] ? 1 : 0;
        }
        long edges = summary.values().count();
        Map<String, Object> weights = Weights.map(prepared.vouching().modalities(), prepared.vouching().weights());
        return new StatsRow(summary.rows(), summary.rowsWithEntries(), edges, (double) edges / summary.rows(), cold,
                reached, weights, DistributionMaps.map(summary.values()), prepared.preProcessingMillis(),
                prepared.vouching().computeMillis() + ProcedureContext.millisSince(start), config.run().effective(),
                prepared.vouching().notices());
    }
}
