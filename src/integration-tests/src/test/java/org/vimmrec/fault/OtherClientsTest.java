package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.QueryExecutionException;
import org.neo4j.graphdb.TransientFailureException;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/** Runs writes while other clients create, change and delete the nodes and relationships that the writes use. */
@Tag("long")
@ExtendWith(SharedDatabase.class)
class OtherClientsTest {
    private static final int ITEMS = 400;
    private static final int USERS = 200;
    private static final List<String> WRITES = List.of(
            "CALL vimmrec.similarity.write({modalities: {m: 'e', k: 'f'}, topK: 5, batchSize: 50})",
            "CALL vimmrec.overlay.write({batchSize: 50})",
            "CALL vimmrec.synergistic.write({modalities: {m: 'e', k: 'f'}, writeRelationshipType: 'VIRTUAL_TOO', batchSize: 50})");
    private static final List<String> TYPES = List.of("SIMILAR_M", "SIMILAR_K", "VIRTUAL_INTERACTED", "VIRTUAL_TOO");

    private final Database db;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger changes = new AtomicInteger();

    OtherClientsTest(Database db) {
        this.db = db;
    }

    /** Runs a statement repeatedly, with a random number for {@code $n}. */
    private CompletableFuture<Void> client(int numbers, String change) {
        Random random = new Random(numbers);
        return CompletableFuture.runAsync(
                () -> {
                    while (!stop.get()) {
                        try {
                            db.run(change.replace("$n", String.valueOf(random.nextInt(numbers))));
                            changes.incrementAndGet();
                        } catch (TransientFailureException | NotFoundException e) {
                            continue; // a conflict with a write or another client
                        } catch (QueryExecutionException e) {
                            assertThat(e.getStatusCode())
                                    .isIn(
                                            "Neo.TransientError.Transaction.DeadlockDetected",
                                            "Neo.ClientError.Statement.EntityNotFound");
                        }
                    }
                },
                task -> new Thread(task, "client").start());
    }

    @Test
    void shouldNotFailAndConvergeAfterConcurrentChanges() {
        AugmentedGraph graph = AugmentedGraph.in(db).create(ITEMS, USERS);
        // No client changes this user and item: without any interaction, the writes would fail.
        db.run(
                "CREATE (:User {n: -1})-[:INTERACTED]->(:Item {n: -1, e: [1, 0, 0, 0, 0, 0, 0, 0], f: [0, 1, 0, 0, 0, 0, 0, 0]})");
        db.run("CREATE INDEX item_n IF NOT EXISTS FOR (i:Item) ON (i.n)");
        db.run("CREATE INDEX user_n IF NOT EXISTS FOR (u:User) ON (u.n)");
        db.run("CALL db.awaitIndexes()");
        List<CompletableFuture<Void>> clients = List.of(
                client(USERS, "MATCH (u:User {n: $n}), (i:Item {n: $n}) CREATE (u)-[:INTERACTED]->(i)"),
                client(USERS, "MATCH (:User {n: $n})-[r:INTERACTED]->() WITH r LIMIT 1 DELETE r"),
                client(ITEMS, "MATCH (i:Item {n: $n}) SET i.e = [k IN range(1, 8) | rand() - 0.5]"),
                client(ITEMS, "MATCH (i:Item {n: $n}) DETACH DELETE i"),
                client(ITEMS, "MERGE (i:Item {n: $n}) SET i.f = [k IN range(1, 8) | rand() - 0.5]"),
                client(USERS, "MATCH (u:User {n: $n}) DETACH DELETE u"),
                client(USERS, "MERGE (u:User {n: $n}) WITH u MATCH (i:Item {n: u.n * 2}) MERGE (u)-[:INTERACTED]->(i)"),
                client(ITEMS, "MATCH (:Item {n: $n})-[r:SIMILAR_M|VIRTUAL_INTERACTED]-() WITH r LIMIT 3 DELETE r"));
        int rounds = 0;
        try {
            long end = System.nanoTime()
                    + Rounds.of(Duration.ofSeconds(4), Duration.ofMinutes(2)).toNanos();
            for (; System.nanoTime() < end; rounds++) {
                WRITES.forEach(db::run);
                if (rounds % 5 == 4) {
                    db.run("CALL vimmrec.similarity.drop({modalities: ['k'], batchSize: 50})");
                }
            }
        } finally {
            stop.set(true);
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        }
        System.out.println("rounds: " + rounds + "; changes by other clients: " + changes);
        assertThat(rounds).isPositive();

        List<Written> converged = new ArrayList<>();
        WRITES.forEach(db::run);
        for (String type : TYPES) {
            assertThat(db.row("MATCH (s:!Gone)-[r:" + type + "]->(t:Item) RETURN count(r) AS n"))
                    .as("relationships between existing nodes")
                    .isEqualTo(db.row("MATCH ()-[r:" + type + "]->() RETURN count(r) AS n"));
            converged.add(graph.written(type));
        }
        db.run("CALL vimmrec.similarity.drop()");
        for (String type : TYPES.subList(2, 4)) {
            db.run("CALL vimmrec.virtual.drop({writeRelationshipType: '" + type + "'})");
        }
        WRITES.forEach(db::run);
        for (int n = 0; n < TYPES.size(); n++) {
            assertThat(graph.written(TYPES.get(n))).isEqualTo(converged.get(n)).isNotEqualTo(Written.NOTHING);
        }
        db.run("DROP INDEX item_n");
        db.run("DROP INDEX user_n");
    }
}
