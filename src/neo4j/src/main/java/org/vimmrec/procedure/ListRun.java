package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vimmrec.config.CandidateSource;
import org.vimmrec.config.ListConfig;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.ItemLimitReader;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.RelationshipTypes;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.VirtualFingerprints;

/** One call of {@code vimmrec.list}. */
final class ListRun {
    private final ProcedureContext context;
    private final ListConfig own;
    private final Task task;

    ListRun(ProcedureContext context, ListConfig config) {
        this.context = context;
        this.own = config;
        this.task = context.task(config.run().concurrency());
    }

    Stream<StoredRow> rows() {
        try (context) {
            List<StoredRow> rows = new ArrayList<>();
            for (Manifest manifest : new ManifestStore(context.db(), task).all()) {
                rows.add(row(manifest));
            }
            return rows.stream();
        }
    }

    /** Returns the row of a manifest. Invalid data sets its {@code error}, so that the other rows are still listed. */
    private StoredRow row(Manifest manifest) {
        try {
            return switch (manifest.kind()) {
                case SIMILARITY -> similarity(manifest);
                case OVERLAY, SYNERGISTIC -> virtual(manifest);
                case RECOMMENDATION, EMBEDDING -> model(manifest);
            };
        } catch (CancellationException e) {
            throw e;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return row(manifest, null, null, e.getMessage());
        }
    }

    /** Ignores the entries of an interrupted write: they describe the write before it. */
    private static Manifest.Entries known(Manifest manifest, Manifest.Entries entries) {
        return manifest.complete() ? entries : Manifest.Entries.NONE;
    }

    private StoredRow similarity(Manifest manifest) {
        SimilarityConfig config = ListConfig.similarity(manifest.configuration());
        IdIndex items = Nodes.readAny(context.tx(), config.embeddings().itemLabel(), task);
        EmbeddingReader reader = new EmbeddingReader(context.reads(), config.embeddings(), task);
        boolean[] candidates =
                candidates(config.candidates(), items, config.embeddings().itemLabel());
        long[] fingerprints = within(
                reader.count(items).bytes(items.size()),
                () -> Fingerprint.of(reader.read(items).get(0).matrix().fingerprints(), candidates));
        Manifest.Entries known = known(manifest, manifest.sources());
        return row(manifest, known.countChangedInputs(items, fingerprints), null, null);
    }

    private StoredRow virtual(Manifest manifest) {
        Strategy strategy = manifest.kind() == Manifest.Kind.OVERLAY ? Strategy.OVERLAY : Strategy.SYNERGISTIC;
        VirtualConfig config = ListConfig.virtual(manifest.configuration(), strategy);
        IdIndex items = Nodes.readAny(context.tx(), config.embeddings().itemLabel(), task);
        IdIndex users = Nodes.readAny(context.tx(), config.interactions().userLabel(), task);
        InteractionReader reader = new InteractionReader(context.reads(), config.interactions(), task);
        return within(
                reader.bytes(users.size()),
                () -> virtual(manifest, config, items, users, reader.readAny(users, items)));
    }

    /** The row of recommendations or of a model's embeddings. */
    private StoredRow model(Manifest manifest) {
        RecommendConfig config = ListConfig.recommendations(manifest.configuration());
        IdIndex items = Nodes.readAny(context.tx(), config.embeddings().itemLabel(), task);
        IdIndex users = Nodes.readAny(context.tx(), config.interactions().userLabel(), task);
        InteractionReader reader = new InteractionReader(context.reads(), config.interactions(), task);
        long bytes = Interactions.bytes(
                users.size(), reader.count(), config.interactions().weightProperty() != null);
        long[] inputs = within(bytes, () -> VirtualFingerprints.ofUsers(reader.readAny(users, items), items, task));
        Manifest.Entries knownItems = known(manifest, manifest.items());
        return row(
                manifest,
                manifest.kind() == Manifest.Kind.EMBEDDING
                        ? knownItems.countChangedNodes(items)
                        : knownItems.countChangedOutputs(
                                items,
                                embeddings(new EmbeddingReader(context.reads(), config.embeddings(), task), items)),
                known(manifest, manifest.sources()).countChangedInputs(users, inputs),
                null);
    }

    private StoredRow virtual(
            Manifest manifest, VirtualConfig config, IdIndex items, IdIndex users, Interactions interactions) {
        long[] userInputs = VirtualFingerprints.ofUsers(interactions, items, task);
        Manifest.Entries known = known(manifest, manifest.items());
        String label = config.embeddings().itemLabel();
        boolean[] candidates = candidates(config.selection().candidates(), items, label);
        long itemsChanged;
        if (config.strategy() == Strategy.SYNERGISTIC) {
            itemsChanged = known.countChangedOutputs(
                    items,
                    Fingerprint.of(
                            embeddings(new EmbeddingReader(context.reads(), config.embeddings(), task), items),
                            candidates));
        } else if (manifest.weights().isEmpty()) {
            itemsChanged = items.size(); // an unfinished write has no weights to compute the contributions with
        } else {
            itemsChanged = known.countChangedInputs(items, rows(manifest, config, candidates, interactions, items));
        }
        Manifest.Entries knownUsers = known(manifest, manifest.sources());
        return row(manifest, itemsChanged, knownUsers.countChangedInputs(users, userInputs), null);
    }

    /** Returns a fingerprint of each item's embeddings. A modality may have become empty, so none are required. */
    private long[] embeddings(EmbeddingReader reader, IdIndex items) {
        return within(
                reader.count(items).bytes(items.size()),
                () -> VirtualFingerprints.ofEmbeddings(EmbeddingReader.matrices(reader.read(items)), items.size()));
    }

    /** Returns a fingerprint of each item's current contributions, computed with the weights of the last write. */
    private long[] rows(
            Manifest manifest, VirtualConfig config, boolean[] candidates, Interactions interactions, IdIndex items) {
        SimilarityReader reader = new SimilarityReader(context.reads(), config.similarities(), task);
        List<String> modalities = new ArrayList<>(manifest.weights().keySet());
        double[] weights = Weights.ordered(modalities, manifest.weights());
        return within(reader.bytes(modalities, items, false), () -> {
            List<Neighbours> neighbours =
                    OverlayReader.contributing(config.search(), modalities, reader.read(modalities, items), candidates);
            ItemLimits limits = new ItemLimitReader(
                            context.reads(),
                            config.selection(),
                            config.embeddings().itemLabel(),
                            task)
                    .read(items.ids());
            return VirtualFingerprints.ofItems(
                    new VirtualInteractions(
                            interactions,
                            Overlay.layers(neighbours, weights),
                            config.search().topK(),
                            config.rule()),
                    limits.identities(items.ids()),
                    task);
        });
    }

    private boolean[] candidates(CandidateSource source, IdIndex items, String label) {
        return new CandidateReader(context.reads(), source, label, task).read(items.ids());
    }

    private <R> R within(long bytes, Supplier<R> work) {
        return context.within(MemoryEstimate.of(bytes), own.run(), work);
    }

    private StoredRow row(Manifest manifest, Long itemsChanged, Long usersChanged, String error) {
        return new StoredRow(
                manifest.kind() == Manifest.Kind.EMBEDDING ? null : manifest.type(),
                manifest.kind().spelling(),
                manifest.configuration(),
                manifest.weights(),
                manifest.writtenAt(),
                RelationshipTypes.count(context.tx(), manifest.type(), task),
                manifest.settled(),
                itemsChanged,
                usersChanged,
                error);
    }
}
