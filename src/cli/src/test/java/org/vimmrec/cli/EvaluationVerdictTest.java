package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.ReportDocument.Figure;
import org.vimmrec.cli.ReportDocument.State;
import org.vimmrec.cli.ReportDocument.Verdict;

/** What the box at the top of the page says. */
class EvaluationVerdictTest {

    private static Verdict verdict(boolean variantIsBest, String recommendation) {
        return new EvaluationVerdict(
                        SampleEvaluation.rows(variantIsBest, recommendation), SampleEvaluation.CONFIGURATION)
                .verdict();
    }

    @Test
    void shouldSayHowToAugment() {
        Verdict verdict = verdict(true, "Augment this graph: call vimmrec.similarity.write with topK: 30.");
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
        Verdict verdict = verdict(true, "Within noise: the test does not confirm it.");
        assertThat(verdict.state()).isEqualTo(State.UNCERTAIN);
        assertThat(verdict.headline()).isEqualTo("Within noise: do not rely on it");
    }

    @Test
    void shouldAdviseAgainstAugmenting() {
        Verdict verdict = verdict(false, "Do not augment this graph: it does not help.");
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
