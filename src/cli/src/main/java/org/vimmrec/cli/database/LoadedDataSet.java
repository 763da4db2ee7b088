package org.vimmrec.cli.database;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.process.CommandFailure;

/**
 * Describes the data set in a database. The description is stored in the graph, in one node {@code (:VimmrecDataSet)}.
 * It is created before loading starts and marked complete in the last transaction of the load. This distinguishes an
 * interrupted load from a complete one, and from a database that something else filled.
 *
 * @param name the data set's name
 * @param complete false until the load has finished
 * @param modalities the modalities of the items
 * @param validation the number of interactions of the validation split that were left out
 * @param test the number of interactions of the test split that were left out
 * @param checksum {@link DataSet#checksum()}; null during loading, and if version 0.1.0 loaded the data set
 * @param allInteractions whether held-out interactions were loaded too
 */
public record LoadedDataSet(
        String name,
        boolean complete,
        List<LoadedModality> modalities,
        long validation,
        long test,
        String checksum,
        boolean allInteractions) {

    static final Label LABEL = Label.label("VimmrecDataSet");

    /** A modality's name, the property of {@code (:Item)} that holds its embeddings, and their dimension. */
    record LoadedModality(String name, String property, int dimension) {}

    /** A data set without a checksum. */
    public LoadedDataSet(String name, boolean complete, List<LoadedModality> modalities, long validation, long test) {
        this(name, complete, modalities, validation, test, null, false);
    }

    /**
     * The data set in the database, or nothing if the database is empty.
     *
     * @throws CommandFailure if the database holds data that this command did not load
     */
    public static Optional<LoadedDataSet> in(GraphDatabaseService graph) {
        try (Transaction transaction = graph.beginTx()) {
            try (ResourceIterator<Node> nodes = transaction.findNodes(LABEL)) {
                if (nodes.hasNext()) {
                    return Optional.of(of(nodes.next()));
                }
            }
            try (ResourceIterator<Node> nodes = transaction.getAllNodes().iterator()) {
                if (nodes.hasNext()) {
                    throw new CommandFailure("the database holds data that this command did not load. "
                            + "Give an empty folder, or one that this command filled.");
                }
            }
            return Optional.empty();
        }
    }

    private static LoadedDataSet of(Node node) {
        String[] names = (String[]) node.getProperty("modalities");
        String[] properties = (String[]) node.getProperty("embeddingProperties");
        int[] dimensions = (int[]) node.getProperty("dimensions");
        List<LoadedModality> modalities = new ArrayList<>();
        for (int m = 0; m < names.length; m++) {
            modalities.add(new LoadedModality(names[m], properties[m], dimensions[m]));
        }
        return new LoadedDataSet(
                (String) node.getProperty("name"),
                (Boolean) node.getProperty("complete"),
                modalities,
                (Long) node.getProperty("validationLeftOut"),
                (Long) node.getProperty("testLeftOut"),
                (String) node.getProperty("checksum", null),
                (Boolean) node.getProperty("allInteractions", false));
    }

    /** Writes this description to its node, which is created if missing. */
    public void write(Transaction transaction) {
        Node node;
        try (ResourceIterator<Node> nodes = transaction.findNodes(LABEL)) {
            node = nodes.hasNext() ? nodes.next() : transaction.createNode(LABEL);
        }
        node.setProperty("name", name);
        node.setProperty("complete", complete);
        node.setProperty(
                "modalities", modalities.stream().map(LoadedModality::name).toArray(String[]::new));
        node.setProperty(
                "embeddingProperties",
                modalities.stream().map(LoadedModality::property).toArray(String[]::new));
        node.setProperty(
                "dimensions",
                modalities.stream().mapToInt(LoadedModality::dimension).toArray());
        node.setProperty("validationLeftOut", validation);
        node.setProperty("testLeftOut", test);
        node.setProperty("allInteractions", allInteractions);
        if (checksum != null) {
            node.setProperty("checksum", checksum);
        }
    }

    /** The modalities' names. */
    List<String> modalityNames() {
        return modalities.stream().map(LoadedModality::name).toList();
    }

    /** The modalities as in the plugin's configuration: name to property. */
    public Map<String, Object> modalityMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (LoadedModality modality : modalities) {
            map.put(modality.name(), modality.property());
        }
        return map;
    }
}
