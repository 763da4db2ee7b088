package org.vimmrec.cli.database;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;

/**
 * Loads a data set as {@code (:Item {itemId, title, <modality's property>})}, {@code (:User {userId})} and
 * {@code (:User)-[:INTERACTED {rating, timestamp}]->(:Item)}. Properties without a value are left out. Ids are stored
 * as longs, as Cypher stores whole numbers.
 *
 * <p>By default only training interactions are loaded. Held-out interactions serve to measure a recommender, and
 * virtual interactions derived from them would distort the result.
 */
public final class DataSetLoader {

    private static final Label ITEM = Label.label("Item");
    private static final Label USER = Label.label("User");
    private static final RelationshipType INTERACTED = RelationshipType.withName("INTERACTED");

    /** Limits on a transaction, which holds its changes on the heap until it commits. */
    private static final int BATCH = 10_000;

    private static final long BATCH_BYTES = 32L << 20;

    private final GraphDatabaseService graph;
    private final DataSet dataSet;
    private final boolean allInteractions;
    private final Progress progress;

    private DataSetLoader(GraphDatabaseService graph, DataSet dataSet, boolean allInteractions, Progress progress) {
        this.graph = graph;
        this.dataSet = dataSet;
        this.allInteractions = allInteractions;
        this.progress = progress;
    }

    /**
     * Loads the data set into an empty database. The remains of an interrupted load are removed first.
     *
     * @param allInteractions whether to load the held-out interactions too, with their split in the property
     *     {@code x_label}
     */
    public static LoadedDataSet load(
            GraphDatabaseService graph, DataSet dataSet, boolean allInteractions, Progress progress) {
        Optional<LoadedDataSet> present = LoadedDataSet.in(graph);
        if (present.isPresent()) {
            if (present.get().complete()) {
                throw new IllegalStateException(
                        "the database already holds " + present.get().name());
            }
            clear(graph);
        }
        return new DataSetLoader(graph, dataSet, allInteractions, progress).load();
    }

    /** Keeps the node that marks the load as incomplete, in case this is interrupted too. */
    private static void clear(GraphDatabaseService graph) {
        graph.executeTransactionally("MATCH (n) WHERE NOT n:" + LoadedDataSet.LABEL.name()
                + " CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF " + BATCH + " ROWS");
    }

    private LoadedDataSet load() {
        InteractionTable interactions = dataSet.interactions();
        LoadedDataSet loaded = new LoadedDataSet(
                dataSet.name(),
                false,
                dataSet.modalities().stream()
                        .map(modality -> new LoadedDataSet.LoadedModality(
                                modality.name(),
                                modality.property(),
                                modality.embeddings().dimension()))
                        .toList(),
                allInteractions ? 0 : interactions.size(InteractionTable.VALIDATION),
                allInteractions ? 0 : interactions.size(InteractionTable.TEST));
        try (Transaction transaction = graph.beginTx()) {
            loaded.write(transaction);
            transaction.commit();
        }
        graph.executeTransactionally(
                "CREATE CONSTRAINT item_id IF NOT EXISTS FOR (item:Item) REQUIRE item.itemId IS UNIQUE");
        graph.executeTransactionally(
                "CREATE CONSTRAINT user_id IF NOT EXISTS FOR (user:User) REQUIRE user.userId IS UNIQUE");
        String[] items = loadItems();
        String[] users = loadUsers();
        loadInteractions(users, items);
        LoadedDataSet complete = new LoadedDataSet(
                loaded.name(),
                true,
                loaded.modalities(),
                loaded.validation(),
                loaded.test(),
                dataSet.checksum(),
                allInteractions);
        try (Transaction transaction = graph.beginTx()) {
            complete.write(transaction);
            transaction.commit();
        }
        return complete;
    }

    /** Returns the element ids by item. */
    private String[] loadItems() {
        String[] ids = new String[dataSet.items()];
        long itemBytes = 64;
        for (Modality modality : dataSet.modalities()) {
            itemBytes += (long) modality.embeddings().dimension() * Double.BYTES;
        }
        int batch = (int) Math.max(1, Math.min(BATCH, BATCH_BYTES / itemBytes));
        try (Progress.Step step = progress.begin("Loading items", ids.length, "items")) {
            for (int from = 0; from < ids.length; from += batch) {
                int to = Math.min(ids.length, from + batch);
                try (Transaction transaction = graph.beginTx()) {
                    for (int i = from; i < to; i++) {
                        ids[i] = createItem(transaction, i).getElementId();
                        step.to(i);
                    }
                    transaction.commit();
                }
            }
            step.finish(count(ids.length, "items"));
        }
        return ids;
    }

    private Node createItem(Transaction transaction, int item) {
        Node node = transaction.createNode(ITEM);
        node.setProperty("itemId", (long) item);
        if (dataSet.titles() != null) {
            node.setProperty("title", dataSet.titles()[item]);
        }
        for (Modality modality : dataSet.modalities()) {
            Object embedding = modality.embeddings().propertyOf(item);
            if (embedding != null) {
                node.setProperty(modality.property(), embedding);
            }
        }
        return node;
    }

    /** Returns the element ids in the order of the data set's user ids. */
    private String[] loadUsers() {
        int[] userIds = dataSet.userIds();
        String[] ids = new String[userIds.length];
        try (Progress.Step step = progress.begin("Loading users", ids.length, "users")) {
            for (int from = 0; from < ids.length; from += BATCH) {
                int to = Math.min(ids.length, from + BATCH);
                try (Transaction transaction = graph.beginTx()) {
                    for (int u = from; u < to; u++) {
                        Node node = transaction.createNode(USER);
                        node.setProperty("userId", (long) userIds[u]);
                        ids[u] = node.getElementId();
                    }
                    transaction.commit();
                }
                step.to(to);
            }
            step.finish(count(ids.length, "users"));
        }
        return ids;
    }

    private void loadInteractions(String[] users, String[] items) {
        InteractionTable interactions = dataSet.interactions();
        try (Progress.Step step = progress.begin("Loading interactions", interactions.size(), "interactions")) {
            int loaded = 0;
            int n = 0;
            while (n < interactions.size()) {
                try (Transaction transaction = graph.beginTx()) {
                    for (int inBatch = 0; inBatch < BATCH && n < interactions.size(); n++) {
                        if (allInteractions || interactions.label(n) == InteractionTable.TRAINING) {
                            createInteraction(transaction, n, users, items);
                            inBatch++;
                            loaded++;
                        }
                    }
                    transaction.commit();
                }
                step.to(n);
            }
            step.finish(count(loaded, "interactions"));
        }
    }

    private void createInteraction(Transaction transaction, int n, String[] users, String[] items) {
        InteractionTable interactions = dataSet.interactions();
        int user = Arrays.binarySearch(dataSet.userIds(), interactions.user(n));
        Node userNode = transaction.getNodeByElementId(users[user]);
        Node itemNode = transaction.getNodeByElementId(items[interactions.item(n)]);
        Relationship relationship = userNode.createRelationshipTo(itemNode, INTERACTED);
        if (interactions.rated()) {
            relationship.setProperty("rating", interactions.rating(n));
        }
        if (interactions.timed()) {
            relationship.setProperty("timestamp", interactions.timestamp(n));
        }
        if (allInteractions && interactions.labelled()) {
            relationship.setProperty("x_label", (long) interactions.label(n));
        }
    }

    private static String count(long number, String unit) {
        return String.format(Locale.ROOT, "%,d %s", number, unit);
    }
}
