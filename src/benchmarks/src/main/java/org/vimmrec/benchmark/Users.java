package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.List;
import org.neo4j.driver.Record;
import org.vimmrec.server.Neo4jServer;

/**
 * Measures how {@code vimmrec.overlay.stats} scales with the number of users, in a server with 4 GiB of heap. Each user
 * has {@value #INTERACTIONS} interactions, more of them with the items created first. Each item has
 * {@value #NEIGHBOURS} neighbours in each of 3 modalities.
 */
final class Users implements Experiment {
    private static final int[] USERS = {100_000, 300_000, 1_000_000};
    private static final int ITEMS = 100_000;
    private static final int INTERACTIONS = 10;
    private static final int NEIGHBOURS = 10;
    private static final int CALLS = 3;

    @Override
    public String name() {
        return "Users";
    }

    @Override
    public String question() {
        return "overlay.stats with up to 1,000,000 users in a server with 4 GiB of heap: how it grows; 15 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table(
                ">users",
                ">interactions",
                ">virtual interactions",
                ">first call",
                ">fastest call",
                ">reading",
                ">estimate");
        try (Neo4jServer server = new Neo4jServer("benchmark-users")
                .set("server.memory.heap.initial_size", "4g")
                .set("server.memory.heap.max_size", "4g")
                .set("server.memory.pagecache.size", "2g")
                .start()) {
            createItems(server);
            for (int users : USERS) {
                createUsers(server, users);
                String configuration = "{userLabel: '%s', concurrency: %d}".formatted(label(users), Machine.THREADS);
                String estimate = server.run("CALL vimmrec.overlay.stats.estimate(" + configuration + ")")
                        .get(0)
                        .get("requiredMemory")
                        .asString();
                double first = 0;
                double fastest = Double.MAX_VALUE;
                Record row = null;
                for (int n = 0; n < CALLS; n++) {
                    long start = System.nanoTime();
                    row = server.run("CALL vimmrec.overlay.stats(" + configuration + ")")
                            .get(0);
                    double seconds = (System.nanoTime() - start) / 1e9;
                    first = n == 0 ? seconds : first;
                    fastest = Math.min(fastest, seconds);
                }
                table.row(
                        "%,d".formatted(users),
                        "%,d".formatted(users * INTERACTIONS),
                        "%,d".formatted(row.get("virtualInteractions").asLong()),
                        Timings.seconds(first),
                        Timings.seconds(fastest),
                        Timings.seconds(row.get("preProcessingMillis").asLong() / 1e3),
                        estimate);
            }
        }
        table.note("%,d items, 3 modalities, %d neighbours each; concurrency %d.", ITEMS, NEIGHBOURS, Machine.THREADS);
        return table;
    }

    private static String label(int users) {
        return "Users" + users;
    }

    /** Creates items with random neighbours, which gives each user the largest number of candidates. */
    private static void createItems(Neo4jServer server) {
        server.run("CREATE INDEX items FOR (i:Item) ON i.n");
        server.run("UNWIND range(0, %d) AS n CALL (n) { CREATE (:Item {n: n}) } IN TRANSACTIONS OF 5000 ROWS"
                .formatted(ITEMS - 1));
        server.run("CALL db.awaitIndexes()");
        for (String modality : List.of("AUDIO", "TEXT", "VISUAL")) {
            server.run(("MATCH (source:Item) CALL (source) { UNWIND range(1, %d) AS n"
                            + " WITH source, toInteger(rand() * %d) AS target MATCH (i:Item {n: target})"
                            + " CREATE (source)-[:SIMILAR_%s {score: 0.3 + 0.7 * rand()}]->(i) } IN TRANSACTIONS OF 5000 ROWS")
                    .formatted(NEIGHBOURS, ITEMS, modality));
        }
    }

    private static void createUsers(Neo4jServer server, int users) {
        server.run(("UNWIND range(1, %d) AS user CALL (user) { CREATE (source:%s) WITH source UNWIND range(1, %d) AS n"
                        + " WITH source, toInteger(rand() ^ 2 * %d) AS target MATCH (i:Item {n: target})"
                        + " CREATE (source)-[:INTERACTED]->(i) } IN TRANSACTIONS OF 5000 ROWS")
                .formatted(users, label(users), INTERACTIONS, ITEMS));
    }
}
