package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.RecommenderChoice;
import org.vimmrec.evaluation.VariantSelection;
import org.vimmrec.evaluation.PermutationControl;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.Uplift;

/** What is said of a baseline of 0.4 and two variants, the second better on the validation interactions. */
class RecommendationTest {
    private static final EvaluationConfig CONFIG = EvaluationConfig.of(new ConfigMap("vimmrec.evaluate",
            Map.of("modalities", Map.of("visual", "v"), "strategies", "overlay", "weightings", "uniform", "topKs", List.of(10, 30),
                    "virtualWeights", 0.1, "at", 5)));

    private static EvaluationResult outcome(double validation, double test) {
        return new EvaluationResult(users(validation), users(test), List.of(), 0, 0, 0, 0);
    }

    private static EvaluationResult.Users users(double value) {
        return new EvaluationResult.Users(new double[] {value}, new double[] {value});
    }

    private static Recommendation recommendation(int chosen, double validation, double test, double low, double controlBound) {
        return new Recommendation(RecommenderChoice.GRAPH_FILTER, CONFIG, outcome(0.4, 0.4), List.of(outcome(0.3, 0.3), outcome(validation, test)),
                new VariantSelection(chosen, 1, new double[2]), new PermutationControl(0.38, controlBound),
                List.of(new Uplift(0, 0, 0), new Uplift(test / 0.4 - 1, low, 0.5)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
             1 | 0.5 | 0.5  |  0.1  | 0.42 |  1 | Augment this graph: call vimmrec.similarity.write with topK: 30, then call
             1 | 0.5 | 0.41 | -0.01 | 0.39 |  1 | Within noise: on the validation interactions, overlay with topK 30, virtualWeight 0.1
             1 | 0.5 | 0.39 | -0.05 | 0.38 | -1 | Do not augment this graph: overlay with topK 30, virtualWeight 0.1 and weighting
             1 | 0.5 | 0.5  |  0.1  | 0.5  | -1 | Do not augment this graph: overlay with topK 30, virtualWeight 0.1 and weighting
            -1 | 0.5 | 0.5  |  0.1  | 0.42 | -1 | Do not augment this graph: nothing here is better than chance.
            -1 | 0.4 | 0.5  |  0.1  | 0.42 | -1 | Do not augment this graph: it does not help.
            """)
    void shouldSayWhatToDo(int chosen, double validation, double test, double low, double controlBound, int best, String text) {
        Recommendation recommendation = recommendation(chosen, validation, test, low, controlBound);
        assertThat(recommendation.best()).isEqualTo(best);
        assertThat(recommendation.text()).startsWith(text);
    }

    @ParameterizedTest
    @CsvSource({"0.45, 5.0 % lower, 12.5 % higher", "0.41, 5.0 % lower, 2.5 % higher"})
    void shouldSayWhatTheSameEmbeddingsDoOnOtherItems(double controlBound, String mean, String bound) {
        assertThat(recommendation(1, 0.5, 0.404, 0.01, controlBound).text()).contains("not for what the embeddings say. On the test"
                + " interactions, recall@5 is 1.0 % higher", "With the same embeddings dealt out to the items at random, recall@5"
                + " is " + mean + " in the mean of 9 times, and up to " + bound + " by chance.");
    }
}
