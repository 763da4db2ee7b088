package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.neo4j.procedure.StatusDetailsAccessor;

/** What {@code .estimate} says beside the heap that a call really takes. */
class EstimateTest {
    /** The one in the middle counts: what other tests have left in the heap may go while a call is measured. */
    private static final int CALLS = 3;

    private static Database db;

    /** 10,000 items with 192 and 64 dimensions, every fourth of which lacks the second, and 5,000 users. */
    @BeforeAll
    static void startAndCreateGraph() {
        db = Database.with(Measuring.class);
        for (int part = 0; part < 10; part++) {
            db.run("UNWIND range(1, 1000) AS n CREATE (i:Item) SET i.visual = [k IN range(1, 192) | rand() - 0.5],"
                    + " i.audio = CASE WHEN n % 4 = 0 THEN null ELSE [k IN range(1, 64) | rand() - 0.5] END");
        }
        db.run("MATCH (i:Item) WITH collect(i) AS items UNWIND range(1, 5000) AS n CREATE (u:User) WITH u, items"
                + " UNWIND range(1, 20) AS m WITH u, items[toInteger(rand() * 10000)] AS i CREATE (u)-[:INTERACTED]->(i)");
        db.run("CALL vimmrec.similarity.write({modalities: {visual: 'visual', audio: 'audio'}, topK: 20})");
    }

    @AfterAll
    static void stop() {
        db.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "similarity.stats  | {modalities: {visual: 'visual'}}",
            "similarity.stats  | {modalities: {visual: 'visual'}, topK: 100}",
            "similarity.stats  | {modalities: {visual: 'visual', audio: 'audio'}, topK: 50}",
            "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'uniform'}",
            "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'mean'}",
            "synergistic.stats | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'coInteraction'}",
            "overlay.stats     | {modalityWeights: 'uniform'}",
            "overlay.stats     | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'coInteraction'}"})
    void shouldAgreeWithTheHeapTakenWithinAQuarter(String procedure, String configuration) {
        String call = "CALL vimmrec." + procedure;
        long estimated = (long) db.row(call + ".estimate(" + configuration + ")").get("bytesMax");
        db.run(call + "(" + configuration + ")"); // whatever stays for good is there now
        double[] ratios = new double[CALLS];
        for (int n = 0; n < CALLS; n++) {
            long before = heap();
            long taken = (long) db.row("CALL test.heapTaken($procedure, " + configuration + ")",
                    Map.of("procedure", procedure)).get("most") - before;
            ratios[n] = estimated / (double) taken;
        }
        Arrays.sort(ratios);
        assertThat(ratios[CALLS / 2]).as("%,d bytes to the heap of calls: %s", estimated, Arrays.toString(ratios))
                .isBetween(0.75, 1.25);
    }

    /** What {@code test.heapTaken} returns. */
    public record Heap(long most) {
    }

    /** Runs a procedure as Neo4j does, but for its progress, which is where the heap is measured. */
    public static final class Measuring extends VimmrecProcedures {

        /** The most heap in use at the beginning or end of a phase, in bytes. */
        @Procedure("test.heapTaken")
        public Stream<Heap> heapTaken(@Name("procedure") String procedure, @Name("configuration") Map<String, Object> map) {
            Progress progress = new Progress(status);
            long rows = switch (procedure) {
                case "similarity.stats" -> measured(new SimilarityProcedures(), progress).stats(map).count();
                case "overlay.stats" -> measured(new OverlayProcedures(), progress).stats(map).count();
                default -> measured(new SynergisticProcedures(), progress).stats(map).count();
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

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
