package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.config.CandidateSource;
import org.vimmrec.config.ItemSelection;
import org.vimmrec.evaluation.ExperimentParameters;
import org.vimmrec.evaluation.Goal;
import org.vimmrec.evaluation.SplitMethod;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;

class EvaluationRowsTest {
    private static final SearchMethod AUTO = new SearchMethod(NeighbourSearch.Method.AUTO, 0.95);
    private static final ItemSelection ALL =
            new ItemSelection(new CandidateSource(null, null), Map.of(), Integer.MAX_VALUE);

    /** An experiment that searches 30 neighbours. */
    private static ExperimentParameters experiment(SimilarityCutoff cutoff, SearchMethod search) {
        Variant most = new Variant(
                Strategy.OVERLAY,
                30,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.MEAN, 1, 0, Integer.MAX_VALUE));
        return new ExperimentParameters(
                List.of(GraphFilter.TYPE),
                List.of(most),
                true,
                cutoff,
                search,
                SplitMethod.random(0.1),
                List.of(1L),
                20,
                Goal.RECALL);
    }

    /** Overlay and the mean weighting read stored similarities; the mean is of all that were evaluated. */
    @ParameterizedTest
    @CsvSource({
        "OVERLAY, MEAN, 30, mean",
        "OVERLAY, UNIFORM, 10, uniform",
        "OVERLAY, CO_INTERACTION, 10, coInteraction",
        "SYNERGISTIC, MEAN, 30, mean",
        "SYNERGISTIC, UNIFORM, , uniform"
    })
    void shouldNameTheProceduresToCall(
            Strategy strategy, ModalityWeighting.Method method, Integer stored, String weights) {
        Variant variant = new Variant(
                strategy,
                10,
                new ModalityWeighting(method, 1, 1),
                new EdgeRule(Aggregation.MEAN, 0, 0.1, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY));
        assertThat(EvaluationRows.instruction(variant, experiment(SimilarityCutoff.of(0), AUTO), ALL))
                .isEqualTo((stored == null ? "" : "call vimmrec.similarity.write with topK: " + stored + ", then ")
                        + "call vimmrec." + strategy.spelling()
                        + ".write with topK: 10, virtualWeight: 0.1, modalityWeights: '" + weights + "'");
    }

    @Test
    void shouldNameEveryOptionThatIsNotTheDefault() {
        Variant variant = new Variant(
                Strategy.SYNERGISTIC,
                10,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.SUM, 0.5, 0.1, 0.75, 0.01, 7, 2.5));
        assertThat(EvaluationRows.instruction(variant, experiment(SimilarityCutoff.of(0), AUTO), ALL))
                .endsWith("modalityWeights: 'uniform', popularityDiscount: 0.5, aggregation: 'sum', maxWeight: 0.75,"
                        + " minWeight: 0.01, maxPerUser: 7, maxPerInteraction: 2.5");
    }

    /** What `similarity.write` stores must be what the experiment searched. */
    @Test
    void shouldNameTheItemsThatMayBeProposed() {
        Variant variant = new Variant(
                Strategy.OVERLAY,
                10,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.MEAN, 0, 0.1, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY));
        ItemSelection selection =
                new ItemSelection(new CandidateSource("InStock", null), Map.of("product line", 2), 50);
        assertThat(EvaluationRows.instruction(variant, experiment(SimilarityCutoff.of(0), AUTO), selection))
                .isEqualTo("call vimmrec.similarity.write with topK: 10, candidateLabel: 'InStock', then"
                        + " call vimmrec.overlay.write with topK: 10, virtualWeight: 0.1, modalityWeights: 'uniform',"
                        + " candidateLabel: 'InStock', maxPerGroup: {`product line`: 2}, maxPerItem: 50");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "OVERLAY | call vimmrec.similarity.write with topK: 10, search: 'approximate', targetRecall: 0.9, then call vimmrec.overlay.write with topK: 10, v",
                "SYNERGISTIC | call vimmrec.synergistic.write with topK: 10, search: 'approximate', targetRecall: 0.9, v"
            })
    void shouldNameTheSearch(Strategy strategy, String instruction) {
        Variant variant = new Variant(
                strategy,
                10,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.MEAN, 0, 0.1, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY));
        SearchMethod search = new SearchMethod(NeighbourSearch.Method.APPROXIMATE, 0.9);
        assertThat(EvaluationRows.instruction(variant, experiment(SimilarityCutoff.of(0), search), ALL))
                .startsWith(instruction);
    }

    /** A percentile is one of all neighbours that were searched, and Synergistic searches on its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "OVERLAY | 90 | true | call vimmrec.similarity.write with topK: 30, similarityCutoff: 'p90', then call vimmrec.overlay.write with topK: 10, v",
                "OVERLAY | 0.5 | false | call vimmrec.similarity.write with topK: 10, similarityCutoff: 0.5, then call vimmrec.overlay.write with topK: 10, v",
                "SYNERGISTIC | 90 | true | call vimmrec.synergistic.write with topK: 10, similarityCutoff: 'p90', v"
            })
    void shouldNameTheCutoff(Strategy strategy, double cutoff, boolean isPercentile, String instruction) {
        Variant variant = new Variant(
                strategy,
                10,
                new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 1, 1),
                new EdgeRule(Aggregation.MEAN, 0, 0.1, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY));
        assertThat(EvaluationRows.instruction(
                        variant, experiment(new SimilarityCutoff(cutoff, isPercentile), AUTO), ALL))
                .startsWith(instruction);
    }
}
