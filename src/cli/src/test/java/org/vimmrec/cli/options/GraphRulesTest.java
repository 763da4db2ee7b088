package org.vimmrec.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;

/** The options that say which interactions count and which items may be proposed, and what the procedures get. */
class GraphRulesTest {

    private static final String[] ALL = {
        "--uri", "bolt://localhost:1",
        "--invalid-embeddings", "skip",
        "--interaction-type", "VIEWED=0.2,BOUGHT=1",
        "--interaction-weight-property", "stars",
        "--min-interaction-weight", "0.1",
        "--since", "2026-01-02",
        "--half-life", "P30D",
        "--as-of", "2026-03-01T12:00:00Z",
        "--timestamp-property", "at",
        "--exclude-types", "RETURNED,HIDDEN",
        "--negative-types", "DISLIKED=0.5",
        "--candidate-property", "inStock",
        "--max-per-group", "category=1",
        "--modality", "text=text",
        "--modality", "image=image",
        "--top-k", "text=2,image=3",
        "--similarity-cutoff", "text=p10,image=0.01"
    };

    @CommandLine.Command
    private static final class Command {
        @Mixin
        private SourceOptions source;

        @Mixin
        private MethodOptions method;

        GraphRules rules() {
            source.check();
            method.check();
            return source.rules();
        }
    }

    private static Command parse(String... arguments) {
        Command command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command;
    }

    @Test
    void shouldPassOnNothingByDefault() {
        assertThat(parse().rules()).isEqualTo(GraphRules.NONE);
    }

    @Test
    void shouldPassOnWhatIsGiven() {
        Map<String, Object> expected = new LinkedHashMap<>();
        expected.put("invalidEmbeddings", "skip");
        expected.put("interactionType", Map.of("VIEWED", 0.2, "BOUGHT", 1.0));
        expected.put("interactionWeightProperty", "stars");
        expected.put("minInteractionWeight", 0.1);
        expected.put("since", LocalDate.of(2026, 1, 2));
        expected.put("halfLife", Period.ofDays(30));
        expected.put("asOf", ZonedDateTime.parse("2026-03-01T12:00:00Z"));
        expected.put("timestampProperty", "at");
        expected.put("excludeTypes", List.of("RETURNED", "HIDDEN"));
        expected.put("negativeTypes", Map.of("DISLIKED", 0.5));
        expected.put("candidateProperty", "inStock");
        expected.put("maxPerGroup", Map.of("category", 1L));
        Command command = parse(ALL);
        assertThat(command.rules().keys()).isEqualTo(expected);
        assertThat(command.source.rulesSpelling() + command.source.graphSpelling())
                .isEqualTo(
                        "--interaction-weight-property stars --min-interaction-weight 0.1 --since 2026-01-02 "
                                + "--half-life P30D --as-of 2026-03-01T12:00:00Z --timestamp-property at "
                                + "--exclude-types RETURNED,HIDDEN --negative-types DISLIKED=0.5 "
                                + "--candidate-property inStock --max-per-group category=1 "
                                + "--uri bolt://localhost:1 --interaction-type VIEWED=0.2,BOUGHT=1 --modality text=text --modality image=image ");
    }

