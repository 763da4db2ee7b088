package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.Session;
import org.vimmrec.server.Neo4jServer;

/**
 * Items of one shape in a server: nodes with a label of their own, a {@code number} from 0 up and an {@code embedding},
 * stored as Neo4j's manual has it for clients, in single precision.
 */
record ServerItems(Neo4jServer server, int items, int dimension) {
    private static final int ITEMS_PER_TRANSACTION = 1000;

    /** The label of these items. */
    String label() {
        return "Items%dx%d".formatted(items, dimension);
    }

    /** Creates them, and returns their embeddings by number. */
    float[][] create() {
        float[][] rows = Embeddings.CLUSTERED.rows(items, dimension);
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

    /** The configuration of {@code vimmrec.similarity.*} for their neighbours, as many as by default. */
    String configuration() {
        return "{itemLabel: '%s', modalities: {all: 'embedding'}, concurrency: %d}".formatted(label(), Machine.THREADS);
    }
}
