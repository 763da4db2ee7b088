package org.vimmrec.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.report.ReportDocument.Fact;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationConfig;

/** The footer of the page. */
class EvaluationFactsTest {

    /** The command line passes on what is given; the footer also says what the procedure does by default. */
    @Test
    void shouldNameTheDefaultsOfTheProcedure() {
        Map<String, Object> given = Map.of("modalities", Map.of("visual", "visualEmbedding"));
        ConfigMap config = new ConfigMap("vimmrec.evaluate", given);
        EvaluationConfig.of(config);
        assertThat(config.effective()).containsKeys("seeds", "at", "objective", "testFraction", "split");

        List<EvaluationRow> rows = SampleEvaluation.rows("augment", "Augment this graph.");
        assertThat(withoutDate(given, rows)).isEqualTo(withoutDate(config.effective(), rows));
        assertThat(new EvaluationVerdict(rows, given).at())
                .isEqualTo(new EvaluationVerdict(rows, config.effective()).at());
    }

    private static List<Fact> withoutDate(Map<String, Object> configuration, List<EvaluationRow> rows) {
        return new EvaluationFacts("data", "versions", configuration)
                .facts(rows).stream()
                        .filter(fact -> !fact.label().equals("Date"))
                        .toList();
    }
}
