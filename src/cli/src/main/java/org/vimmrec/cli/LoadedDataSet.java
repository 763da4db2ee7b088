package org.vimmrec.cli;

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

/**
 * What a database says about the data set in it. It is kept in the graph itself, in one node {@code (:VimmrecDataSet)},
 * which is made before anything is loaded and completed in the last transaction of the load; so a load that was cut
 * short can be told from one that was not, and from a database that someone else filled.
 *
 * @param name       the data set's name
 * @param complete   false while it is being loaded, and for ever if the load was cut short
 * @param modalities what describes the items
 * @param validation how many interactions of the validation split were left out
 * @param test       how many interactions of the test split were left out
 * @param checksum   {@link DataSet#checksum()}; null while it is being loaded, and where version 0.1.0 loaded it
 * @param allInteractions whether held-out interactions were loaded too
 */
record LoadedDataSet(String name, boolean complete, List<LoadedModality> modalities, long validation, long test,
                     String checksum, boolean allInteractions) {

    static final Label LABEL = Label.label("VimmrecDataSet");

    /** A modality's name, the property of {@code (:Item)} that holds its embeddings, and their length. */
    record LoadedModality(String name, String property, int dimension) {
    }

    /** A data set whose checksum is not known. */
    LoadedDataSet(String name, boolean complete, List<LoadedModality> modalities, long validation, long test) {
        this(name, complete, modalities, validation, test, null, false);
    }

    /**
     * What is in the database, or nothing if it is empty.
     *
     * @throws CommandFailure when it holds data of which this command knows nothing
     */
    static Optional<LoadedDataSet> in(GraphDatabaseService graph) {
        try (Transaction transaction = graph.beginTx()) {
            try (ResourceIterator<Node> nodes = transaction.findNodes(LABEL)) {
                if (nodes.hasNext()) {
                    return Optional.of(of(nodes.next()));
                }
            }
            try (ResourceIterator<Node> nodes = transaction.getAllNodes().iterator()) {
                if (nodes.hasNext()) {
                    throw new CommandFailure("the database holds data that this command did not load; "
                            + "name an empty folder, or one that it filled before");
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
        return new LoadedDataSet((String) node.getProperty("name"), (Boolean) node.getProperty("complete"),
                modalities, (Long) node.getProperty("validationLeftOut"), (Long) node.getProperty("testLeftOut"),
                (String) node.getProperty("checksum", null), (Boolean) node.getProperty("allInteractions", false));
    }

    /** Writes this to the one node that says it. */
    void write(Transaction transaction) {
        Node node;
        try (ResourceIterator<Node> nodes = transaction.findNodes(LABEL)) {
            node = nodes.hasNext() ? nodes.next() : transaction.createNode(LABEL);
        }
        node.setProperty("name", name);
        node.setProperty("complete", complete);
        node.setProperty("modalities", modalities.stream().map(LoadedModality::name).toArray(String[]::new));
        node.setProperty("embeddingProperties",
                modalities.stream().map(LoadedModality::property).toArray(String[]::new));
        node.setProperty("dimensions", modalities.stream().mapToInt(LoadedModality::dimension).toArray());
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

    /** The modalities as the plugin's configuration wants them: name to property. */
    Map<String, Object> modalityMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        for (LoadedModality modality : modalities) {
            map.put(modality.name(), modality.property());
        }
        return map;
    }
}
