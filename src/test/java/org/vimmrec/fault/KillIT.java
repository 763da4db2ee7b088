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
import org.junit.jupiter.api.TestReporter;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.server.Neo4jServer;

/** A server that is killed while it writes, at moments that nobody chose. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KillIT {

    private static final String SIMILAR = "SIMILAR_M";
    private static final String FEW_SIMILAR = "CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 4";
    private static final String MANY_SIMILAR = "CALL vimmrec.similarity.write({modalities: {m: 'f'}, topK: 8";
    private static final String NONE_SIMILAR = "CALL vimmrec.similarity.drop({modalities: ['m']";
    private static final String VIRTUAL = "VIRTUAL_INTERACTED";
    private static final String FEW_VIRTUAL = "CALL vimmrec.overlay.write({modalities: ['base'], maxPerUser: 8";
    private static final String MANY_VIRTUAL = "CALL vimmrec.overlay.write({modalities: ['base'], maxPerUser: 16, aggregation: 'max'";
    private static final String NONE_VIRTUAL = "CALL vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_INTERACTED'";

    /** From what one call leaves to what another does. */
    private record Change(String type, String from, String to) {
    }

    private static final List<Change> CHANGES = List.of(new Change(VIRTUAL, FEW_VIRTUAL, MANY_VIRTUAL),
            new Change(SIMILAR, MANY_SIMILAR, NONE_SIMILAR), new Change(SIMILAR, NONE_SIMILAR, FEW_SIMILAR),
            new Change(VIRTUAL, MANY_VIRTUAL, NONE_VIRTUAL), new Change(VIRTUAL, NONE_VIRTUAL, FEW_VIRTUAL),
            new Change(SIMILAR, FEW_SIMILAR, MANY_SIMILAR));

    private final Random random = new Random();
    private final Map<String, Written> undisturbed = new HashMap<>();
    private Neo4jServer server;
    private AugmentedGraph graph;

    @BeforeAll
    void startServerAndRunUndisturbed() throws IOException, InterruptedException {
        server = new Neo4jServer("kill").start();
        graph = AugmentedGraph.in(server).create(2500, 1500);
        server.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}})");
        for (Change change : CHANGES) {
            run(change.to);
            undisturbed.put(change.to, graph.written(change.type));
        }
        assertThat(undisturbed.get(NONE_SIMILAR)).isEqualTo(undisturbed.get(NONE_VIRTUAL)).isEqualTo(Written.NOTHING);
    }

    private void run(String call) {
        server.run(call + "})");
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void shouldLeaveEverySourceOldOrNewAndFinishNextTime(TestReporter reporter) throws Exception {
        int kills = Rounds.of(2, 200);
        int halfWay = 0;
        for (int kill = 0; kill < kills; kill++) {
            halfWay += killDuring(CHANGES.get(kill % CHANGES.size())) ? 1 : 0;
        }
        reporter.publishEntry("kills", kills + ", of which left some sources old and others new: " + halfWay);
        assertThat(halfWay).isGreaterThanOrEqualTo(kills / 3);
    }

    /** Whether it was half done. */
    private boolean killDuring(Change change) throws Exception {
        run(change.from);
        Written before = undisturbed.get(change.from);
        Written after = undisturbed.get(change.to);
        assertThat(graph.written(change.type)).isEqualTo(before);

        // Small batches, so that there is much to interrupt.
        CompletableFuture<?> call = CompletableFuture.runAsync(() -> run(change.to + ", batchSize: 20"));
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
