package org.vimmrec.spark;

import java.util.Collection;
import java.util.List;
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
import org.vimmrec.rule.InteractionRules;

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
     * The relationships of users to items that the rules name.
     *
     * @throws IllegalArgumentException if there are no interactions, none has a weight that should have one, or the
     *     database does not know a type
     */
    Dataset<Row> interactions() {
        InteractionRules rules = keys.interactions().rules();
        String property = rules.weightProperty() == null ? null : "r." + Cypher.name(rules.weightProperty());
        if (!exists("MATCH " + interactions(rules.types())
                + (property == null ? "" : " WHERE " + property + " IS NOT NULL"))) {
            throw new IllegalArgumentException(
                    "No relationship of type %s%s leads from a node with the label [%s] to one with the label [%s]."
                                    .formatted(
                                            rules.types(),
                                            property == null
                                                    ? ""
                                                    : " with the property [" + rules.weightProperty() + "]",
                                            keys.userLabel(),
                                            keys.itemLabel())
                            + " Check `interactionType`, `interactionWeightProperty`, `userLabel` and `itemLabel`.");
        }
        rules.allTypes().forEach(this::requireKnown);
        StructType type = new StructType().add("user", DataTypes.LongType).add("item", DataTypes.LongType);
        StringBuilder columns = new StringBuilder("id(user) AS user, id(item) AS item");
        if (property != null) {
            type = type.add(InteractionTable.WEIGHT, DataTypes.DoubleType);
            columns.append((", CASE WHEN %1$s IS :: INTEGER NOT NULL | FLOAT NOT NULL THEN toFloat(%1$s)"
                            + " WHEN %1$s IS NOT NULL THEN 0.0 / 0.0 END AS " + InteractionTable.WEIGHT)
                    .formatted(property));
        }
        if (rules.typesDiffer()) {
            type = type.add(InteractionTable.TYPE, DataTypes.StringType);
            columns.append(", type(r) AS " + InteractionTable.TYPE);
        }
        if (rules.times() != null) {
            type = type.add(InteractionTable.TIME, DataTypes.StringType)
                    .add(InteractionTable.TIME_TYPE, DataTypes.StringType);
            columns.append(", toStringOrNull(%1$s) AS %2$s, valueType(%1$s) AS %3$s"
                    .formatted(
                            "r." + Cypher.name(rules.times().property()),
                            InteractionTable.TIME,
                            InteractionTable.TIME_TYPE));
        }
        return read(interactions(rules.allTypes()), "user", columns.toString(), type);
    }

    private String interactions(Collection<String> types) {
        return "(user:%s)-[r:%s]->(item:%s)"
                .formatted(
                        Cypher.name(keys.userLabel()),
                        types.stream().map(Cypher::name).collect(Collectors.joining("|")),
                        Cypher.name(keys.itemLabel()));
    }

    /** Checks that the database has or once had a type: users may take back all that they have disliked. */
    private void requireKnown(String type) {
        try (Driver driver = connection.driver();
                Session opened = connection.session(driver)) {
            boolean unknown = opened
                    .run("EXPLAIN MATCH ()-[r:%s]->() RETURN r".formatted(Cypher.name(type)))
                    .consume()
                    .notifications()
                    .stream()
                    .anyMatch(each -> each.code().endsWith(".UnknownRelationshipTypeWarning"));
            if (unknown) {
                throw new IllegalArgumentException("In this database, no relationship has the type [%s] (`%s`)."
                        .formatted(type, keys.interactions().keyOf(type)));
            }
        }
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
