package org.vimmrec.cli.options;

import java.util.Map;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.GraphNames;
import org.vimmrec.cli.database.LoadedDataSet;
import org.vimmrec.cli.database.StoredSimilarity;

/**
 * What is in a database to run the method on.
 *
 * @param name the name of the data set, or of the database
 * @param modalities by modality, the property of the items that holds its embeddings
 * @param names the names of users, items and interactions
 * @param rules which interactions count, and which items may be proposed
 * @param validationLeftOut the number of interactions of the validation split that were not loaded
 * @param testLeftOut the number of interactions of the test split that were not loaded
 */
public record SourceGraph(
        String name,
        Map<String, Object> modalities,
        GraphNames names,
        GraphRules rules,
        long validationLeftOut,
        long testLeftOut) {

    /** A data set that was loaded from files, or generated. */
    public static SourceGraph of(LoadedDataSet dataSet, GraphRules rules) {
        return new SourceGraph(
                dataSet.name(),
                dataSet.modalityMap(),
                GraphNames.DATA_SET,
                rules,
                dataSet.validation(),
                dataSet.test());
    }

    /** What {@code vimmrec.similarity.*} is told about the graph. */
    public Map<String, Object> ofSimilarities() {
        Map<String, Object> configuration = names.addWithSimilarities(Map.of("modalities", modalities), false);
        configuration.putAll(rules.ofSimilarities());
        return configuration;
    }

    /** What {@code vimmrec.statistics} is told about the graph. */
    public Map<String, Object> ofStatistics() {
        Map<String, Object> configuration = names.addWithSimilarities(Map.of("modalities", modalities), true);
        configuration.putAll(rules.ofStatistics());
        return configuration;
    }

    /** What {@code vimmrec.overlay.*} and {@code vimmrec.synergistic.*} are told about the graph. */
    Map<String, Object> ofVirtual() {
        Map<String, Object> configuration = names.addWithSimilarities(Map.of("modalities", modalities), true);
        configuration.putAll(rules.keys());
        return configuration;
    }

    /** What {@code vimmrec.evaluate} is told about the graph. */
    public Map<String, Object> ofEvaluation() {
        Map<String, Object> configuration = names.addTo(Map.of("modalities", modalities), true);
        configuration.putAll(rules.keys());
        return configuration;
    }

    /** Whether the plugin has stored similarities of all modalities, where its procedures look for them. */
    public boolean hasStoredSimilarities(Database database) {
        return StoredSimilarity.of(database, names.itemLabel(), names.similarityPrefix()).stream()
                .filter(stored -> stored.property().equals(StoredSimilarity.DEFAULT_PROPERTY))
                .map(StoredSimilarity::modality)
                .toList()
                .containsAll(modalities.keySet());
    }
}
