package org.vimmrec.spark;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.neo4j.driver.Record;

/** Which items in the graph may be proposed: those with a label, those with a property that is true, or all. */
final class GraphCandidates {
    private final GraphReader reader;
    private final GraphKeys keys;

    /** @throws IllegalArgumentException if both a label and a property are given */
    GraphCandidates(GraphReader reader, GraphKeys keys) {
        this.reader = reader;
        this.keys = keys;
        if (keys.candidateLabel() != null && keys.candidateProperty() != null) {
            throw new IllegalArgumentException(
                    "`candidateLabel` and `candidateProperty` must not both be given; leave one out.");
        }
    }

    /** Whether all items may be proposed. */
    boolean isAll() {
        return keys.candidateLabel() == null && keys.candidateProperty() == null;
    }

    /** Whether a node may be proposed, in Cypher. */
    String predicate(String node) {
        return keys.candidateLabel() != null
                ? node + ":" + Cypher.name(keys.candidateLabel())
                : "coalesce(%s, false)".formatted(property(node));
    }

    private String property(String node) {
        return node + "." + Cypher.name(keys.candidateProperty());
    }

    /**
     * The ids of the items that may be proposed; null if all may.
     *
     * @throws IllegalArgumentException see {@link #check}
     */
    Dataset<Row> ids() {
        if (isAll()) {
            return null;
        }
        check();
        return reader.idsOf("(n:%s WHERE %s)".formatted(Cypher.name(keys.itemLabel()), predicate("n")));
    }

    /**
     * Checks the names and values.
     *
     * @throws IllegalArgumentException if no item has the label or the property, or if a value is not true or false;
     *     names the node
     */
    void check() {
        String items = "MATCH (n:%s)".formatted(Cypher.name(keys.itemLabel()));
        if (keys.candidateLabel() != null && !reader.exists(items + " WHERE " + predicate("n"))) {
            throw new IllegalArgumentException(
                    "In this database, no node with the label [%s] has the label [%s] (`candidateLabel`)."
                            .formatted(keys.itemLabel(), keys.candidateLabel()));
        }
        if (keys.candidateProperty() == null) {
            return;
        }
        if (!reader.exists("%s WHERE %s IS NOT NULL".formatted(items, property("n")))) {
            throw new IllegalArgumentException(
                    "In this database, no node with the label [%s] has the property [%s] (`candidateProperty`)."
                            .formatted(keys.itemLabel(), keys.candidateProperty()));
        }
        Record other = reader.first(
                "%1$s WHERE %2$s IS NOT NULL AND NOT %2$s IS :: BOOLEAN".formatted(items, property("n")),
                "elementId(n), valueType(%s)".formatted(property("n")));
        if (other != null) {
            throw new IllegalArgumentException(
                    "`candidateProperty`: the property [%s] of node %s must be true or false, but was of type %s."
                            .formatted(
                                    keys.candidateProperty(),
                                    other.get(0).asString(),
                                    other.get(1).asString()));
        }
    }
}
