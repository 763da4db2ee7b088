package org.vimmrec.spark;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;

/**
 * Reads tables from Neo4j. Ids are Neo4j's node ids, so that neighbours with equal similarities have the same order as
 * in the plugin.
 */
final class GraphReader {
    private final SparkSession session;
    private final GraphConnection connection;
    private final GraphKeys keys;
    private final int partitions;

    /** @param partitions how many queries read a table, each a share of the nodes */
    GraphReader(SparkSession session, GraphConnection connection, GraphKeys keys, int partitions) {
        this.session = session;
        this.connection = connection;
        this.keys = keys;
        this.partitions = partitions;
    }

    GraphConnection connection() {
        return connection;
    }

    /** A row for each node that a pattern matches, read in parts. */
    private Dataset<Row> read(String pattern, String node, String result, StructType type) {
        return IntStream.range(0, partitions)
                .mapToObj(part -> partitions == 1 ? "" : "WHERE id(%s) %% %d = %d ".formatted(node, partitions, part))
                .map(part -> query("MATCH %s %sRETURN %s".formatted(pattern, part, result), type))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    /** The result of a query. */
    Dataset<Row> query(String query, StructType type) {
        return connection.read(session, query, type);
    }

    /** Whether a query has a result. */
    boolean exists(String query) {
        return first(query, "1") != null;
    }

    /** The first result of a query; null if it has none. */
    Record first(String query, String result) {
        try (Driver driver = connection.driver();
                Session opened = connection.session(driver)) {
            List<Record> records =
                    opened.run("%s RETURN %s LIMIT 1".formatted(query, result)).list();
            return records.isEmpty() ? null : records.get(0);
        }
    }

    /** The ids of all nodes with a label. */
    Dataset<Row> ids(String label) {
        return idsOf("(n:%s)".formatted(Cypher.name(label)));
    }

    /** The ids of the nodes {@code n} of a pattern. */
    Dataset<Row> idsOf(String pattern) {
        return read(pattern, "n", "id(n) AS id", ids());
    }

    static StructType ids() {
        return new StructType().add("id", DataTypes.LongType);
    }

    /**
     * The interactions of users with items.
     *
     * @throws IllegalArgumentException if there are none, or none has a weight that should have one
     */
    Dataset<Row> interactions() {
        String pattern = "(user:%s)-[r:%s]->(item:%s)"
                .formatted(
                        Cypher.name(keys.userLabel()),
                        keys.interactionTypes().stream().map(Cypher::name).collect(Collectors.joining("|")),
                        Cypher.name(keys.itemLabel()));
        String property =
                keys.interactionWeightProperty() == null ? null : "r." + Cypher.name(keys.interactionWeightProperty());
        if (!exists("MATCH " + pattern + (property == null ? "" : " WHERE " + property + " IS NOT NULL"))) {
            throw new IllegalArgumentException(
                    "No relationship of type %s%s leads from a node with the label [%s] to one with the label [%s]."
                                    .formatted(
                                            keys.interactionTypes(),
                                            property == null
                                                    ? ""
                                                    : " with the property [" + keys.interactionWeightProperty() + "]",
                                            keys.userLabel(),
                                            keys.itemLabel())
                            + " Check `interactionType`, `interactionWeightProperty`, `userLabel` and `itemLabel`.");
        }
        String weight = weight(property);
        StructType type = new StructType().add("user", DataTypes.LongType).add("item", DataTypes.LongType);
        return read(
                pattern,
                "user",
                "id(user) AS user, id(item) AS item" + (weight == null ? "" : ", " + weight + " AS weight"),
                weight == null ? type : type.add("weight", DataTypes.DoubleType));
    }

    /** The weight of a relationship in Cypher; null if interactions have no weights. A wrong value becomes null. */
    private String weight(String property) {
        String ofProperty = property == null
                ? "1.0"
                : ("CASE WHEN %1$s IS NULL THEN 1.0"
                                + " WHEN %1$s IS :: INTEGER NOT NULL | FLOAT NOT NULL THEN toFloat(%1$s) END")
                        .formatted(property);
        Map<String, Double> ofTypes = keys.interactionWeights();
        if (ofTypes == null) {
            return property == null ? null : ofProperty;
        }
        Function<Map.Entry<String, Double>, String> branch =
                each -> "WHEN %s THEN %s".formatted(Cypher.text(each.getKey()), each.getValue());
        return "(%s) * CASE type(r) %s END"
                .formatted(ofProperty, ofTypes.entrySet().stream().map(branch).collect(Collectors.joining(" ")));
    }

    /** The stored similarities of a modality. */
    Dataset<Row> similarities(String modality) {
        String label = Cypher.name(keys.itemLabel());
        return read(
                "(source:%s)-[r:%s]->(target:%s)".formatted(label, Cypher.name(keys.similarityType(modality)), label),
                "source",
                "id(source) AS source, id(target) AS target, r.%s AS score"
                        .formatted(Cypher.name(keys.similarityProperty())),
                Rows.SIMILARITIES);
    }

    /** The nodes that relationships of a type start at. */
    Dataset<Row> sources(String type) {
        String pattern = "(n) WHERE EXISTS { (n)-[:%s]->() }".formatted(Cypher.name(type));
        return query("MATCH %s RETURN id(n) AS id".formatted(pattern), ids());
    }
}
