package org.vimmrec.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestRange.Part;

/**
 * Finds the relationships of a type that neither the plugin nor a job has written. The rules are those of the plugin,
 * see docs/explanation/manifest.md.
 */
final class GraphOwnership {
    private static final StructType COLUMNS = new StructType()
            .add("source", DataTypes.LongType)
            .add("target", DataTypes.LongType)
            .add("relationship", DataTypes.StringType)
            .add("sourceLabelled", DataTypes.BooleanType)
            .add("targetLabelled", DataTypes.BooleanType)
            .add("isNumber", DataTypes.BooleanType)
            .add("isFloat", DataTypes.BooleanType)
            .add("hasFloat", DataTypes.BooleanType);

    private final GraphReader reader;
    private final GraphManifests manifests;

    GraphOwnership(GraphReader reader, GraphManifests manifests) {
        this.reader = reader;
        this.manifests = manifests;
    }

    /**
     * Checks all relationships of a type, before the first change.
     *
     * @param stored the manifest; null if there is none
     * @param adopt whether all relationships with a floating-point property count as written by the plugin
     * @throws IllegalArgumentException if some are foreign; the message has their number
     */
    void requireNoneForeign(String type, GraphManifests.Stored stored, boolean adopt) {
        if (!reader.exists("MATCH ()-[r:%s]->()".formatted(Cypher.name(type)))) {
            return;
        }
        Dataset<Row> foreign = foreign(type, stored, adopt);
        long count = foreign.count();
        if (count > 0) {
            throw new IllegalArgumentException(
                    ("The relationship type [%s] holds other data: this plugin did not write %d of its relationships,"
                                    + " such as %s. Nothing was changed; name another type%s.")
                            .formatted(
                                    type,
                                    count,
                                    foreign.first().getString(2),
                                    adopt
                                            ? ", because only relationships with a floating-point property can be"
                                                    + " adopted"
                                            : ", or set `adopt` to let the job overwrite and delete them"));
        }
    }

    private Dataset<Row> foreign(String type, GraphManifests.Stored stored, boolean adopt) {
        if (adopt) {
            return relationships(type, null).filter(not(col("hasFloat")));
        }
        if (stored == null) {
            return relationships(type, null);
        }
        Manifest head = stored.head();
        Dataset<Row> all = relationships(type, head);
        if (head.settled()) {
            Part targets = head.isSimilarity() ? Part.SOURCES : Part.ITEMS;
            return withListed(all, type, List.of(Part.SOURCES), List.of(targets))
                    .filter(not(col("sourceListed").and(col("targetListed")).and(col("isNumber"))));
        }
        List<Part> parts = stored.keepsIds() ? List.of(Part.SOURCES, Part.ITEMS, Part.PENDING) : List.of();
        Column listed = col("sourceListed").and(col("targetListed"));
        return withListed(all, type, parts, parts)
                .filter(not(col("sourceListed")
                        .or(col("sourceLabelled"))
                        .and(col("targetListed").or(col("targetLabelled")))
                        .and(col("isFloat").or(listed.and(col("hasFloat"))))));
    }

    /** @param head names labels and a property to look at; null if they do not matter */
    private Dataset<Row> relationships(String type, Manifest head) {
        String property =
                head == null || head.writeProperty() == null ? null : "r." + Cypher.name(head.writeProperty());
        return reader.query(
                ("MATCH (s)-[r:%s]->(t) RETURN id(s) AS source, id(t) AS target, elementId(r) AS relationship,"
                                + " %s AS sourceLabelled, %s AS targetLabelled, %s AS isNumber, %s AS isFloat,"
                                + " any(key IN keys(r) WHERE r[key] IS :: FLOAT NOT NULL) AS hasFloat")
                        .formatted(
                                Cypher.name(type),
                                head == null ? "true" : "s:" + Cypher.name(head.sourceLabel()),
                                head == null ? "true" : "t:" + Cypher.name(head.itemLabel()),
                                property == null ? "false" : property + " IS :: INTEGER NOT NULL | FLOAT NOT NULL",
                                property == null ? "false" : property + " IS :: FLOAT NOT NULL"),
                COLUMNS);
    }

    private Dataset<Row> withListed(Dataset<Row> all, String type, List<Part> sources, List<Part> targets) {
        return withListed(withListed(all, type, sources, "source"), type, targets, "target");
    }

    private Dataset<Row> withListed(Dataset<Row> all, String type, List<Part> parts, String end) {
        String flag = end + "Listed";
        Dataset<Row> ids = manifests.listed(type, parts).distinct().withColumn(flag, lit(true));
        return all.join(ids, all.col(end).equalTo(ids.col("id")), "left")
                .drop("id")
                .na()
                .fill(false, new String[] {flag});
    }
}
