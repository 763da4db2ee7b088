package org.vimmrec.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.cli.database.GraphNames;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine;

class MethodOptionsTest {

    private static final Map<String, Object> MODALITIES = Map.of("visual", "imageEmbedding");
    private static final SourceGraph DATA_SET =
            new SourceGraph("shop", MODALITIES, GraphNames.DATA_SET, GraphRules.NONE, 0, 0);

    @CommandLine.Command
    private static final class Command {
        @CommandLine.Mixin
        private MethodOptions method;
    }

    @Test
    void shouldPassOnNothingByDefault() {
        MethodOptions method = parse();
        assertThat(method.similarity(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES));
        assertThat(method.statistics(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES));
        assertThat(method.virtual(DATA_SET, false, "V"))
                .isEqualTo(Map.of("modalities", MODALITIES, "writeRelationshipType", "V"));
        assertThat(method.givenWeight("visual")).isEmpty();
    }

    @Test
    void shouldPassEachOptionOnToItsProcedures() {
        MethodOptions method = parse(
                "--top-k",
                "7",
                "--virtual-top-k",
                "3",
                "--virtual-weight",
                "0.25",
                "--max-per-user",
                "20",
                "--max-per-item",
                "9",
                "--max-per-interaction",
                "2.5",
                "--max-weight",
                "0.5",
                "--popularity-discount",
                "0.7",
                "--aggregation",
                "max",
                "--modality-weights",
                "coInteraction",
                "--concurrency",
                "2");
        assertThat(method.similarity(DATA_SET))
                .isEqualTo(Map.of("modalities", MODALITIES, "topK", 7L, "concurrency", 2L));
        assertThat(method.statistics(DATA_SET))
                .isEqualTo(Map.of("modalities", MODALITIES, "weighting", "coInteraction", "concurrency", 2L));
        assertThat(method.virtual(DATA_SET, false, "V"))
                .containsOnly(
                        entry("modalities", MODALITIES),
                        entry("writeRelationshipType", "V"),
                        entry("topK", 3L),
                        entry("virtualWeight", 0.25),
                        entry("maxPerUser", 20L),
                        entry("maxPerItem", 9L),
                        entry("maxPerInteraction", 2.5),
                        entry("maxWeight", 0.5),
                        entry("popularityDiscount", 0.7),
                        entry("aggregation", "max"),
                        entry("modalityWeights", "coInteraction"),
                        entry("concurrency", 2L));
    }

    @Test
    void shouldAcceptWeightsAsNumbers() {
        MethodOptions method = parse("--modality-weights", "visual=3, text=1");
        assertThat(method.virtual(DATA_SET, false, "V"))
                .containsEntry("modalityWeights", Map.of("visual", 3.0, "text", 1.0));
        assertThat(method.statistics(DATA_SET)).doesNotContainKey("weighting");
        assertThat(method.givenWeight("visual")).hasValue(0.75);
        assertThat(method.givenWeight("smell")).hasValue(0);
    }

    @Test
    void shouldRejectMalformedWeights() {
        for (String entry : List.of("text=", "text=a", "text", "text=1=2", "visual=2")) {
            assertThatThrownBy(() -> parse("--modality-weights", "visual=1," + entry))
                    .isInstanceOf(CommandLine.ParameterException.class)
                    .hasMessageContaining("expected name=number,... with each name once, found [" + entry + "]");
        }
    }

    @Test
    void shouldUseTopKForAllProcedures() {
        MethodOptions method = parse("--top-k", "7");
        assertThat(method.similarity(DATA_SET)).containsEntry("topK", 7L);
        assertThat(method.stream(DATA_SET, true)).containsEntry("topK", 7L);
        assertThat(parse("--top-k", "7", "--virtual-top-k", "3").stream(DATA_SET, true))
                .containsEntry("topK", 3L);
        assertThatThrownBy(() -> parse("--top-k", "7", "--virtual-top-k", "8").checkOverlay())
                .hasMessage("--virtual-top-k is 8, but Overlay only has the 7 neighbours of --top-k. Raise --top-k.");
        assertThatThrownBy(() -> parse("--virtual-top-k", "11").checkOverlay()).isInstanceOf(CommandFailure.class);
        parse("--virtual-top-k", "10").checkOverlay();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --top-k          | 0      | a whole number of at least 1, found 0
            --top-k          | a=1,a=2 | name=value,... with each name once, found a=2
            --similarity-cutoff | 1.5 | a number from -1 to 1, or a percentile such as p90, found 1.5
            --similarity-cutoff | a=p101 | a number from -1 to 1, or a percentile such as p90 for each name, found a=p101
            --virtual-top-k  | 0      | at least 1, found 0
            --virtual-weight | 3      | above 0 and at most 1, found 3.0
            --virtual-weight | 0      | above 0 and at most 1, found 0.0
            --virtual-weight | NaN    | above 0 and at most 1, found NaN
            --max-per-user   | 0      | at least 1, found 0
            --max-per-item   | 0      | at least 1, found 0
            --aggregation    | median | mean, sum or max, found median
            --max-weight     | 1.5    | above 0 and at most 1, found 1.5
            --max-per-interaction | 0   | above 0, found 0.0
            --max-per-interaction | NaN | above 0, found NaN
            --popularity-discount | -1  | at least 0.0, found -1.0
            --concurrency    | 0      | from 1 to 1024, found 0
            --concurrency    | 5000   | from 1 to 1024, found 5000
            """)
    void shouldNameTheOptionWithAWrongValue(String option, String value, String message) {
        assertThatThrownBy(() -> parse(option, value).check())
                .isInstanceOf(CommandFailure.class)
                .hasMessage(option + " must be " + message);
    }

    @Test
    void shouldNameTheOptionWithWrongModalityWeights() {
        for (String weights : List.of("visual:1", "median", "visual=-1", "visual=NaN", "visual=0", "visual=1e999")) {
            assertThatThrownBy(() -> parse("--modality-weights", weights))
                    .isInstanceOf(CommandLine.ParameterException.class)
                    .hasMessageContaining("'--modality-weights'")
                    .hasMessageContaining("[" + weights + "]");
        }
        MethodOptions method = parse("--modality-weights", "visual=1,text=1");
        method.check(List.of("visual", "text"));
        assertThatThrownBy(() -> method.check(List.of("visual")))
                .hasMessage("--modality-weights has a weight for [text], but the data set's modalities are [visual]");
        assertThatThrownBy(() -> method.check(List.of("visual", "text", "audio")))
                .hasMessageStartingWith("--modality-weights has no weight for [audio]. Give one to each of");
        parse("--modality-weights", "Uniform").check(List.of("visual"));
    }

    private static MethodOptions parse(String... arguments) {
        Command command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command.method;
    }
}
