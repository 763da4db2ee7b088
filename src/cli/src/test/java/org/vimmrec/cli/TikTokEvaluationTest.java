package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.evaluation.RankingMetrics;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.recommender.Ease;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.ItemFeatures;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Recommenders on the TikTok data set and its own split, compared with the results of a NumPy program. That program
 * ranks equal scores by index, and its means include the users without training interactions, for whom it finds
 * nothing.
 */
class TikTokEvaluationTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int AT = 20;
    private static final int SEEDS = 2;

    private static List<EmbeddingMatrix> modalities;
    private static int items;
    private static Interactions training;
    private static Interactions validation;
    private static Interactions test;

    @BeforeAll
    static void read() {
        DataSet dataSet = TikTok.read();
        modalities = TikTok.modalities(dataSet);
        items = dataSet.items();
        training = TikTok.interactions(dataSet, InteractionTable.TRAINING);
        validation = TikTok.interactions(dataSet, InteractionTable.VALIDATION);
        test = TikTok.interactions(dataSet, InteractionTable.TEST);
    }

    private static RankingMetrics ranking(Recommender recommender, TrainingData matrix) {
        TieOrder ties = new TieOrder(IntStream.range(0, items).toArray());
        Scorer scorer = recommender.fit(
                matrix,
                now -> RankingMetrics.of(now, training, validation, ties, AT, TASK)
                        .meanRecall(),
                TASK);
        return RankingMetrics.of(scorer, training, test, ties, AT, TASK);
    }

    /**
     * Training data with the virtual interactions of {@code similarity.write} and {@code overlay.write} with default
     * weights.
     */
    private static TrainingData overlaid(double virtualWeight) {
        List<Neighbours> neighbours = TikTok.neighbours(modalities, TASK);
        double[] weights = ModalityWeights.proportional(neighbours.stream()
                .mapToDouble(modality -> Distribution.of(modality.allScores()).mean())
                .toArray());
        VirtualInteractions virtual = new VirtualInteractions(
                training,
                Overlay.layers(neighbours, weights),
                10,
                new EdgeRule(Aggregation.MEAN, virtualWeight, 0, Integer.MAX_VALUE));
        TrainingData augmented = TrainingData.augmented(items, training, virtual, TASK);
        assertThat(augmented.virtualInteractions()).isEqualTo(732_070);
        return augmented;
    }

    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
    void shouldReproduceAndLiftTheRecallOfEase() {
        RankingMetrics bare = ranking(new Ease(100), TrainingData.ofReal(items, training));
        assertThat(bare.users()).hasSize(6130);
        long warm = Arrays.stream(bare.known()).filter(known -> known > 0).count();
        assertThat(warm).isEqualTo(6125);
        assertThat(bare.meanRecall()).isCloseTo(0.08433931484502447 * 6130 / warm, within(1e-6));
        assertThat(bare.meanNdcg()).isCloseTo(0.0375527, within(5e-5));
        assertThat(bare.coldHeldOut()).isEqualTo(448); // and one of a user without training interactions
        assertThat(bare.coldHits()).isZero();

        assertThat(ranking(new Ease(100), overlaid(0.03)).meanRecall()).isGreaterThan(0.086);
    }

    @Test
    void shouldReproduceAndLiftTheRecallOfTheGraphFilter() {
        RankingMetrics symmetric = ranking(new GraphFilter(0.5), TrainingData.ofReal(items, training));
        assertThat(symmetric.meanRecall()).isCloseTo(0.0641109, within(2e-4)); // one user is 1.6e-4
        assertThat(symmetric.meanNdcg()).isCloseTo(0.0226886, within(1e-4));
        RankingMetrics walk = ranking(new GraphFilter(1), TrainingData.ofReal(items, training));
        assertThat(walk.meanRecall()).isCloseTo(0.0911909, within(2e-4));
        assertThat(walk.meanNdcg()).isCloseTo(0.0397611, within(1e-4));
        assertThat(ranking(new GraphFilter(1), overlaid(0.01)).meanRecall()).isCloseTo(0.0948, within(2e-4));
    }

    /** Prints a line for each model. The least recall is below the mean of the seeds by about its noise. */
    @ParameterizedTest
    @CsvSource({"lightGcn, 0.095", "freedom, 0.088", "bm3, 0.072", "vbpr, 0.027"})
    @Tag("long")
    @EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
    void shouldReachTheRecallOfTrainedRecommenders(String name, double least) {
        List<Neighbours> neighbours = TikTok.neighbours(modalities, TASK);
        TrainingData matrix = TrainingData.ofReal(items, training)
                .withFeatures(List.of(
                        new ItemFeatures("image", modalities.get(0), neighbours.get(0)),
                        new ItemFeatures("audio", modalities.get(1), neighbours.get(1))));
        List<Double> recalls = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            recalls.add(ranking(Recommenders.named(name).orElseThrow().create(seed), matrix)
                    .meanRecall());
        }
        double mean = recalls.stream().mapToDouble(recall -> recall).average().orElseThrow();
        System.out.printf(Locale.ROOT, "%s: mean recall@20 %.4f, by seed %s%n", name, mean, recalls);
        assertThat(mean).isGreaterThan(least);
    }
}
