package org.vimmrec.cli.stored;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.database.ProcedureCaller;

/**
 * Reads what a report on a database shows. All aggregation is done by the database, which returns a few rows for each
 * query.
 */
final class StoredGraph {

    static final int BUCKETS = 20;
    private static final int MOST_RECOMMENDED = 20;

    private final ProcedureCaller procedures;

    StoredGraph(ProcedureCaller procedures) {
        this.procedures = procedures;
    }

    /** What the plugin has written. */
    List<StoredType> types() {
        return procedures
                .call(
                        "Stored relationships",
                        "vimmrec.list",
                        Map.of(),
                        rows -> ConsoleOutput.format("%,d relationship types", rows.size()))
                .stream()
                .map(StoredType::new)
                .toList();
    }

    /** The rows of {@code vimmrec.statistics} for all stored similarities. */
    List<Map<String, Object>> statistics(List<StoredType> types) {
        Map<List<Object>, List<Object>> modalities = new LinkedHashMap<>();
        for (StoredType type : types) {
            if (type.isSimilarity() && type.configuration().get("modalities") instanceof Map<?, ?> names) {
                modalities
                        .computeIfAbsent(
                                List.of(
                                        type.itemLabel(),
                                        type.configuration().get("relationshipTypePrefix"),
                                        type.writeProperty()),
                                key -> new ArrayList<>())
                        .addAll(names.keySet());
            }
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        modalities.forEach((key, names) -> rows.addAll(procedures.call(
                "Statistics",
                "vimmrec.statistics",
                Map.of(
                        "modalities", names,
                        "itemLabel", key.get(0),
                        "relationshipTypePrefix", key.get(1),
                        "similarityProperty", key.get(2)),
                read -> ConsoleOutput.format("%,d modalities", read.size()))));
        return rows;
    }

    /** Counts of users, items and cold items, and of those that virtual interactions reach. */
    Map<String, Object> counts(StoredType type) {
        String ofUsers = """
                MATCH (user:%s)
                RETURN count(*) AS users, count(CASE WHEN EXISTS { (user)-[:%s]->() } THEN 1 END) AS augmented""";
        Map<String, Object> counts = new LinkedHashMap<>(
                query(ofUsers.formatted(CypherText.name(type.userLabel()), CypherText.name(type.name())))
                        .get(0));
        counts.putAll(query("""
                        MATCH (item:%s)
                        WITH EXISTS { (item)<-[:%s]-() } AS reached, NOT EXISTS { (item)<-[:%s]-() } AS cold
                        RETURN count(*) AS items, count(CASE WHEN reached THEN 1 END) AS itemsReached,
                               count(CASE WHEN cold THEN 1 END) AS coldItems,
                               count(CASE WHEN cold AND reached THEN 1 END) AS coldItemsReached""".formatted(
                                CypherText.name(type.itemLabel()),
                                CypherText.name(type.name()),
                                CypherText.types(type.interactionTypes())))
                .get(0));
        return counts;
    }

    /**
     * The number of users by number of relationships of some types.
     *
     * @return rows with {@code bucket} and {@code users}; bucket b holds the degrees from 2^b to 2^(b+1) - 1, and
     *     bucket -1 those that are 0
     */
    List<Map<String, Object>> degrees(String userLabel, List<String> relationshipTypes) {
        return query("""
                MATCH (user:%s)
                WITH COUNT { (user)-[:%s]->() } AS degree
                RETURN CASE degree WHEN 0 THEN -1 ELSE toInteger(floor(log(degree) / log(2) + 1e-9)) END AS bucket,
                       count(*) AS users
                ORDER BY bucket""".formatted(CypherText.name(userLabel), CypherText.types(relationshipTypes)));
    }

    /** The least and highest weight of a type's relationships, {@code low} and {@code high}; null without any. */
    Map<String, Object> weightRange(StoredType type) {
        return query("MATCH ()-[virtual:%s]->() RETURN min(virtual.%s) AS low, max(virtual.%2$s) AS high"
                        .formatted(CypherText.name(type.name()), CypherText.name(type.writeProperty())))
                .get(0);
    }

    /**
     * The number of relationships by weight.
     *
     * @return rows with {@code bucket}, from 0 to {@link #BUCKETS} - 1, and {@code relationships}
     */
    List<Map<String, Object>> weights(StoredType type, double low, double high) {
        return procedures.query(
                """
                MATCH ()-[virtual:%s]->() WHERE virtual.%s IS NOT NULL
                WITH toInteger($buckets * (virtual.%2$s - $low) / $width) AS bucket
                RETURN CASE WHEN bucket >= $buckets THEN $buckets - 1 ELSE bucket END AS bucket,
                       count(*) AS relationships
                ORDER BY bucket""".formatted(CypherText.name(type.name()), CypherText.name(type.writeProperty())),
                Map.of("buckets", BUCKETS, "low", low, "width", high > low ? high - low : 1.0));
    }

    /** The items with the most virtual interactions: rows with {@code item}, {@code virtual} and {@code real}. */
    List<Map<String, Object>> mostRecommended(StoredType type) {
        return procedures.query(
                """
                MATCH (item:%s)
                WITH item, COUNT { (item)<-[:%s]-() } AS virtual
                ORDER BY virtual DESC LIMIT $limit
                RETURN coalesce(toStringOrNull(item.title), toStringOrNull(item.name), elementId(item)) AS item,
                       virtual, COUNT { (item)<-[:%s]-() } AS real
                ORDER BY virtual DESC, item""".formatted(
                                CypherText.name(type.itemLabel()),
                                CypherText.name(type.name()),
                                CypherText.types(type.interactionTypes())),
                Map.of("limit", MOST_RECOMMENDED));
    }

    /** The properties of the recommendations that {@code vimmrec.evaluate.write} has stored. */
    List<Map<String, Object>> evaluations() {
        return query("MATCH (stored:_VimmrecLedger) WHERE stored.evaluatedAt IS NOT NULL"
                + " RETURN properties(stored) AS properties ORDER BY stored.evaluatedAt DESC");
    }

    /** The versions of the plugin and of Neo4j. */
    String versions() {
        Map<String, Object> row = query("CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel'"
                        + " RETURN vimmrec.version() AS vimmrec, versions[0] AS neo4j")
                .get(0);
        return "VI-MMRec " + row.get("vimmrec") + ", Neo4j " + row.get("neo4j");
    }

    private List<Map<String, Object>> query(String cypher) {
        return procedures.query(cypher, Map.of());
    }
}
