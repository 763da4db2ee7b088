package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.GraphNames;
import org.vimmrec.cli.options.GraphRules;
import org.vimmrec.cli.options.SourceGraph;
import org.vimmrec.cli.options.SourceOptions;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine;

/** What commands read of a graph that the plugin has written to. */
class GraphDownloadTest {

    private static EmbeddedDatabase database;

    @TempDir
    private Path folder;

    @BeforeAll
    static void writeSimilaritiesUnderTwoPrefixes() throws IOException {
        database = EmbeddedDatabase.temporary(OptionalInt.empty());
        run("""
                UNWIND range(0, 5) AS id
                CREATE (:Item {itemId: id, text: [1.0, id, id * id], image: [id + 1.0, 1.0], other: [1.0, -id]})""");
        run("UNWIND range(0, 3) AS id CREATE (:User {userId: id})");
        run(
                "MATCH (user:User), (item:Item) WHERE (user.userId + item.itemId) % 3 = 0 CREATE (user)-[:INTERACTED]->(item)");
        run("CALL vimmrec.similarity.write({modalities: {other: 'other'}, topK: 3})");
        run("CALL vimmrec.similarity.write({modalities: {text: 'text', image: 'image'}, topK: {text: 2, image: 1},"
                + " relationshipTypePrefix: 'LIKE_'})");
        run("CALL vimmrec.overlay.write({relationshipTypePrefix: 'LIKE_', writeRelationshipType: 'LIKELY'})");
        run("CALL vimmrec.overlay.write({writeRelationshipType: 'OTHER'})");
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    private static void run(String cypher) {
        database.query(cypher, Map.of());
    }

    private static <T> T parse(T options, String... arguments) {
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(arguments);
        return options;
    }

    private static Progress progress() {
        return new Progress(
                new PrintWriter(new StringWriter()), new PrintStream(OutputStream.nullOutputStream()), false);
    }

    @Test
    void shouldExportTheSimilaritiesOfItsPrefix() throws IOException {
        assertThat(neighbours("LIKELY")).isEqualTo(Map.of("text", 12, "image", 6, "fused", 12));
        assertThat(neighbours("OTHER")).isEqualTo(Map.of("other", 18, "fused", 18));
    }

    /** The number of neighbours by modality. */
    private Map<String, Integer> neighbours(String type) throws IOException {
        StoredGraphOptions options = parse(new StoredGraphOptions(), "--relationship-type", type);
        try (GraphDownload download = GraphDownload.of(database, options, false, progress(), 1)) {
            Map<String, Integer> sizes = new HashMap<>();
            download.graph().neighbours().forEach((modality, matrix) -> sizes.put(modality, matrix.size()));
            return sizes;
        }
    }

    @Test
    void shouldFindTheModalitiesOfAPrefix() {
        assertThat(graph().graph(database).modalities()).isEqualTo(Map.of("other", "other"));
        SourceOptions likely = graph("--relationship-type-prefix", "LIKE_");
        assertThat(likely.graph(database).modalities()).isEqualTo(Map.of("text", "text", "image", "image"));
        assertThat(likely.graphSpelling()).isEqualTo("--uri bolt://host --relationship-type-prefix LIKE_ ");
        assertThatThrownBy(() -> graph("--relationship-type-prefix", "SIM_").graph(database))
                .hasMessageContaining("types that start with [SIM_], but in types that start with [LIKE_, SIMILAR_]");
        assertThatThrownBy(() -> graph("--item-label", "Film").graph(database))
                .hasMessageContaining("so the embeddings are unknown. Name them with --modality NAME=PROPERTY");
    }

    private static SourceOptions graph(String... arguments) {
        return parse(
                new SourceOptions(),
                Stream.concat(Stream.of("--uri", "bolt://host"), Stream.of(arguments))
                        .toArray(String[]::new));
    }

    @Test
    void shouldKnowWhetherSimilaritiesOfAPrefixAreStored() {
        Map<String, Object> modalities = Map.of("text", "text", "image", "image");
        for (String prefix : List.of("LIKE_", "SIMILAR_")) {
            GraphNames names = new GraphNames("User", "Item", List.of("INTERACTED"), prefix);
            assertThat(new SourceGraph("graph", modalities, names, GraphRules.NONE, 0, 0)
                            .hasStoredSimilarities(database))
                    .as(prefix)
                    .isEqualTo(prefix.equals("LIKE_"));
        }
    }

    @Test
    void shouldNoticeThatItemsChangeDuringTheDownload() throws IOException {
        NodeNumbers items = NodeNumbers.of(database, "item", "Item", "itemId", false);
        Embeddings embeddings = EmbeddingDownload.write(folder, "text", items, false, database, items());
        assertThat(embeddings.of(2)).containsExactly(1, 2, 4);
        for (String change : List.of(
                "MATCH (item:Item {itemId: 2}) SET item.itemId = 9",
                "MATCH (item:Item {itemId: 2}) SET item.itemId = 3",
                "MATCH (item:Item {itemId: 5}) SET item.itemId = -1",
                "CREATE (:Item {itemId: 7})",
                "MATCH (item:Item {itemId: 5}) REMOVE item:Item")) {
            String back = change.startsWith("CREATE")
                    ? "MATCH (item:Item {itemId: 7}) DELETE item"
                    : change.contains("REMOVE")
                            ? "MATCH (item {itemId: 5}) SET item:Item"
                            : "MATCH (item:Item) SET item.itemId = toInteger(item.text[1])";
            run(change);
            try {
                assertThatThrownBy(() -> EmbeddingDownload.write(folder, "text", items, false, database, items()))
                        .as(change)
                        .isInstanceOf(CommandFailure.class)
                        .hasMessageEndingWith("during the export. Run the command again.");
            } finally {
                run(back);
            }
        }
        assertThat(EmbeddingDownload.write(folder, "text", items, false, database, items())
                        .of(5))
                .containsExactly(1, 5, 25);
    }

    private static String items() {
        return EmbeddingDownload.query(database, "Item", "itemId", "text");
    }

    /** Community Edition cannot store a VECTOR, but a transaction can contain one. */
    @Test
    void shouldReadVectorsIfTheServerSupportsThem() throws IOException {
        assumeTrue(
                !database.version().startsWith("5."),
                "Neo4j " + database.version() + " has no VECTOR type; from 2025.10 on");
        try (Transaction transaction = database.graph().beginTx()) {
            Database uncommitted = new Uncommitted(database, transaction);
            uncommitted.query("""
                    CYPHER 25 UNWIND range(0, 2) AS id
                    CREATE (:Film {filmId: id, plot: CASE id WHEN 0 THEN vector([0.1, 2], 2, FLOAT64)
                            WHEN 1 THEN vector([3, 4], 2, INTEGER8) ELSE [5.0, 6.0] END})""", Map.of());
            NodeNumbers films = NodeNumbers.of(uncommitted, "item", "Film", "filmId", false);
            Embeddings embeddings = EmbeddingDownload.write(
                    folder,
                    "plot",
                    films,
                    false,
                    uncommitted,
                    EmbeddingDownload.query(uncommitted, "Film", "filmId", "plot"));
            assertThat(embeddings.of(0)).containsExactly(0.1f, 2);
            assertThat(embeddings.of(1)).containsExactly(3, 4);
            assertThat(embeddings.of(2)).containsExactly(5, 6);
        }
    }

    /** A database as one transaction sees it. */
    private record Uncommitted(Database database, Transaction transaction) implements Database {

        @Override
        public void stream(String cypher, Map<String, Object> parameters, Consumer<Map<String, Object>> rows) {
            try (Result result = transaction.execute(cypher, parameters)) {
                result.forEachRemaining(rows);
            }
        }

        @Override
        public String status() {
            return database.status();
        }

        @Override
        public String version() {
            return database.version();
        }

        @Override
        public boolean interrupted() {
            return database.interrupted();
        }

        @Override
        public void close() {
            transaction.close();
        }
    }
}
