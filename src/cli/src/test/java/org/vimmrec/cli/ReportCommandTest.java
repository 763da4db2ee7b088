package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.database.EmbeddedDatabase;
import picocli.CommandLine;

/** The command {@code report} on a database that the demonstration has filled. */
class ReportCommandTest {

    @TempDir
    private Path folder;

    private static String run(int exitCode, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(out));
        assertThat(commandLine.execute(arguments)).as(out.toString()).isEqualTo(exitCode);
        return out.toString();
    }

    private JsonNode report() throws IOException {
        String to = folder.resolve("report").toString();
        run(0, "report", "--database-folder", db(), "--report", to, "--format", "json");
        return new ObjectMapper().readTree(folder.resolve("report/report.json").toFile());
    }

    private String db() {
        return folder.resolve("db").toString();
    }

    @Test
    void shouldReportWhatIsStoredAndThatItIsOutdated() throws IOException {
        run(0, "--users", "100", "--items", "60", "--show-users", "0", "--database-folder", db());
        JsonNode current = report();
        assertThat(current.path("verdict").path("headline").asText()).isEqualTo("Up to date");
        assertThat(current.path("verdict").path("cypher").isNull()).isTrue();
        Map<String, Object> counts;
        try (EmbeddedDatabase database = EmbeddedDatabase.in(folder.resolve("db"), OptionalInt.empty())) {
            counts = database.query("""
                    MATCH (item:Item)
                    OPTIONAL MATCH (item)<-[real:INTERACTED]-() WITH item, count(real) AS real
                    OPTIONAL MATCH (item)<-[virtual:VIRTUAL_INTERACTED]-() WITH item, real, count(virtual) AS virtual
                    RETURN sum(virtual) AS virtual, sum(sign(virtual)) AS reached,
                           sum(CASE WHEN real = 0 THEN sign(virtual) ELSE 0 END) AS coldReached""", Map.of()).get(0);
            database.graph().executeTransactionally("CREATE (:Item {itemId: 9999, title: '<b>new</b>'})");
        }
        assertThat(current.path("verdict")
                        .path("figures")
                        .findValuesAsText("value")
                        .subList(0, 3))
                .containsExactly(
                        ConsoleOutput.format("%,d", counts.get("virtual")),
                        counts.get("reached").toString(),
                        counts.get("coldReached").toString());
        JsonNode section = current.path("sections").get(1);
        assertThat(section.path("id").asText()).isEqualTo("virtual-1");
        assertThat(sum(section.path("charts").get(0), 2)).as("users, twice").isEqualTo(2 * 100);
        assertThat(sum(section.path("charts").get(1), 2)).isEqualTo(((Number) counts.get("virtual")).longValue());

        JsonNode outdated = report();
        assertThat(outdated.path("verdict").path("headline").asText())
                .isEqualTo("The graph has changed since the last write");
        assertThat(outdated.path("verdict").path("notices").toString())
                .contains("VIRTUAL_INTERACTED: 1 item has changed since the last write or update.");
        String cypher = outdated.path("verdict").path("cypher").asText();
        assertThat(cypher).contains("CALL vimmrec.overlay.update({");

        try (EmbeddedDatabase database = EmbeddedDatabase.in(folder.resolve("db"), OptionalInt.empty())) {
            for (String statement : cypher.split(";")) {
                database.graph().executeTransactionally(statement);
            }
        }
        assertThat(report().path("verdict").path("headline").asText()).isEqualTo("Up to date");
    }

    private static long sum(JsonNode chart, int column) {
        long sum = 0;
        for (JsonNode row : chart.path("table").path("rows")) {
            sum += row.get(column).asLong();
        }
        return sum;
    }

    @Test
    void shouldNameWhatIsMissing() {
        assertThat(run(1, "report", "--database-folder", db())).contains("--report FOLDER is missing");
        assertThat(run(1, "report", "--database-folder", db(), "--report", db()))
                .contains("no database that vimmrec --database-folder has made");
    }
}
