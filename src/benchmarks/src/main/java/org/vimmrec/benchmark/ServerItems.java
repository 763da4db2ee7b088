package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.vimmrec.server.Neo4jServer;

/**
 * Items of one shape in a server. Their nodes have their own label, a {@code number} from 0 and an {@code embedding},
 * stored in single precision as Neo4j's manual recommends to clients.
 */
record ServerItems(Neo4jServer server, int items, int dimension, Embeddings kind) {
    private static final int ITEMS_PER_TRANSACTION = 1000;

    /** Items with clustered embeddings. */
    ServerItems(Neo4jServer server, int items, int dimension) {
        this(server, items, dimension, Embeddings.CLUSTERED);
    }

    /** The label of these items. */
    String label() {
        return "Items%dx%d".formatted(items, dimension);
    }

    /** Creates the items, and returns their embeddings by number. */
    float[][] create() {
        float[][] rows = kind.rows(items, dimension);
        try (Session session = server.driver().session()) {
            for (int from = 0; from < items; from += ITEMS_PER_TRANSACTION) {
                List<Map<String, Object>> batch = new ArrayList<>();
                for (int i = from; i < Math.min(items, from + ITEMS_PER_TRANSACTION); i++) {
                    batch.add(Map.of("number", i, "embedding", rows[i]));
                }
                session.run(
                                "UNWIND $batch AS row CREATE (item:" + label()
                                        + " {number: row.number}) WITH item, row "
                                        + "CALL db.create.setNodeVectorProperty(item, 'embedding', row.embedding)",
                                Map.of("batch", batch))
                        .consume();
            }
        }
        return rows;
    }

    /** The configuration of {@code vimmrec.similarity.*} for these items, with the default number of neighbours. */
    String configuration() {
        return "{itemLabel: '%s', modalities: {all: 'embedding'}, concurrency: %d}".formatted(label(), Machine.THREADS);
    }

    /** Projects the items as the graph {@code benchmark} of GDS. */
    void project() {
        server.run("CALL gds.graph.project('benchmark', {" + label() + ": {properties: 'embedding'}}, '*')");
    }

    /** Drops the projection. */
    void drop() {
        server.run("CALL gds.graph.drop('benchmark')");
    }

    /**
     * The share of the true neighbours that were found.
     *
     * @param truth the numbers of the neighbours of each item of a sample
     * @param found rows with the numbers {@code source} and {@code target}; other sources do not count
     */
    static double recall(Map<Integer, Set<Integer>> truth, List<Record> found) {
        long hits = found.stream()
                .filter(pair -> truth.getOrDefault(pair.get("source").asInt(), Set.of())
                        .contains(pair.get("target").asInt()))
                .count();
        return (double) hits / truth.values().stream().mapToInt(Set::size).sum();
    }
}
