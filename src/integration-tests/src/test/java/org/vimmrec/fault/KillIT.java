package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.server.Neo4jServer;

/** Kills a server at random moments of a write, update or drop. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

    private static final String SIMILAR = "SIMILAR_M";
    private static final Step FEW_SIMILAR = step("vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4");
    private static final Step MANY_SIMILAR = step("vimmrec.similarity.write({modalities: {m: 'f'}, topK: 8");
    private static final Step NONE_SIMILAR = step("vimmrec.similarity.drop({modalities: ['m']");
    private static final String VIRTUAL = "VIRTUAL_INTERACTED";
    private static final Step FEW_VIRTUAL = step("vimmrec.overlay.write({modalities: ['base'], maxPerUser: 8");
    private static final Step MANY_VIRTUAL =
            step("vimmrec.overlay.write({modalities: ['base'], maxPerUser: 16," + " aggregation: 'max'");
    private static final Step NONE_VIRTUAL = step("vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_INTERACTED'");

    private static final String UPDATED_SIMILAR = "SIMILAR_U";
    private static final String UPDATE_SIMILAR = "vimmrec.similarity.update({modalities: {u: 'u'}, topK: 6";
    private static final Step OLD_ITEMS = new Step("MATCH (i:Item) WHERE i.n % 9 = 0 SET i.u = i.e", UPDATE_SIMILAR);
    private static final Step NEW_ITEMS = new Step("MATCH (i:Item) WHERE i.n % 9 = 0 SET i.u = i.f", UPDATE_SIMILAR);
    private static final String UPDATED_VIRTUAL = "VIRTUAL_UPDATED";
    private static final String UPDATE_VIRTUAL = "vimmrec.overlay.update({modalities: ['base'], maxPerUser: 8,"
            + " interactionType: ['INTERACTED', 'LATER'], writeRelationshipType: 'VIRTUAL_UPDATED'";
    private static final Step NEW_INTERACTIONS = new Step(
            "MATCH (u:User), (i:Item) WHERE u.n > 0 AND u.n % 3 = 0" + " AND i.n = u.n % 100 MERGE (u)-[:LATER]->(i)",
            UPDATE_VIRTUAL);
    private static final Step OLD_INTERACTIONS =
            new Step("MATCH (u:User)-[r:LATER]->() WHERE u.n > 0 DELETE r", UPDATE_VIRTUAL);

    /** Writes the users who have new interactions. A kill may leave a manifest that only an update can repair. */
    private static final Change SOME_USERS = new Change(
            UPDATED_VIRTUAL,
            OLD_INTERACTIONS,
            new Step(
                    NEW_INTERACTIONS.data,
                    UPDATE_VIRTUAL.replace("overlay.update", "overlay.write")
                            + ", users: COLLECT { MATCH (u:User)-[:LATER]->() RETURN DISTINCT u }"),
            NEW_INTERACTIONS);

    private static final String RECOMMENDED = "RECOMMENDED";
    private static final Step FEW_RECOMMENDED = step("vimmrec.recommend.write({recommender: 'graphFilter', limit: 3");
    private static final Step MANY_RECOMMENDED = step("vimmrec.recommend.write({recommender: 'popularity', limit: 9");
    private static final Step NONE_RECOMMENDED = step("vimmrec.recommend.drop({writeRelationshipType: 'RECOMMENDED'");

    /**
     * A procedure call, with a change of the graph before it.
     *
     * @param data statement that changes the graph; null for no change
     * @param procedure the call, without the end of its configuration map
     */
    private record Step(String data, String procedure) {}

    /**
     * A transition of a type from the result of one step to that of another.
     *
     * @param finish the step that finishes the second one after a kill, with the same result
     */
    private record Change(String type, Step from, Step to, Step finish) {

        Change(String type, Step from, Step to) {
            this(type, from, to, to);
        }
    }

    private static final List<Change> CHANGES = List.of(
            new Change(VIRTUAL, FEW_VIRTUAL, MANY_VIRTUAL),
            new Change(UPDATED_SIMILAR, OLD_ITEMS, NEW_ITEMS),
            new Change(RECOMMENDED, FEW_RECOMMENDED, MANY_RECOMMENDED),
            new Change(SIMILAR, MANY_SIMILAR, NONE_SIMILAR),
            new Change(UPDATED_VIRTUAL, OLD_INTERACTIONS, NEW_INTERACTIONS),
            new Change(SIMILAR, NONE_SIMILAR, FEW_SIMILAR),
            new Change(UPDATED_SIMILAR, NEW_ITEMS, OLD_ITEMS),
            new Change(VIRTUAL, MANY_VIRTUAL, NONE_VIRTUAL),
            new Change(RECOMMENDED, MANY_RECOMMENDED, NONE_RECOMMENDED),
            new Change(UPDATED_VIRTUAL, NEW_INTERACTIONS, OLD_INTERACTIONS),
            new Change(VIRTUAL, NONE_VIRTUAL, FEW_VIRTUAL),
            SOME_USERS,
            new Change(SIMILAR, FEW_SIMILAR, MANY_SIMILAR));

    private static Step step(String procedure) {
        return new Step(null, procedure);
    }

    private final Random random = new Random();
    private final Map<Step, Written> expected = new HashMap<>();
    private Neo4jServer server;
    private AugmentedGraph graph;

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        server = new Neo4jServer("kill").withoutGds();
        // Most of the time of this test is spent on starting the server.
        server.set("server.http.enabled", "false")
                .addJvmArgument("-XX:TieredStopAtLevel=1")
                .start();
        graph = AugmentedGraph.in(server).create(2500, 1500);
        server.run("MATCH (i:Item) SET i.u = i.e");
        server.run("MATCH (u:User {n: 0}), (i:Item {n: 0}) CREATE (u)-[:LATER]->(i)");
        server.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}})");
    }

    /** The result of a step that is not interrupted. */
    private Written expected(Step step, String type) {
        return expected.computeIfAbsent(step, key -> {
            prepare(step);
            run(step);
            return graph.written(type);
        });
    }

    private void prepare(Step step) {
        if (step.data != null) {
            server.run(step.data);
        }
    }

    private void run(Step step) {
        run(step, "");
    }

    private void run(Step step, String more) {
        server.run("CALL " + step.procedure + more + "}) YIELD relationshipType RETURN *");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void shouldLeaveEachSourceOldOrNewAndFinishInTheNextCall() throws Exception {
        int kills = Rounds.of(2, 200);
        int incomplete = 0;
        int first = random.nextInt(CHANGES.size());
        for (int kill = 0; kill < kills; kill++) {
            incomplete += killDuring(CHANGES.get((first + kill) % CHANGES.size())) ? 1 : 0;
        }
        System.out.println("kills: " + kills + "; with some sources old and others new: " + incomplete);
        assertThat(incomplete).isGreaterThanOrEqualTo(kills / 3);
    }

    @Test
    @Tag("long")
    void shouldLeaveSomeUsersOldOrNewAndFinishInTheNextUpdate() throws Exception {
        int kills = Rounds.of(1, 50);
        int incomplete = 0;
        for (int kill = 0; kill < kills; kill++) {
            incomplete += killDuring(SOME_USERS) ? 1 : 0;
        }
        System.out.println("kills: " + kills + "; with some of the users old and others new: " + incomplete);
        assertThat(incomplete).isGreaterThanOrEqualTo(kills / 3);
    }

    /** Returns whether the kill interrupted the change, so that some sources were old and others new. */
    private boolean killDuring(Change change) throws Exception {
        Written after = expected(change.finish, change.type);
        Written before = expected(change.from, change.type);
        assertThat(after).isNotEqualTo(before);
        prepare(change.from);
        run(change.from);
        assertThat(graph.written(change.type)).isEqualTo(before);

        prepare(change.to);
        // Small batches make it more likely that the kill interrupts the call.
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> run(change.to, ", batchSize: 20"));
        int percent = awaitPercent(random.nextInt(100), change.type, call);
        Thread.sleep(random.nextInt(20));
        server.kill();
        call.handle((nothing, failure) -> failure).join();
        server.start();

        Written found = graph.written(change.type);
        int changed = found.requireOldOrNew(before, after);
        run(change.finish);
        assertThat(graph.written(change.type))
                .as("after a kill at %d %% of %s", percent, change)
                .isEqualTo(after);
        return changed > 0 && !found.equals(after);
    }

    /** Waits until the write has reached a percentage or has ended. Returns the percentage seen. */
    private int awaitPercent(int percent, String type, CompletableFuture<?> call) throws InterruptedException {
        String phase = ": writing " + type + ": ";
        while (!call.isDone()) {
            for (var row :
                    server.run("SHOW TRANSACTIONS YIELD statusDetails WHERE statusDetails CONTAINS '" + phase + "'")) {
                String details = row.get("statusDetails").asString();
                int seen = Integer.parseInt(details.substring(details.indexOf(phase) + phase.length())
                        .replace(" %", ""));
                if (seen >= percent) {
                    return seen;
                }
            }
            Thread.sleep(1);
        }
        return 100;
    }
}
