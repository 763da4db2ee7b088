package org.vimmrec.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.EmbeddingSource;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.config.InvalidEmbeddings;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.StoredSimilarities;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import org.vimmrec.update.IdIndex;

/** All readers check for termination often, and their progress never decreases. */
@ExtendWith(SharedDatabase.class)
class ReadingTest {
    private static final int ITEMS = 3000;
    private static final int USERS = 2000;

    private final Database db;

    ReadingTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        db.run("UNWIND range(1, " + ITEMS + ") AS n CREATE (:Item {n: n, e: [n, 1]})");
        db.run("MATCH (i:Item {n: 1}) UNWIND range(1, " + USERS + ") AS n CREATE (:User)-[:INTERACTED]->(i)");
        db.run("MATCH (i:Item {n: 1}), (j:Item) WHERE i <> j CREATE (j)-[:SIMILAR_M {score: 0.5}]->(i)");
    }

    /** Records the progress of each phase, and terminates the task at a given check. */
    private static final class RecordingMonitor implements TaskMonitor {
        private final Map<String, List<Integer>> percents = new LinkedHashMap<>();
        private final int lastCheck;
        private int checks;

        RecordingMonitor(int lastCheck) {
            this.lastCheck = lastCheck;
        }

        @Override
        public void checkTermination() {
            if (++checks == lastCheck) {
                throw new IllegalStateException("ended by the test");
            }
        }

        @Override
        public void progress(String phase, int percent) {
            percents.computeIfAbsent(phase, key -> new ArrayList<>()).add(percent);
        }

        @Override
        public void allocate(long bytes) {}
    }

    private interface Reading {
        void read(ReadTransactions reads, Task task);
    }

    private record ReaderCase(String name, int unitsBetweenChecks, int units, Reading reading) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final EmbeddingSource EMBEDDINGS =
            new EmbeddingSource("Item", new Modalities(Map.of("m", "e")), InvalidEmbeddings.FAIL);
    private static final InteractionSource INTERACTIONS = new InteractionSource("User", List.of("INTERACTED"), null);
    private static final StoredSimilarities SIMILARITIES = new StoredSimilarities("Item", "SIMILAR_", "score");

    static Stream<ReaderCase> readings() {
        return Stream.of(
                new ReaderCase("embeddings", 256, ITEMS, (reads, task) -> {
                    EmbeddingReader reader = new EmbeddingReader(reads, EMBEDDINGS, task);
                    IdIndex items = reader.items();
                    reader.census(items);
                    reader.read(items);
                }),
                new ReaderCase("interactions", 256, USERS, (reads, task) -> {
                    InteractionReader reader = new InteractionReader(reads, INTERACTIONS, task);
                    reader.read(reader.users(), new EmbeddingReader(reads, EMBEDDINGS, task).items());
                }),
                new ReaderCase(
                        "similarities",
                        256,
                        ITEMS,
                        (reads, task) -> new SimilarityReader(reads, SIMILARITIES, task)
                                .read("m", new EmbeddingReader(reads, EMBEDDINGS, task).items())),
                new ReaderCase(
                        "count of interactions",
                        4096,
                        USERS,
                        (reads, task) -> new InteractionReader(reads, INTERACTIONS, task).count()));
    }

    private void read(ReaderCase reader, TaskMonitor monitor) {
        try (Transaction tx = db.service().beginTx()) {
            reader.reading.read(ReadTransactions.beside(db.service(), tx), new Task(1, monitor));
        }
    }

    @ParameterizedTest
    @MethodSource("readings")
    void shouldReportProgressThatNeverDecreases(ReaderCase reader) {
        RecordingMonitor monitor = new RecordingMonitor(Integer.MAX_VALUE);
        read(reader, monitor);
        monitor.percents.forEach((phase, percents) ->
                assertThat(percents).as(phase).isSorted().allMatch(percent -> percent >= 0 && percent <= 100));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void shouldCheckForTerminationOftenAndStopAtEachCheck(ReaderCase reader) {
        RecordingMonitor all = new RecordingMonitor(Integer.MAX_VALUE);
        read(reader, all);
        assertThat(all.checks).isGreaterThanOrEqualTo(reader.units / reader.unitsBetweenChecks);
        for (int lastCheck = 1; lastCheck <= all.checks; lastCheck++) {
            RecordingMonitor monitor = new RecordingMonitor(lastCheck);
            assertThatThrownBy(() -> read(reader, monitor)).hasMessage("ended by the test");
            assertThat(monitor.checks).isEqualTo(lastCheck);
        }
    }
}
