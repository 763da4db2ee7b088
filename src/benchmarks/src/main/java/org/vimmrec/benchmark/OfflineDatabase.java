package org.vimmrec.benchmark;

import java.util.function.ObjIntConsumer;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.dbms.api.DatabaseManagementServiceBuilder;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.server.Neo4jServer;

/**
 * The database of a server that does not run, opened in this process: creating a graph is much faster than over Bolt.
 */
final class OfflineDatabase implements AutoCloseable {
    private static final int PER_TRANSACTION = 5_000;

    private final DatabaseManagementService management;

    OfflineDatabase(Neo4jServer server) {
        management = new DatabaseManagementServiceBuilder(server.home()).build();
    }

    GraphDatabaseService service() {
        return management.database("neo4j");
    }

    /** Calls a writer with each number from 0 to {@code count - 1}, many of them in one transaction. */
    void write(int count, ObjIntConsumer<Transaction> writer) {
        for (int first = 0; first < count; first += PER_TRANSACTION) {
            try (Transaction tx = service().beginTx()) {
                for (int n = first; n < Math.min(count, first + PER_TRANSACTION); n++) {
                    writer.accept(tx, n);
                }
                tx.commit();
            }
        }
    }

    @Override
    public void close() {
        management.shutdown();
    }
}
