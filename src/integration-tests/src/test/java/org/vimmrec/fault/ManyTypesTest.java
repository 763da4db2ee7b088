package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vimmrec.fault.AugmentedGraph.Written;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/**
 * Writes, updates, drops and lists many relationship types concurrently: calls for different types must not interfere.
 */
@Tag("long")
@ExtendWith(SharedDatabase.class)
@Timeout(300)
class ManyTypesTest {
    private final Database db;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger calls = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();

    ManyTypesTest(Database db) {
        this.db = db;
    }

    /** Repeats a sequence of calls. */
    private CompletableFuture<Void> client(String... procedures) {
        return CompletableFuture.runAsync(
                () -> {
                    while (!stop.get()) {
                        for (String procedure : procedures) {
                            try {
                                db.run("CALL vimmrec." + procedure);
                                calls.incrementAndGet();
                            } catch (RuntimeException e) {
                                failures.add(procedure + ": " + e.getMessage());
                            }
                        }
                    }
                },
                task -> new Thread(task, "client").start());
    }

    private static String virtual(String call, String type) {
        return call + "writeRelationshipType: '" + type + "', modalities: ['base'], topK: 3})";
    }

    private static String drop(String type) {
        return "virtual.drop({writeRelationshipType: '" + type + "'})";
    }

    @Test
    void shouldNotAffectOtherTypes() throws InterruptedException {
        AugmentedGraph graph = AugmentedGraph.in(db).create(60, 20);
        db.run("CALL vimmrec.similarity.write({modalities: {base: 'e'}, topK: 5})");
        db.run("CALL vimmrec." + virtual("overlay.write({", "WANTED"));
        Written expected = graph.written("WANTED");
        String fused = "({modalities: {base: 'f'}, modalityWeights: 'uniform', topK: 3, writeRelationshipType: ";
        db.run("CALL vimmrec.synergistic.write" + fused + "'FUSED'})");
        Written expectedFused = graph.written("FUSED");
        db.run("CALL vimmrec.similarity.write({modalities: {near: 'f'}, topK: 4})");
        Written expectedNear = graph.written("SIMILAR_NEAR");

        List<CompletableFuture<Void>> clients = List.of(
                client(virtual("overlay.write({", "A")),
                client(virtual("overlay.write({", "B"), virtual("overlay.write({maxPerUser: 2, ", "B")),
                client(virtual("overlay.update({", "C"), virtual("overlay.update({maxPerUser: 2, ", "C")),
                client(virtual("overlay.write({", "D"), drop("D")),
                client("synergistic.write" + fused + "'E'})", "synergistic.update" + fused + "'E'})"),
                client("synergistic.update" + fused + "'F'})", drop("F")),
                client(
                        "similarity.write({modalities: {g: 'f'}, topK: 4})",
                        "similarity.write({modalities: {g: 'e'}, topK: 2})"),
                client("similarity.update({modalities: {h: 'f'}, topK: 4})", "similarity.drop({modalities: ['h']})"),
                client("list()"),
                client("statistics({modalities: ['base']})", "overlay.stats()"));
        Thread.sleep(Rounds.of(Duration.ofSeconds(8), Duration.ofMinutes(2)).toMillis());
        stop.set(true);
        CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        System.out.println("calls: " + calls + ", failures: " + failures.size());
        assertThat(failures).isEmpty();

        db.run("CALL vimmrec." + virtual("overlay.update({", "A"));
        for (String type : List.of("B", "C", "D")) {
            db.run("CALL vimmrec." + virtual("overlay.write({", type));
        }
        db.run("CALL vimmrec.synergistic.update" + fused + "'E'})");
        db.run("CALL vimmrec.synergistic.write" + fused + "'F'})");
        db.run("CALL vimmrec.similarity.write({modalities: {g: 'f', h: 'f'}, topK: 4})");
        for (String type : List.of("A", "B", "C", "D")) {
            assertThat(graph.written(type)).as(type).isEqualTo(expected).isNotEqualTo(Written.NOTHING);
        }
        for (String type : List.of("E", "F")) {
            assertThat(graph.written(type)).as(type).isEqualTo(expectedFused).isNotEqualTo(Written.NOTHING);
        }
        for (String type : List.of("SIMILAR_G", "SIMILAR_H")) {
            assertThat(graph.written(type)).as(type).isEqualTo(expectedNear).isNotEqualTo(Written.NOTHING);
        }
        List<String> listed = new ArrayList<>();
        for (Map<String, Object> row :
                db.run("CALL vimmrec.list() YIELD relationshipType AS type, complete, itemsChanged AS items, error")) {
            assertThat(row)
                    .as(row.toString())
                    .containsEntry("complete", true)
                    .containsEntry("items", 0L)
                    .containsEntry("error", null);
            listed.add((String) row.get("type"));
        }
        assertThat(listed)
                .containsExactlyInAnyOrder(
                        "A",
                        "B",
                        "C",
                        "D",
                        "E",
                        "F",
                        "FUSED",
                        "SIMILAR_BASE",
                        "SIMILAR_G",
                        "SIMILAR_H",
                        "SIMILAR_NEAR",
                        "WANTED");
        for (String type : List.of("A", "B", "C", "D")) {
            assertThat(db.row("CALL vimmrec." + virtual("overlay.update({", type)))
                    .as(type)
                    .containsEntry("mode", "update")
                    .containsEntry("relationshipsCreated", 0L)
                    .containsEntry("relationshipsDeleted", 0L);
        }
    }
}
