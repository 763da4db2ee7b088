package org.vimmrec.spark;

import static org.vimmrec.update.ManifestProperties.LABEL;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestProperties;
import org.vimmrec.update.ManifestRange;
import org.vimmrec.update.ManifestRange.Part;
import scala.Tuple2;

/**
 * Reads and writes manifests in the plugin's own format, so that its procedures know what a job has written. The driver
 * writes them alone: a manifest is small, and a task that Spark runs twice could write it twice.
 */
final class GraphManifests {
    private static final String LANGUAGE = "CYPHER 5 ";
    /** See {@link ManifestProperties}: a query may have set one of the properties on all nodes. */
    private static final String HEAD = "n.kind IS NOT NULL AND n.format IS NOT NULL";

    private final GraphReader reader;

    GraphManifests(GraphReader reader) {
        this.reader = reader;
    }

    /**
     * What the database says of a type.
     *
     * @param head the manifest without entries, complete only if the last write or update ran to its end
     * @param keepsIds whether its entries are about the nodes that have these ids now
     */
    record Stored(Manifest head, boolean keepsIds) {}

    /** Reads the manifest of a type; null if there is none. */
    Stored read(String type) {
        try (Driver driver = reader.connection().driver();
                Session session = reader.connection().session(driver)) {
            Map<String, Object> parameters = Map.of("type", type);
            List<Record> heads = session.run(
                            LANGUAGE
                                    + "MATCH (n:%s {type: $type}) WHERE %s RETURN properties(n) AS n, id(n) AS id"
                                            .formatted(LABEL, HEAD),
                            parameters)
                    .list();
            if (heads.isEmpty()) {
                return null;
            }
            Map<String, Object> stored = new HashMap<>();
            heads.get(0).get("n").asMap(GraphManifests::value).forEach(stored::put);
            Record ranges = session.run(
                            LANGUAGE
                                    + ("MATCH (n:%s {type: $type}) WHERE n.ids IS NOT NULL"
                                                    + " RETURN sum(CASE WHEN n.part = 'PENDING' THEN 0 ELSE size(n.ids) END) AS entries,"
                                                    + " count(CASE WHEN n.part = 'PENDING' THEN 1 END) AS pending")
                                            .formatted(LABEL),
                            parameters)
                    .single();
            boolean keepsIds = heads.get(0).get("id").asObject().equals(stored.get(ManifestProperties.ID));
            boolean settled = keepsIds
                    && Long.valueOf(ManifestProperties.CURRENT_FORMAT).equals(stored.get(ManifestProperties.FORMAT))
                    && ranges.get("entries").asObject().equals(stored.get(ManifestProperties.ENTRIES))
                    && ranges.get("pending").asLong() == 0;
            Manifest head = ManifestProperties.head(stored);
            return new Stored(settled ? head : head.unfinished(), keepsIds);
        }
    }

    /** The driver has lists where Neo4j has arrays. */
    private static Object value(org.neo4j.driver.Value value) {
        if (!(value.asObject() instanceof List<?> list)) {
            return value.asObject();
        }
        return list.stream().allMatch(String.class::isInstance) ? list.toArray(String[]::new) : list.toArray();
    }

    /** The node ids in some parts of the stored manifest. */
    Dataset<Row> listed(String type, List<Part> parts) {
        List<String> names =
                parts.stream().map(part -> Cypher.text(part.name())).toList();
        return reader.query(
                "MATCH (n:%s) WHERE n.type = %s AND n.part IN [%s] UNWIND n.ids AS id RETURN id"
                        .formatted(LABEL, Cypher.text(type), String.join(", ", names)),
                GraphReader.ids());
    }

    /** Marks the manifest of a type as incomplete, before the first relationship is written. Keeps the entries. */
    void begin(Manifest planned) {
        run(session -> writeHead(session, planned, 0, false));
    }

    private interface Work {
        void in(Session session);
    }

    private void run(Work work) {
        try (Driver driver = reader.connection().driver();
                Session session = reader.connection().session(driver)) {
            work.in(session);
        }
    }

    private static void writeHead(Session session, Manifest manifest, long entries, boolean complete) {
        Map<String, Object> parameters =
                Map.of("type", manifest.type(), "properties", ManifestProperties.ofHead(manifest, entries, complete));
        session.writeTransaction(tx -> {
            tx.run(LANGUAGE + """
                                    OPTIONAL MATCH (n:%1$s {type: $type}) WHERE %2$s
                                    WITH n ORDER BY id(n)
                                    WITH collect(n) AS heads
                                    FOREACH (surplus IN tail(heads) | DETACH DELETE surplus)
                                    FOREACH (head IN heads[..1] | SET head = $properties, head.id = id(head))
                                    FOREACH (none IN CASE WHEN heads = [] THEN [1] ELSE [] END |
                                      CREATE (head:%1$s) SET head = $properties, head.id = id(head))
                                    """.formatted(LABEL, HEAD), parameters).consume();
            return null;
        });
    }

    /**
     * Saves a manifest, after the last relationship is written.
     *
     * @param parts by part and node id the input and the output of the entries
     */
    void save(Manifest manifest, Map<Part, JavaPairRDD<Long, long[]>> parts) {
        run(session -> {
            session.writeTransaction(tx -> tx.run(
                            LANGUAGE
                                    + "MATCH (n:%s {type: $type}) WHERE NOT (%s) DETACH DELETE n"
                                            .formatted(LABEL, HEAD),
                            Map.of("type", manifest.type()))
                    .consume());
            long entries = 0;
            for (Map.Entry<Part, JavaPairRDD<Long, long[]>> part : parts.entrySet()) {
                entries += writeRanges(
                        session,
                        manifest.type(),
                        part.getKey(),
                        part.getValue().sortByKey().toLocalIterator());
            }
            writeHead(session, manifest, entries, true);
        });
    }

    private static long writeRanges(Session session, String type, Part part, Iterator<Tuple2<Long, long[]>> ascending) {
        long written = 0;
        List<Tuple2<Long, long[]>> range = new ArrayList<>();
        while (ascending.hasNext()) {
            Tuple2<Long, long[]> entry = ascending.next();
            if (!range.isEmpty() && ManifestRange.numberOf(range.get(0)._1()) != ManifestRange.numberOf(entry._1())) {
                writeRange(session, type, part, range);
                range.clear();
            }
            range.add(entry);
            written++;
        }
        if (!range.isEmpty()) {
            writeRange(session, type, part, range);
        }
        return written;
    }

    private static void writeRange(Session session, String type, Part part, List<Tuple2<Long, long[]>> range) {
        Manifest.Entries entries = new Manifest.Entries(
                range.stream().mapToLong(Tuple2::_1).toArray(),
                range.stream().mapToLong(entry -> entry._2()[0]).toArray(),
                range.stream().mapToLong(entry -> entry._2()[1]).toArray());
        for (ManifestRange each : ManifestRange.of(part, entries)) {
            Map<String, Object> parameters = Map.of("properties", ManifestProperties.ofRange(type, each, entries));
            session.writeTransaction(
                    tx -> tx.run(LANGUAGE + "CREATE (n:%s) SET n = $properties".formatted(LABEL), parameters)
                            .consume());
        }
    }
}
