package org.vimmrec.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/**
 * Loads a data set: {@code (:Item {itemId, title, <modality's property>})}, {@code (:User {userId})}, and
 * {@code (:User)-[:INTERACTED {rating, timestamp}]->(:Item)}, each property where there is something to put there. Ids
 * are stored as longs, as Cypher itself stores whole numbers.
 *
 * <p>By default only training interactions are loaded: the held-out ones are there to measure by, and virtual
 * interactions that have seen them would measure nothing.
 */
final class DataSetLoader {

    private static final Label ITEM = Label.label("Item");
    private static final Label USER = Label.label("User");
    private static final RelationshipType INTERACTED = RelationshipType.withName("INTERACTED");

    /** A transaction holds its changes on the heap until it is committed. */
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
     * Loads the data set into a database that is empty, or holds the beginning of an earlier load, which is removed.
     *
     * @param allInteractions whether to load the held-out interactions too; each then says which split it is of in its
     *                        property {@code x_label}
     */
    static LoadedDataSet load(GraphDatabaseService graph, DataSet dataSet, boolean allInteractions,
                              Progress progress) {
        Optional<LoadedDataSet> present = LoadedDataSet.in(graph);
        if (present.isPresent()) {
            if (present.get().complete()) {
                throw new IllegalStateException("the database already holds " + present.get().name());
            }
            clear(graph);
        }
        return new DataSetLoader(graph, dataSet, allInteractions, progress).load();
    }

    /** Everything but the node that says it is unfinished: it keeps saying so if this is cut short too. */
    private static void clear(GraphDatabaseService graph) {
        graph.executeTransactionally("MATCH (n) WHERE NOT n:" + LoadedDataSet.LABEL.name()
                + " CALL (n) { DETACH DELETE n } IN TRANSACTIONS OF " + BATCH + " ROWS");
    }

    private LoadedDataSet load() {
        Interactions interactions = dataSet.interactions();
        LoadedDataSet loaded = new LoadedDataSet(dataSet.name(), false,
                dataSet.modalities().stream().map(modality -> new LoadedDataSet.LoadedModality(
                        modality.name(), modality.property(), modality.embeddings().dimension())).toList(),
                allInteractions ? 0 : interactions.size(Interactions.VALIDATION),
                allInteractions ? 0 : interactions.size(Interactions.TEST));
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
        LoadedDataSet complete = new LoadedDataSet(loaded.name(), true, loaded.modalities(), loaded.validation(),
                loaded.test(), dataSet.checksum(), allInteractions);
        try (Transaction transaction = graph.beginTx()) {
            complete.write(transaction);
            transaction.commit();
        }
        return complete;
    }

    /** The element ids, by item. */
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

    /** The element ids, in the order of the data set's user ids. */
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
        Interactions interactions = dataSet.interactions();
        try (Progress.Step step = progress.begin("Loading interactions", interactions.size(), "interactions")) {
            int loaded = 0;
            int n = 0;
            while (n < interactions.size()) {
                try (Transaction transaction = graph.beginTx()) {
                    for (int inBatch = 0; inBatch < BATCH && n < interactions.size(); n++) {
                        if (allInteractions || interactions.label(n) == Interactions.TRAINING) {
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
        Interactions interactions = dataSet.interactions();
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

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d %s", number, what);
    }
}
