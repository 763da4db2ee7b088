package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.neo4j.procedure.StatusDetailsAccessor;

/** Compares {@code .estimate} with the heap that a call actually takes. */
@Tag("long")
class EstimateTest {
    /**
     * The number of attempts at an agreement. Other tests share this heap, so a call is measured again if it does not
     * agree. A wrong estimate fails each time.
     */
    private static final int CALLS = 3;

    /** The number of bytes by which the heap may shrink after it has settled. */
    private static final long NOISE = 100_000;

    private static Database db;

    /**
     * Creates 5,000 users, and 10,000 items with embeddings of 192 and 64 dimensions. Every fourth item lacks the
     * second embedding.
     */
    @BeforeAll
    static void startAndCreateGraph() {
        db = Database.with(Measuring.class);
        Random random = new Random(1);
        Node[] items = new Node[10_000];
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < items.length; n++) {
                items[n] = tx.createNode(Label.label("Item"));
                items[n].setProperty("visual", random.doubles(192, -0.5, 0.5).toArray());
                if (n % 4 != 0) {
                    items[n].setProperty("audio", random.doubles(64, -0.5, 0.5).toArray());
                }
            }
            for (int n = 0; n < 5_000; n++) {
                Node user = tx.createNode(Label.label("User"));
                random.ints(20, 0, items.length)
                        .forEach(i -> user.createRelationshipTo(items[i], RelationshipType.withName("INTERACTED")));
            }
            tx.commit();
        }
        db.run("CALL vimmrec.similarity.write({modalities: {visual: 'visual', audio: 'audio'}, topK: 20})");
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "similarity.stats  | {modalities: {visual: 'visual'}}",
                "similarity.stats  | {modalities: {visual: 'visual'}, topK: 100}",
                "similarity.stats  | {modalities: {visual: 'visual', audio: 'audio'}, topK: 50}",
                "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'uniform'}",
                "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'mean'}",
                "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'coInteraction'}",
                "overlay.stats     | {modalityWeights: 'uniform'}",
                "overlay.stats     | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'coInteraction'}"
            })
    void shouldEstimateTheHeapWithinAQuarter(String procedure, String configuration) {
        String call = "CALL vimmrec." + procedure;
        long estimated =
                (long) db.row(call + ".estimate(" + configuration + ")").get("bytesMax");
        List<Double> ratios = new ArrayList<>();
        do {
            long before = settledHeap();
            long taken = (long) db.row(
                                    "CALL test.heapTaken($procedure, " + configuration + ")",
                                    Map.of("procedure", procedure))
                            .get("most")
                    - before;
            ratios.add(estimated / (double) taken);
        } while (ratios.size() < CALLS && !agrees(ratios.get(ratios.size() - 1)));
        assertThat(ratios).as("%,d bytes to the heap of calls", estimated).anyMatch(EstimateTest::agrees);
    }

    private static boolean agrees(double ratio) {
        return ratio > 0.75 && ratio < 1.25;
    }

    /** What {@code test.heapTaken} returns. */
    public record Heap(long most) {}

    /** Runs a procedure as Neo4j does, and measures the heap whenever the procedure reports its progress. */
    public static final class Measuring extends VimmrecProcedures {

        /** The most heap in use at the beginning or end of a phase, in bytes. */
        @Procedure("test.heapTaken")
        public Stream<Heap> heapTaken(
                @Name("procedure") String procedure, @Name("configuration") Map<String, Object> map) {
            Progress progress = new Progress(status);
            long rows = switch (procedure) {
                case "similarity.stats" ->
                    measured(new SimilarityProcedures(), progress).stats(map).count();
                case "overlay.stats" ->
                    measured(new OverlayProcedures(), progress).stats(map).count();
                default ->
                    measured(new SynergisticProcedures(), progress).stats(map).count();
            };
            return Stream.of(new Heap(rows == 0 ? 0 : progress.most));
        }

        private <P extends VimmrecProcedures> P measured(P procedures, Progress progress) {
            procedures.db = db;
            procedures.tx = tx;
            procedures.log = log;
            procedures.termination = termination;
            procedures.memory = memory;
            procedures.status = progress;
            return procedures;
        }
    }

    private static final class Progress implements StatusDetailsAccessor {
        private final StatusDetailsAccessor status;
        private long most;

        Progress(StatusDetailsAccessor status) {
            this.status = status;
        }

        @Override
        public void setStatusDetails(String details) {
            status.setStatusDetails(details);
            if (details.endsWith(" 0 %") || details.endsWith(" 100 %")) {
                most = Math.max(most, heap());
            }
        }

        @Override
        public String statusDetails() {
            return status.statusDetails();
        }
    }

    /** The heap after the garbage of earlier calls and other tests is collected. Ending threads hold it for a while. */
    private static long settledHeap() {
        long heap = heap();
        for (long now = heap(); now < heap - NOISE; now = heap()) {
            heap = now;
        }
        return heap;
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
