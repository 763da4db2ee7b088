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

/** A server that is killed while it writes, at moments that nobody chose. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

    private static final String SIMILAR = "SIMILAR_M";
    private static final ProcedureContext FEW_SIMILAR = call("vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4");
    private static final ProcedureContext MANY_SIMILAR = call("vimmrec.similarity.write({modalities: {m: 'f'}, topK: 8");
    private static final ProcedureContext NONE_SIMILAR = call("vimmrec.similarity.drop({modalities: ['m']");
    private static final String VIRTUAL = "VIRTUAL_INTERACTED";
    private static final ProcedureContext FEW_VIRTUAL = call("vimmrec.overlay.write({modalities: ['base'], maxPerUser: 8");
    private static final ProcedureContext MANY_VIRTUAL = call("vimmrec.overlay.write({modalities: ['base'], maxPerUser: 16,"
            + " aggregation: 'max'");
    private static final ProcedureContext NONE_VIRTUAL = call("vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_INTERACTED'");

    private static final String UPDATED_SIMILAR = "SIMILAR_U";
    private static final String UPDATE_SIMILAR = "vimmrec.similarity.update({modalities: {u: 'u'}, topK: 6";
    private static final ProcedureContext OLD_ITEMS = new ProcedureContext("MATCH (i:Item) WHERE i.n % 9 = 0 SET i.u = i.e", UPDATE_SIMILAR);
    private static final ProcedureContext NEW_ITEMS = new ProcedureContext("MATCH (i:Item) WHERE i.n % 9 = 0 SET i.u = i.f", UPDATE_SIMILAR);
    private static final String UPDATED_VIRTUAL = "VIRTUAL_UPDATED";
    private static final String UPDATE_VIRTUAL = "vimmrec.overlay.update({modalities: ['base'], maxPerUser: 8,"
            + " interactionType: ['INTERACTED', 'LATER'], writeRelationshipType: 'VIRTUAL_UPDATED'";
    private static final ProcedureContext NEW_INTERACTIONS = new ProcedureContext("MATCH (u:User), (i:Item) WHERE u.n > 0 AND u.n % 3 = 0"
            + " AND i.n = u.n % 100 MERGE (u)-[:LATER]->(i)", UPDATE_VIRTUAL);
    private static final ProcedureContext OLD_INTERACTIONS = new ProcedureContext("MATCH (u:User)-[r:LATER]->() WHERE u.n > 0 DELETE r", UPDATE_VIRTUAL);

    /**
     * What changes what is stored.
     *
     * @param data a change of the graph before the procedure is called, or null
     * @param procedure without the end of its configuration
     */
    private record ProcedureContext(String data, String procedure) {
    }

    /** From what one call leaves to what another does. */
    private record Change(String type, ProcedureContext from, ProcedureContext to) {
    }

    private static final List<Change> CHANGES = List.of(new Change(VIRTUAL, FEW_VIRTUAL, MANY_VIRTUAL),
            new Change(UPDATED_SIMILAR, OLD_ITEMS, NEW_ITEMS), new Change(SIMILAR, MANY_SIMILAR, NONE_SIMILAR),
            new Change(UPDATED_VIRTUAL, OLD_INTERACTIONS, NEW_INTERACTIONS), new Change(SIMILAR, NONE_SIMILAR, FEW_SIMILAR),
            new Change(UPDATED_SIMILAR, NEW_ITEMS, OLD_ITEMS), new Change(VIRTUAL, MANY_VIRTUAL, NONE_VIRTUAL),
            new Change(UPDATED_VIRTUAL, NEW_INTERACTIONS, OLD_INTERACTIONS), new Change(VIRTUAL, NONE_VIRTUAL, FEW_VIRTUAL),
            new Change(SIMILAR, FEW_SIMILAR, MANY_SIMILAR));

    private static ProcedureContext call(String procedure) {
        return new ProcedureContext(null, procedure);
    }

    private final Random random = new Random();
    private final Map<ProcedureContext, Written> undisturbed = new HashMap<>();
    private Neo4jServer server;
    private AugmentedGraph graph;

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        server = new Neo4jServer("kill").withoutGds();
        // Much of this test is the server's starting.
        server.set("server.http.enabled", "false").addJvmArgument("-XX:TieredStopAtLevel=1").start();
        graph = AugmentedGraph.in(server).create(2500, 1500);
        server.run("MATCH (i:Item) SET i.u = i.e");
        server.run("MATCH (u:User {n: 0}), (i:Item {n: 0}) CREATE (u)-[:LATER]->(i)");
        server.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}})");
    }

    /** What a call leaves that nobody disturbs. */
    private Written undisturbed(ProcedureContext call, String type) {
        return undisturbed.computeIfAbsent(call, key -> {
            prepare(call);
            run(call);
            return graph.written(type);
        });
    }

    private void prepare(ProcedureContext call) {
        if (call.data != null) {
            server.run(call.data);
        }
    }

    private void run(ProcedureContext call) {
        run(call, "");
    }

    private void run(ProcedureContext call, String more) {
        server.run("CALL " + call.procedure + more + "})");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void shouldLeaveEverySourceOldOrNewAndFinishNextTime() throws Exception {
        int kills = Rounds.of(2, 200);
        int halfWay = 0;
        int first = random.nextInt(CHANGES.size());
        for (int kill = 0; kill < kills; kill++) {
            halfWay += killDuring(CHANGES.get((first + kill) % CHANGES.size())) ? 1 : 0;
        }
        System.out.println("kills: " + kills + ", of which left some sources old and others new: " + halfWay);
        assertThat(halfWay).isGreaterThanOrEqualTo(kills / 3);
    }

    /** Whether it was half done. */
    private boolean killDuring(Change change) throws Exception {
        Written after = undisturbed(change.to, change.type);
        Written before = undisturbed(change.from, change.type);
        assertThat(after).isNotEqualTo(before);
        prepare(change.from);
        run(change.from);
        assertThat(graph.written(change.type)).isEqualTo(before);

        prepare(change.to);
        // Small batches, so that there is much to interrupt.
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> run(change.to, ", batchSize: 20"));
        int percent = awaitPercent(random.nextInt(100), change.type, call);
        Thread.sleep(random.nextInt(20));
        server.kill();
        call.handle((nothing, failure) -> failure).join();
        server.start();

        Written found = graph.written(change.type);
        int renewed = found.requireWhole(before, after);
        run(change.to);
        assertThat(graph.written(change.type)).as("after a kill at %d %% of %s", percent, change).isEqualTo(after);
        return renewed > 0 && !found.equals(after);
    }

    /** Waits until the write has come so far, or ends. */
    private int awaitPercent(int percent, String type, CompletableFuture<?> call) throws InterruptedException {
        String phase = ": writing " + type + ": ";
        while (!call.isDone()) {
            for (var row : server.run("SHOW TRANSACTIONS YIELD statusDetails WHERE statusDetails CONTAINS '" + phase + "'")) {
                String details = row.get("statusDetails").asString();
                int seen = Integer.parseInt(details.substring(details.indexOf(phase) + phase.length()).replace(" %", ""));
                if (seen >= percent) {
                    return seen;
                }
            }
            Thread.sleep(1);
        }
        return 100;
    }
}
