package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code .estimate} says beside the heap that a call really takes. */
class EstimateTest {
    private static Database db;

    /** 10,000 items with 192 and 64 dimensions, every fourth of which lacks the second, and 5,000 users. */
    @BeforeAll
    static void startAndCreateGraph() {
        db = new Database();
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
            "overlay.stats     | {}",
            "overlay.stats     | {modalities: {visual: 'visual', audio: 'audio'}, modalityWeights: 'coInteraction'}"})
    void shouldAgreeWithTheHeapTakenWithinAQuarter(String procedure, String configuration) throws InterruptedException {
        String call = "CALL vimmrec." + procedure;
        long estimated = (long) db.row(call + ".estimate(" + configuration + ")").get("bytesMax");
        db.run(call + "(" + configuration + ")"); // whatever stays for good is there now
        long before = heap();
        long[] most = new long[1];
        Thread sampler = new Thread(() -> {
            try {
                while (true) {
                    Thread.sleep(50); // or there would be nothing but garbage collection
                    most[0] = Math.max(most[0], heap());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the call is over
            }
        });
        sampler.start();
        for (int n = 0; n < 3; n++) {
            db.run(call + "(" + configuration + ")");
        }
        sampler.interrupt();
        sampler.join();
        assertThat(estimated / (double) (most[0] - before)).isBetween(0.75, 1.25);
    }

    private static long heap() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
