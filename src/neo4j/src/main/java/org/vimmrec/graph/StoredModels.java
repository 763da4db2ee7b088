package org.vimmrec.graph;

import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.evaluation.StoredModel;
import org.vimmrec.recommender.EmbeddingScorer;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * Reads the models that {@code vimmrec.recommend.train} has written. The embeddings of the items remain in memory
 * between requests, as long as the heap has room for them: a request finds them by the id that each training gives to
 * its model.
 */
public final class StoredModels {
    /** The key of the manifest's configuration with the id of the model. */
    public static final String MODEL_ID = "modelId";

    private static final String DIMENSION = "embeddingDimension";
    private static final String ITEMS = "itemCount";
    private static final int MAX_MODELS = 16;
    /** By name of the database and id of the model, the one that was used last at the end. Guarded by itself. */
    private static final Map<String, SoftReference<Loaded>> CACHE = new LinkedHashMap<>(MAX_MODELS, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SoftReference<Loaded>> eldest) {
            return size() > MAX_MODELS;
        }
    };

    private final GraphDatabaseService db;
    private final ManifestStore manifests;
    private final Task task;

    /** Reads in transactions of its own, so that a model in memory has no uncommitted changes of a caller. */
    public StoredModels(GraphDatabaseService db, Task task) {
        this.db = db;
        this.manifests = new ManifestStore(db, task);
        this.task = task;
    }

    /**
     * A model in memory.
     *
     * @param property the property with the embeddings
     * @param items the items of the model that exist
     * @param length the length of an embedding
     */
    public record Loaded(String property, IdIndex items, StoredModel model, int length) {

        /**
         * The embedding of a user; null if the model does not know the user.
         *
         * @throws IllegalArgumentException if the property holds something else
         */
        public float[] user(Node user) {
            Object value = user.getProperty(property, null);
            return value == null ? null : embedding(property, user, value, length);
        }
    }

    /** The type of the manifest of a property, which stands for a relationship type there. */
    public static String manifestType(String property) {
        return "property " + property;
    }

    /**
     * Returns the manifest of a model without its entries.
     *
     * @param wanted the manifest of a model with the labels and interaction types of the call
     * @throws IllegalArgumentException if there is no model for them, or if its training was interrupted
     */
    public Manifest require(String property, Manifest wanted) {
        Manifest head = manifests.head(wanted.type());
        if (head == null) {
            throw new IllegalArgumentException(("No model is stored in the property [%s] (`embeddingProperty`). Call"
                            + " vimmrec.recommend.train first, or name a recommender.")
                    .formatted(Shown.name(property)));
        }
        String difference = head.identityDifference(wanted);
        if (difference != null) {
            throw new IllegalArgumentException(
                    "The embeddings in the property [%s] %s. Give the labels of the training."
                            .formatted(Shown.name(property), difference));
        }
        if (!head.complete() || !(head.configuration().get(MODEL_ID) instanceof String)) {
            throw new IllegalStateException(
                    ("The model in the property [%s] cannot be used, because its training is under"
                                    + " way or was interrupted. Wait, or call vimmrec.recommend.train again.")
                            .formatted(Shown.name(property)));
        }
        return head;
    }

    /** A copy of a database has the same models, but may have other node ids. */
    private String cacheKey(Manifest head) {
        return db.databaseName() + " " + head.configuration().get(MODEL_ID);
    }

    /** The model of a manifest if it is in memory, or null. */
    public Loaded inMemory(Manifest head) {
        synchronized (CACHE) {
            SoftReference<Loaded> found = CACHE.get(cacheKey(head));

            return found == null ? null : found.get();
        }
    }

    /** The number of items of a manifest's model. */
    public static long items(Manifest head) {
        return head.configuration().get(ITEMS) instanceof Long items ? items : 0;
    }

    /** Estimates the heap that {@link #load} needs. */
    public static MemoryEstimate memory(Manifest head, long items) {
        long length = head.configuration().get(DIMENSION) instanceof Long stored ? stored : 0;
        return MemoryEstimate.of(
                2 * MemoryEstimate.arrays(items, length, Float.BYTES) + 2 * Manifest.Entries.bytes(items));
    }

    /**
     * The configuration of a manifest with the id of a new model.
     *
     * @param items the number of items
     * @param length the length of an embedding
     */
    public static Map<String, Object> configuration(
            Map<String, Object> deciding, String modelId, int items, int length) {
        Map<String, Object> configuration = new LinkedHashMap<>(deciding);
        configuration.put(MODEL_ID, modelId);
        configuration.put(ITEMS, (long) items);
        configuration.put(DIMENSION, (long) length);
        return configuration;
    }

    /**
     * Reads a model and keeps it in memory.
     *
     * @throws IllegalArgumentException if an item of the model has lost its embedding, or has another value
     */
    public Loaded load(String property, Manifest head) {
        Manifest manifest = manifests.read(head.type());
        if (manifest == null
                || !manifest.settled()
                || !head.configuration().equals(manifest.configuration())
                || manifest.items().ids().length == 0) {
            throw new IllegalStateException(
                    ("The model in the property [%s] cannot be used: its manifest was changed, or node"
                                    + " ids are not those of the training. Call vimmrec.recommend.train again.")
                            .formatted(Shown.name(property)));
        }
        Loaded loaded = loaded(property, manifest);
        synchronized (CACHE) {
            CACHE.values().removeIf(reference -> reference.get() == null);
            CACHE.put(cacheKey(manifest), new SoftReference<>(loaded));
        }
        return loaded;
    }

    private Loaded loaded(String property, Manifest manifest) {
        long[] ids = manifest.items().ids();
        float[][] rows = new float[ids.length][];
        Label label = Label.label(manifest.itemLabel());
        int length = ((Long) manifest.configuration().get(DIMENSION)).intValue();
        FirstError error = new FirstError();
        try (Transaction own = db.beginTx()) {
            ReadTransactions.beside(db, own)
                    .forEachChunk(ids.length, "reading " + property, task, () -> (tx, chunk, from, to) -> {
                        for (int i = from; i < to; i++) {
                            try {
                                Node item = NodeIds.node(tx, ids[i]);
                                if (item.hasLabel(label)) {
                                    rows[i] = embedding(property, item, item.getProperty(property, null), length);
                                }
                            } catch (NotFoundException e) {
                                continue; // deleted since the training
                            } catch (IllegalArgumentException e) {
                                error.add(i, e.getMessage());
                            }
                        }
                    });
        }
        error.throwIfAny();
        int[] present =
                IntStream.range(0, ids.length).filter(i -> rows[i] != null).toArray();
        if (present.length == 0) {
            throw new IllegalStateException(
                    "No item of the model in the property [%s] exists any more. Call".formatted(Shown.name(property))
                            + " vimmrec.recommend.train again.");
        }
        return new Loaded(
                property,
                IdIndex.of(Arrays.stream(present).mapToLong(i -> ids[i]).toArray()),
                StoredModel.of(
                        Arrays.stream(present).mapToObj(i -> rows[i]).toArray(float[][]::new),
                        Arrays.stream(present)
                                .mapToLong(i -> manifest.items().outputs()[i])
                                .toArray(),
                        Arrays.stream(present)
                                .mapToLong(i -> manifest.items().inputs()[i])
                                .toArray()),
                length);
    }

    private static float[] embedding(String property, Node node, Object value, int length) {
        if (!(value instanceof float[] embedding)
                || embedding.length != length
                || !EmbeddingScorer.isValidLength(length)
                || !isFinite(embedding)) {
            throw new IllegalArgumentException(("The property [%s] of node %s is not the embedding of %d numbers that"
                            + " vimmrec.recommend.train has written. Call it again.")
                    .formatted(Shown.name(property), node.getElementId(), length));
        }
        return embedding;
    }

    private static boolean isFinite(float[] embedding) {
        float sum = 0;
        for (float value : embedding) {
            sum += value * 0; // NaN if any is not finite
        }
        return sum == 0;
    }
}
