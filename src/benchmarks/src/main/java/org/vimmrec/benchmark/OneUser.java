package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.neo4j.driver.Session;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.server.Neo4jServer;

/**
 * The time that a request for one user waits, over Bolt: {@code vimmrec.overlay.stream} with {@code users}, beside
 * Cypher written by hand over the same stored neighbours. The users asked for have {@value #INTERACTIONS} interactions
 * each.
 */
final class OneUser implements Experiment {
    private static final int USERS = Integer.getInteger("benchmark.users", 1_000_000);
    private static final int ITEMS = Integer.getInteger("benchmark.items", 100_000);
    private static final int NEIGHBOURS = Integer.getInteger("benchmark.neighbours", 10);
    private static final int CALLS = Integer.getInteger("benchmark.calls", 1_000);
    private static final int INTERACTIONS = 100;
    private static final int INTERACTIONS_OF_OTHERS = 3;
    private static final int DIMENSION = 16;
    private static final List<String> MODALITIES = List.of("audio", "text", "visual");
    private static final String USER = "MATCH (u:User {userId: $user}) ";
    private static final String RESULT = " YIELD item, weight RETURN item.itemId AS item, weight";

    private final Random random = new Random(1);
    /** The mean number of candidates of a user. */
    private int rows;

    @Override
    public String name() {
        return "OneUser";
    }

    @Override
    public String question() {
        return "a request for one of 1,000,000 users: overlay.stream beside Cypher by hand, over Bolt; 10 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table("", ">rows", ">median", ">p99", ">slowest");
        try (Neo4jServer server = new Neo4jServer("benchmark-one-user")
                .withoutGds()
                .set("server.memory.heap.initial_size", "4g")
                .set("server.memory.heap.max_size", "4g")
                .set("server.memory.pagecache.size", "2g")) {
            create(server);
            server.start();
            server.run("CREATE INDEX users FOR (u:User) ON u.userId");
            server.run("CALL db.awaitIndexes(600)");
            server.run(
                    "CALL vimmrec.similarity.write({modalities: {audio: 'audio', text: 'text', visual: 'visual'}, topK: "
                            + NEIGHBOURS + "})");
            Map<String, String> queries = queries();
            rows = server.run(
                                    "UNWIND range(0, %d) AS n MATCH (u:User {userId: n}) CALL vimmrec.overlay.stream({users: [u]})"
                                                    .formatted(CALLS - 1)
                                            + " YIELD item RETURN count(*) AS count")
                            .get(0)
                            .get("count")
                            .asInt()
                    / CALLS;
            for (int round = 0; round < 3; round++) { // the JIT compiler needs some thousand calls
                queries.values().forEach(query -> time(server, query));
            }
            queries.forEach((name, query) -> row(table, name, server, query));
        }
        table.note(
                "%,d users, %,d items, %d neighbours in %d modalities; %,d calls for users with %d interactions each.",
                USERS, ITEMS, NEIGHBOURS, MODALITIES.size(), CALLS, INTERACTIONS);
        table.note("Milliseconds from the call of the driver to the last row; the server is warm.");
        return table;
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put(
                "overlay.stream, 10 items",
                USER + "CALL vimmrec.overlay.stream({users: [u], maxPerUser: 10})" + RESULT);
        queries.put(
                "by hand, 10 items",
                USER + "MATCH (u)-[:INTERACTED]->(i) WITH collect(DISTINCT i) AS seen UNWIND seen AS i"
                        + " MATCH (i)-[s:SIMILAR_AUDIO|SIMILAR_TEXT|SIMILAR_VISUAL]->(j:Item) WHERE NOT j IN seen"
                        + " RETURN j.itemId AS item, sum(s.score) AS weight ORDER BY weight DESC LIMIT 10");
        queries.put("overlay.stream, all items", USER + "CALL vimmrec.overlay.stream({users: [u]})" + RESULT);
        queries.put(
                "the same, counted in the server",
                USER + "CALL vimmrec.overlay.stream({users: [u]}) YIELD item, weight"
                        + " RETURN count(item.itemId) AS item, sum(weight) AS weight");
        queries.put(
                "as many rows of numbers, without the plugin",
                USER + "UNWIND range(1, $rows) AS item RETURN item, item / 3.0 AS weight");
        return queries;
    }

    private void row(Table table, String name, Neo4jServer server, String query) {
        int[] received = new int[1];
        double[] millis = time(server, query, received);
        table.row(
                name,
                "%,d".formatted(received[0] / CALLS),
                "%.2f ms".formatted(millis[millis.length / 2]),
                "%.2f ms".formatted(millis[(int) (millis.length * 0.99)]),
                "%.2f ms".formatted(millis[millis.length - 1]));
    }

    private void time(Neo4jServer server, String query) {
        time(server, query, new int[1]);
    }

    /** The sorted times of the calls, in milliseconds. */
    private double[] time(Neo4jServer server, String query, int[] received) {
        List<Double> millis = new ArrayList<>();
        try (Session session = server.driver().session()) {
            for (int user = 0; user < CALLS; user++) {
                long start = System.nanoTime();
                received[0] += session.run(query, Map.of("user", user, "rows", rows))
                        .list()
                        .size();
                millis.add((System.nanoTime() - start) / 1e6);
            }
        }
        return millis.stream().mapToDouble(each -> each).sorted().toArray();
    }

    private void create(Neo4jServer server) {
        long[] items = new long[ITEMS];
        try (OfflineDatabase db = new OfflineDatabase(server)) {
            db.write(ITEMS, (tx, n) -> {
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("itemId", n);
                MODALITIES.forEach(modality -> item.setProperty(modality, embedding()));
                items[n] = NodeIds.of(item);
            });
            db.write(USERS, (tx, user) -> createUser(tx, user, items));
        }
    }

    private float[] embedding() {
        float[] embedding = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            embedding[k] = (float) random.nextGaussian();
        }
        return embedding;
    }

    /** The first users are those asked for. Items created first have more interactions. */
    private void createUser(Transaction tx, int number, long[] items) {
        Node user = tx.createNode(Label.label("User"));
        user.setProperty("userId", number);
        int interactions = number < CALLS ? INTERACTIONS : INTERACTIONS_OF_OTHERS;
        for (int n = 0; n < interactions; n++) {
            long item = items[(int) (items.length * Math.pow(random.nextDouble(), 2))];
            user.createRelationshipTo(NodeIds.node(tx, item), RelationshipType.withName("INTERACTED"));
        }
    }
}
