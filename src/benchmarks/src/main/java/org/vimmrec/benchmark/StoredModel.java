package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.neo4j.driver.Session;
import org.vimmrec.server.Neo4jServer;

/**
 * Measures how long {@code vimmrec.recommend.stream} takes for one user from the embeddings that
 * {@code vimmrec.recommend.train} has written, over Bolt and with the items in memory.
 */
final class StoredModel implements Experiment {
    private static final int ITEMS = 100_000;
    private static final int USERS = 2_000;
    private static final int INTERACTIONS = 100;
    private static final int EPOCHS = 1;
    private static final int WARM_UP = 500;
    private static final int REQUESTS = 1000;
    private static final String REQUEST = "MATCH (u:User {n: $n}) CALL vimmrec.recommend.stream({recommender: 'stored',"
            + " users: [u]%s}) YIELD item, score, rank RETURN item.n, score, rank";

    @Override
    public String name() {
        return "StoredModel";
    }

    @Override
    public String question() {
        return "recommend.stream for one user among 100,000 items from stored embeddings, over Bolt; 5 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table("", ">median", ">99 of 100 below", ">slowest");
        try (Neo4jServer server = new Neo4jServer("benchmark-stored")
                .set("server.memory.heap.initial_size", "3g")
                .set("server.memory.heap.max_size", "3g")
                .start()) {
            create(server);
            server.run(("CALL vimmrec.recommend.train({recommender: 'lightGcn', epochs: %d, concurrency: %d})"
                            + " YIELD embeddingDimension RETURN embeddingDimension")
                    .formatted(EPOCHS, Machine.THREADS));
            row(table, server, "10 items", "");
            row(table, server, "100 items", ", limit: 100");
        }
        table.note(
                "%,d items, %,d users with about %d interactions each, embeddings of 64 numbers; %,d requests for random users"
                        + " after %d to warm up, one after the other.",
                ITEMS, USERS, INTERACTIONS, REQUESTS, WARM_UP);
        return table;
    }

    private static void create(Neo4jServer server) {
        server.run("CREATE INDEX items FOR (i:Item) ON i.n");
        server.run("CREATE INDEX users FOR (u:User) ON u.n");
        server.run("UNWIND range(0, %d) AS n CALL (n) { CREATE (:Item {n: n}) } IN TRANSACTIONS OF 5000 ROWS"
                .formatted(ITEMS - 1));
        server.run("CALL db.awaitIndexes()");
        server.run(("UNWIND range(0, %d) AS n CALL (n) { CREATE (u:User {n: n}) WITH u UNWIND range(1, %d) AS k"
                        + " WITH u, toInteger(rand() ^ 2 * %d) AS target MATCH (i:Item {n: target})"
                        + " CREATE (u)-[:INTERACTED]->(i) } IN TRANSACTIONS OF 500 ROWS")
                .formatted(USERS - 1, INTERACTIONS, ITEMS));
    }

    private static void row(Table table, Neo4jServer server, String what, String keys) {
        Random random = new Random(1);
        List<Double> seconds = new ArrayList<>();
        try (Session session = server.driver().session()) {
            for (int n = 0; n < WARM_UP + REQUESTS; n++) {
                Map<String, Object> user = Map.of("n", random.nextInt(USERS));
                long start = System.nanoTime();
                session.run(REQUEST.formatted(keys), user).list();
                if (n >= WARM_UP) {
                    seconds.add((System.nanoTime() - start) / 1e9);
                }
            }
        }
        List<Double> sorted = seconds.stream().sorted().toList();
        table.row(
                what,
                millis(sorted.get(REQUESTS / 2)),
                millis(sorted.get(REQUESTS * 99 / 100)),
                millis(sorted.get(REQUESTS - 1)));
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
}
