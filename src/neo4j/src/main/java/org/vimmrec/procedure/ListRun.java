package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.vimmrec.config.ListConfig;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.config.Strategy;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.Manifest;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.RelationshipTypes;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.interaction.Strategies;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.procedure.ListProcedure.StoredRow;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/** One call of {@code vimmrec.list}. */
final class ListRun {
    private final ProcedureContext call;
    private final ListConfig own;
    private final Task task;

    ListRun(ProcedureContext call, ListConfig config) {
        this.call = call;
        this.own = config;
        this.task = call.task(config.run().concurrency());
    }

    Stream<StoredRow> rows() {
        try (call) {
            List<StoredRow> rows = new ArrayList<>();
            for (Manifest manifest : new ManifestStore(call.db(), task).all()) {
                rows.add(row(manifest));
            }
            return rows.stream();
        }
    }

    /** Data that an update would refuse are no reason not to list what was written. */
    private StoredRow row(Manifest manifest) {
        try {
            return manifest.isSimilarity() ? similarity(manifest) : virtual(manifest);
        } catch (CancellationException e) {
            throw e;
        } catch (IllegalArgumentException | IllegalStateException e) {
            return row(manifest, null, null, e.getMessage());
        }
    }

    /** What an interrupted write has left of the one before tells no changes. */
    private static Manifest.Entries known(Manifest manifest, Manifest.Entries entries) {
        return manifest.complete() ? entries : Manifest.Entries.NONE;
    }

    private StoredRow similarity(Manifest manifest) {
        SimilarityConfig config = ListConfig.similarity(manifest.configuration());
        Nodes items = Nodes.readAny(call.tx(), config.embeddings().itemLabel(), task);
        EmbeddingReader reader = new EmbeddingReader(call.reads(), config.embeddings(), task);
        long[] fingerprints = within(reader.count(items).bytes(items.size()),
                () -> reader.read(items).get(0).matrix().fingerprints());
        Manifest.Entries known = known(manifest, manifest.sources());
        return row(manifest, changed(items, known.ids(), known.inputs(), fingerprints), null, null);
    }

    private StoredRow virtual(Manifest manifest) {
        Strategy strategy = Strategy.valueOf(manifest.kind().toUpperCase(Locale.ROOT));
        VirtualConfig config = ListConfig.virtual(manifest.configuration(), strategy);
        Nodes items = Nodes.readAny(call.tx(), config.embeddings().itemLabel(), task);
        Nodes users = Nodes.readAny(call.tx(), config.interactions().userLabel(), task);
        InteractionReader reader = new InteractionReader(call.reads(), config.interactions(), task);
        long bytes = Interactions.bytes(users.size(), reader.count(), config.interactions().weightProperty() != null);
        return within(bytes, () -> virtual(manifest, config, items, users, reader.readAny(users, items)));
    }

    private StoredRow virtual(Manifest manifest, VirtualConfig config, Nodes items, Nodes users, Interactions interactions) {
        long[] userInputs = VirtualInputs.ofUsers(interactions, items, task);
        Manifest.Entries known = known(manifest, manifest.items());
        long itemsChanged;
        if (config.strategy() == Strategy.SYNERGISTIC) {
            itemsChanged = changed(items, known.ids(), known.outputs(),
                    embeddings(new EmbeddingReader(call.reads(), config.embeddings(), task), items));
        } else if (manifest.weights().isEmpty()) {
            itemsChanged = items.size(); // of a write that has not ended, nobody knows what the items lend
        } else {
            itemsChanged = changed(items, known.ids(), known.inputs(), rows(manifest, config, interactions, items));
        }
        Manifest.Entries knownUsers = known(manifest, manifest.sources());
        return row(manifest, itemsChanged, changed(users, knownUsers.ids(), knownUsers.inputs(), userInputs), null);
    }

    /** Modalities are read as they were by those who wrote, even where no item has one any more. */
    private long[] embeddings(EmbeddingReader reader, Nodes items) {
        return within(reader.count(items).bytes(items.size()),
                () -> VirtualInputs.ofEmbeddings(reader.read(items), items));
    }

    /** What the items lend by now, with the weights of then. */
    private long[] rows(Manifest manifest, VirtualConfig config, Interactions interactions, Nodes items) {
        SimilarityReader reader = new SimilarityReader(call.reads(), config.similarities(), task);
        List<String> modalities = new ArrayList<>(manifest.weights().keySet());
        double[] weights = Weights.ordered(modalities, manifest.weights());
        return within(reader.bytes(modalities, items, false), () -> {
            List<Neighbours> neighbours = modalities.stream().map(modality -> reader.read(modality, items)).toList();
            return VirtualInputs.ofItems(new VirtualInteractions(interactions, Strategies.overlay(neighbours, weights),
                    config.search().topK(), config.rule()), items, task);
        });
    }

    private <R> R within(long bytes, Supplier<R> work) {
        return call.within(MemoryEstimate.of(bytes), own.run(), work);
    }

    private static long changed(Nodes nodes, long[] knownIds, long[] known, long[] current) {
        int[] places = new Manifest.Entries(knownIds, known, known).places(nodes);
        long changed = 0;
        int found = 0;
        for (int n = 0; n < places.length; n++) {
            found += places[n] < 0 ? 0 : 1;
            changed += current[n] != (places[n] < 0 ? Fingerprint.NONE : known[places[n]]) ? 1 : 0;
        }
        return changed + knownIds.length - found;
    }

    private StoredRow row(Manifest manifest, Long itemsChanged, Long usersChanged, String error) {
        return new StoredRow(manifest.type(), manifest.kind(), manifest.configuration(), manifest.weights(), manifest.writtenAt(),
                RelationshipTypes.count(call.tx(), manifest.type(), task), manifest.settled(), itemsChanged, usersChanged,
                error);
    }
}
