package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MethodOptionsTest {

    private static final Map<String, Object> MODALITIES = Map.of("visual", "imageEmbedding");
    private static final LoadedDataSet DATA_SET = new LoadedDataSet("shop", true,
            List.of(new LoadedDataSet.LoadedModality("visual", "imageEmbedding", 3)), 0, 0);

    @CommandLine.Command
    private static final class Command {
        @CommandLine.Mixin
        private MethodOptions method;
    }

    @Test
    void shouldLeaveEveryDefaultToThePlugin() {
        MethodOptions method = parse();
        assertThat(method.similarity(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES));
        assertThat(method.statistics(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES));
        assertThat(method.virtual(DATA_SET, "V")).isEqualTo(Map.of("modalities", MODALITIES,
                "writeRelationshipType", "V"));
        assertThat(method.weightGiven("visual")).isEmpty();
    }

    @Test
    void shouldPassEveryOptionOnToTheProceduresItIsFor() {
        MethodOptions method = parse("--top-k", "7", "--virtual-top-k", "3", "--virtual-weight", "0.25",
                "--max-per-user", "20", "--aggregation", "max", "--modality-weights", "coInteraction",
                "--concurrency", "2");
        assertThat(method.similarity(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES, "topK", 7L,
                "concurrency", 2L));
        assertThat(method.statistics(DATA_SET)).isEqualTo(Map.of("modalities", MODALITIES,
                "weighting", "coInteraction", "concurrency", 2L));
        assertThat(method.virtual(DATA_SET, "V")).isEqualTo(Map.of("modalities", MODALITIES,
                "writeRelationshipType", "V", "topK", 3L, "virtualWeight", 0.25, "maxPerUser", 20L,
                "aggregation", "max", "modalityWeights", "coInteraction", "concurrency", 2L));
    }

    @Test
    void shouldTakeWeightsAsNumbersToo() {
        MethodOptions method = parse("--modality-weights", "visual=3, text=1");
        assertThat(method.virtual(DATA_SET, "V")).containsEntry("modalityWeights", Map.of("visual", 3.0, "text", 1.0));
        assertThat(method.statistics(DATA_SET)).doesNotContainKey("weighting");
        assertThat(method.weightGiven("visual")).hasValue(0.75);
        assertThat(method.weightGiven("smell")).hasValue(0);
    }

    @Test
    void shouldRefuseMalformedWeights() {
        for (String entry : List.of("text=", "text=a", "text", "text=1=2", "visual=2")) {
            assertThatThrownBy(() -> parse("--modality-weights", "visual=1," + entry))
                    .isInstanceOf(CommandLine.ParameterException.class)
                    .hasMessageContaining("expected name=number,... with each name once, found [" + entry + "]");
        }
    }

    private static MethodOptions parse(String... arguments) {
        Command command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command.method;
    }
}