    /** The procedures themselves refuse a key that they do not have. */
    @Test
    void shouldGiveEachProcedureTheKeysThatItHas() throws IOException {
        Command command = parse(ALL);
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            database.query("""
                    UNWIND range(0, 19) AS id
                    CREATE (:Item {itemId: id, inStock: id <> 7, category: id / 2, text: [1.0, id, id * id],
                                   image: CASE id WHEN 3 THEN [1.0] ELSE [id + 1.0, 1.0] END})""", Map.of());
            database.query("""
                    MATCH (item:Item) WITH collect(item) AS items
                    UNWIND range(0, 39) AS id
                    CREATE (user:User {userId: id})
                    WITH user, items UNWIND range(0, 9) AS n
                    WITH user, items[(user.userId * 3 + n * 7) % 20] AS item, n
                    FOREACH (x IN CASE WHEN n < 8 THEN [1] ELSE [] END |
                             CREATE (user)-[:BOUGHT {stars: n + 1.0, at: date('2026-02-01')}]->(item))
                    FOREACH (x IN CASE n WHEN 8 THEN [1] ELSE [] END |
                             CREATE (user)-[:DISLIKED {stars: 1.0, at: date('2026-02-01')}]->(item))
                    FOREACH (x IN CASE n WHEN 9 THEN [1] ELSE [] END | CREATE (user)-[:RETURNED]->(item), (user)-[:HIDDEN]->(item))
                    FOREACH (x IN CASE n WHEN 1 THEN [1] ELSE [] END |
                             CREATE (user)-[:VIEWED {stars: 5.0, at: date('2026-02-02')}]->(item))""", Map.of());
            SourceGraph graph = command.source.graph(database);

            List<Map<String, Object>> similarities =
                    call(database, "vimmrec.similarity.write", command.method.similarity(graph));
            assertThat(similarities).extracting(row -> row.get("nodesInvalid")).containsExactlyInAnyOrder(0L, 1L);
            assertThat(call(database, "vimmrec.statistics", command.method.statistics(graph)))
                    .hasSize(2);
            for (boolean synergistic : new boolean[] {false, true}) {
                List<Map<String, Object>> rows = call(
                        database,
                        synergistic ? "vimmrec.synergistic.stats" : "vimmrec.overlay.stats",
                        command.method.stream(graph, synergistic));
                assertThat(configuration(rows.get(0)))
                        .containsEntry("topK", synergistic ? (Object) 10L : Map.of("text", 2L, "image", 3L))
                        .containsEntry("minInteractionWeight", 0.1)
                        .containsEntry("maxPerGroup", Map.of("category", 1L));
                assertThat((Long) rows.get(0).get("virtualInteractions")).isPositive();
            }
            Map<String, Object> evaluation = graph.ofEvaluation();
            evaluation.putAll(Map.of("seeds", 1, "topKs", List.of(2L), "virtualWeights", 0.1, "weightings", "uniform"));
            assertThat(call(database, "vimmrec.evaluate", evaluation)).hasSize(4);
        }
    }

    @SuppressWarnings("unchecked") // the keys of a configuration are text
    private static Map<String, Object> configuration(Map<String, Object> row) {
        return (Map<String, Object>) row.get("configuration");
    }

    private static List<Map<String, Object>> call(Database database, String procedure, Map<String, Object> keys) {
        return database.query("CALL " + procedure + "($keys)", Map.of("keys", keys));
    }

    @Test
    void shouldReadTimesAndDurations() {
        assertThat(OptionValues.time("--since", "1700000000")).isEqualTo(1700000000L);
        assertThat(OptionValues.time("--since", "0.5")).isEqualTo(0.5);
        assertThat(OptionValues.time("--since", "2026-01-02T03:04")).isEqualTo(LocalDateTime.of(2026, 1, 2, 3, 4));
        assertThat(OptionValues.duration("--half-life", "PT12H")).isEqualTo(Duration.ofHours(12));
        assertThat(OptionValues.duration("--half-life", "86400")).isEqualTo(86400L);
        for (String wrong : List.of("yesterday", "2026-13-01", "NaN", "1e999", "")) {
            assertThatThrownBy(() -> OptionValues.time("--since", wrong))
                    .hasMessageStartingWith("--since must be a number, a date such as 2026-01-31, or a date and time")
                    .hasMessageEndingWith("found " + wrong);
        }
        assertThatThrownBy(() -> OptionValues.duration("--half-life", "a month"))
                .hasMessage("--half-life must be a number, or a duration such as P30D or PT12H, found a month");
    }

    @Test
    void shouldSayWhatIsWrong() {
        expect("--candidate-label needs --uri: ", "--candidate-label", "Film");
        expect(
                "--candidate-label and --candidate-property must not both be given",
                "--uri",
                "b",
                "--candidate-label",
                "Film",
                "--candidate-property",
                "inStock");
        expect("--max-per-group must be name=number,..., found 3", "--uri", "bolt://x", "--max-per-group", "3");
        expect("--negative-types must be a number above 0 for each name", "--uri", "b", "--negative-types", "A=-1");
        expect(
                "--interaction-type must be name=value,... with each name once",
                "--uri",
                "b",
                "--interaction-type",
                "A=1,B");
        expect("--min-interaction-weight must be above 0, found -1.0", "--min-interaction-weight", "-1");
        expect("--as-of needs --half-life", "--as-of", "5");
        expect("--invalid-embeddings needs --data or --uri", "--invalid-embeddings", "skip");
    }

    private static void expect(String message, String... arguments) {
        assertThatThrownBy(() -> parse(arguments).rules())
                .isInstanceOf(CommandFailure.class)
                .hasMessageStartingWith(message);
    }
}
