package org.vimmrec.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.report.ReportDocument.Figure;
import org.vimmrec.cli.report.ReportDocument.State;
import org.vimmrec.cli.report.ReportDocument.Verdict;

/** What the box at the top of the page says. */
class EvaluationVerdictTest {

    private static Verdict verdict(String conclusion) {
        return new EvaluationVerdict(
                        SampleEvaluation.rows(conclusion, "the recommendation in words"),
                        SampleEvaluation.CONFIGURATION)
                .verdict();
    }

    @Test
    void shouldSayHowToAugment() {
        Verdict verdict = verdict("augment");
        assertThat(verdict.state()).isEqualTo(State.YES);
        assertThat(verdict.headline()).isEqualTo("Augment this graph");
        assertThat(verdict.figures())
                .extracting(Figure::label)
                .containsExactly("Recall@20", "NDCG@20", "Coverage", "Cold items found");
        assertThat(verdict.figures())
                .extracting(Figure::value)
                .containsExactly("+25.0 %", "+25.0 %", "60.0 %", "1.8 %");
        assertThat(verdict.figures().get(0).note()).isEqualTo("95 % interval +15.0 to +35.0 %; 0.2000 → 0.2500");
        assertThat(verdict.notices()).containsExactly("Cold users: 3 users.");
        assertThat(verdict.cypher()).isEqualTo("""
                CALL vimmrec.similarity.write({
                  modalities: {visual: 'visualEmbedding'},
                  topK: 30
                });
                CALL vimmrec.overlay.write({
                  modalities: {visual: 'visualEmbedding'},
                  topK: 30,
                  virtualWeight: 0.1,
                  modalityWeights: 'mean'
                });""");
    }

    @Test
    void shouldWarnOfNoise() {
        Verdict verdict = verdict("withinNoise");
        assertThat(verdict.state()).isEqualTo(State.UNCERTAIN);
        assertThat(verdict.headline()).isEqualTo("Within noise: do not rely on it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"notAboveControl", "notConfirmed", "tooCostly", "notSignificant", "noUplift", "noVariants"})
    void shouldAdviseAgainstAugmenting(String conclusion) {
        Verdict verdict = verdict(conclusion);
        assertThat(verdict.state()).isEqualTo(State.NO);
        assertThat(verdict.headline()).isEqualTo("Do not augment this graph");
        assertThat(verdict.cypher()).isNull();
        assertThat(verdict.figures().get(0).label()).isEqualTo("Recall@20, best variant");
        assertThat(verdict.figures().get(0).value()).isEqualTo("+25.0 %");
    }

    @Test
    void shouldQuoteNamesInCypher() {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("modalities", Map.of("a`b c", "it's\\"));
        configuration.put("types", List.of("A", 2L));
        assertThat(CypherText.call("p", configuration)).isEqualTo("""
                CALL p({
                  modalities: {`a``b c`: 'it\\'s\\\\'},
                  types: ['A', 2]
                });""");
    }
}
