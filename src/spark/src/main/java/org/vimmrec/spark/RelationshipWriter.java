package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.TaskKilledException;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Session;
import org.neo4j.driver.summary.SummaryCounters;
import scala.Tuple2;

/**
 * Changes the relationships of a type to the wanted ones, and writes only the differences.
 *
 * <p>All relationships of a source node change in one transaction, which first deletes those that are not wanted and
 * all but one of parallel ones. {@code MERGE} then creates what is missing: it locks both nodes and looks again, so
 * that a second attempt of a task creates nothing twice, even while the first one is still running.
 *
 * @param type of the relationships
 * @param property that holds the value
 * @param sourceLabel of the nodes that relationships may start at
 * @param targetLabel of the nodes that relationships may end at
 * @param batchSize relationships per transaction, about
 */
record RelationshipWriter(
        GraphConnection connection, String type, String property, String sourceLabel, String targetLabel, int batchSize)
        implements Serializable {
    /** Cypher 25 may not have id(). */
    private static final String LANGUAGE = "CYPHER 5 ";

    /**
     * Writes rows.
     *
     * @param rows source, target and value
     * @param sources in the first column all nodes that relationships of the type start at now
     * @param writers the number of transactions at the same time
     */
    WriteCounts write(Dataset<Row> rows, Dataset<Row> sources, int writers) {
        JavaPairRDD<Long, Tuple2<Long, Double>> wanted = rows.toJavaRDD()
                .mapToPair(row -> new Tuple2<>(row.getLong(0), new Tuple2<>(row.getLong(1), row.getDouble(2))));
        JavaPairRDD<Long, Boolean> existing = sources.toJavaRDD().mapToPair(row -> new Tuple2<>(row.getLong(0), true));
        return wanted.cogroup(existing, writers)
                .mapValues(Tuple2::_1)
                .mapPartitions(this::writePartition)
                .fold(WriteCounts.NONE, WriteCounts::plus);
    }

    private Iterator<WriteCounts> writePartition(Iterator<Tuple2<Long, Iterable<Tuple2<Long, Double>>>> rows) {
        WriteCounts counts = WriteCounts.NONE;
        try (Driver driver = connection.driver();
                Session session = connection.session(driver)) {
            List<Map<String, Object>> batch = new ArrayList<>();
            int size = 0;
            while (rows.hasNext()) {
                Tuple2<Long, Iterable<Tuple2<Long, Double>>> row = rows.next();
                Map<String, Object> values = new HashMap<>();
                row._2().forEach(wanted -> values.put(wanted._1().toString(), wanted._2()));
                batch.add(Map.of("source", row._1(), "values", values));
                size += Math.max(1, values.size());
                if (size >= batchSize || !rows.hasNext()) {
                    if (TaskContext.get().isInterrupted()) {
                        throw new TaskKilledException();
                    }
                    counts = counts.plus(write(session, batch));
                    batch.clear();
                    size = 0;
                }
            }
        }
        return List.of(counts).iterator();
    }

    private WriteCounts write(Session session, List<Map<String, Object>> batch) {
        long wanted = batch.stream()
                .mapToLong(row -> ((Map<?, ?>) row.get("values")).size())
                .sum();
        return session.writeTransaction(tx -> {
            Map<String, Object> rows = Map.of("rows", batch);
            long deleted = tx.run(deletion(), rows).consume().counters().relationshipsDeleted();
            SummaryCounters merged = tx.run(merge(), rows).consume().counters();
            long created = merged.relationshipsCreated();
            long updated = merged.propertiesSet() - created;
            return new WriteCounts(created, updated, deleted, wanted - created - updated);
        });
    }

    private String deletion() {
        return LANGUAGE + """
                UNWIND $rows AS row
                MATCH (source)-[relationship:%s]->(target) WHERE id(source) = row.source
                WITH row.values[toString(id(target))] AS value, source, target, collect(relationship) AS found
                UNWIND CASE WHEN value IS NULL THEN found ELSE tail(found) END AS surplus
                DELETE surplus
                """.formatted(Cypher.name(type));
    }

    private String merge() {
        return LANGUAGE
                + """
                UNWIND $rows AS row
                MATCH (source:%s) WHERE id(source) = row.source
                UNWIND keys(row.values) AS key
                MATCH (target:%s) WHERE id(target) = toInteger(key)
                MERGE (source)-[relationship:%s]->(target)
                WITH relationship, row.values[key] AS value
                WHERE NOT (relationship.%4$s IS :: FLOAT NOT NULL AND relationship.%4$s = value)
                SET relationship.%4$s = value
                """.formatted(
                        Cypher.name(sourceLabel), Cypher.name(targetLabel), Cypher.name(type), Cypher.name(property));
    }
}
