package org.vimmrec.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.evaluation.RecommenderResult.Conclusion;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.Ease;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.Hyperparameters;
import org.vimmrec.recommender.ItemFeatures;
import org.vimmrec.recommender.PlantedInteractions;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.RecommenderType.ItemLimit;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** The protocol as a host runs it: on arrays, without a database. */
class ExperimentTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);
    private static final int TASTES = 10;
    private static final int ITEMS = 100;

    private static ModalityEmbeddings modality(String name, double signal) {
        SplittableRandom random = new SplittableRandom(name.hashCode());
        EmbeddingMatrix.Builder builder = new EmbeddingMatrix.Builder(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            float[] embedding = new float[TASTES];
            for (int d = 0; d < TASTES; d++) {
                embedding[d] = (float) (random.nextDouble(-1, 1) + (i % TASTES == d ? signal : 0));
            }
            builder.put(i, EmbeddingMatrix.row(embedding));
        }
        return new ModalityEmbeddings(name, name + "Embedding", builder.build(TASTES));
    }

    private static ExperimentData data(ModalityEmbeddings... modalities) {
        Interactions interactions = PlantedInteractions.tasteful(400, ITEMS, TASTES, 5, new SplittableRandom(1));
        return new ExperimentData(interactions, null, List.of(modalities));
    }

    private static ExperimentParameters parameters(RecommenderType... recommenders) {
        List<Variant> variants = new ArrayList<>();
        for (Strategy strategy : Strategy.values()) {
            for (Method method : Method.values()) {
                variants.add(new Variant(
                        strategy,
                        8,
                        new ModalityWeighting(method, 5000, 1),
                        new EdgeRule(Aggregation.MEAN, 0.1, 0, Integer.MAX_VALUE)));
            }
        }
        return new ExperimentParameters(
                List.of(recommenders),
                variants,
                true,
                SimilarityCutoff.of(0),
                SplitMethod.random(0.2),
                List.of(1L, 2L),
                10);
    }

    @Test
    void shouldRecommendAVariantWhereEmbeddingsReflectTaste() {
        ExperimentResult result = Experiment.run(
                parameters(GraphFilter.TYPE, Popularity.TYPE), data(modality("good", 3), modality("noise", 0)), TASK);
        RecommenderResult graphFilter = result.recommenders().get(0);
        assertThat(result.best()).isSameAs(graphFilter);
        assertThat(graphFilter.conclusion()).isEqualTo(Conclusion.AUGMENT);
        assertThat(graphFilter.variants()).hasSize(6);
        assertThat(graphFilter.recommended().uplift().low()).isPositive();
        assertThat(graphFilter.recommended().modalityWeights()).containsOnlyKeys("good", "noise");
        assertThat(graphFilter.recommended().metrics().test().meanRecall())
                .isGreaterThan(graphFilter.confirmation().recallControl().bound());
        RecommenderResult popularity = result.recommenders().get(1);
        assertThat(popularity.variants()).isEmpty();
        assertThat(popularity.conclusion()).isEqualTo(Conclusion.NO_VARIANTS);
        assertThat(result.lead().mean()).isPositive();
        assertThat(result.notices()).isEmpty();
        assertThat(result.recommendation(variant -> "do it"))
                .startsWith("Use graphFilter with ")
                .contains("Augment this graph: do it.");
    }

    @Test
    void shouldRecommendNoVariantWhereEmbeddingsAreNoise() {
        ExperimentResult result = Experiment.run(parameters(GraphFilter.TYPE), data(modality("noise", 0)), TASK);
        assertThat(result.best().best()).isEqualTo(-1);
        assertThat(result.lead()).isNull();
        assertThat(result.recommendation(variant -> "")).startsWith("Do not augment this graph: ");
    }

    /** Popularity runs beside a recommender, but never wins, and competes only if it is named. */
    @Test
    void shouldShowPopularityBesideARecommender() {
        ExperimentData data = data(modality("good", 3));
        ExperimentResult alone = Experiment.run(parameters(GraphFilter.TYPE), data, TASK);
        ExperimentResult named = Experiment.run(parameters(GraphFilter.TYPE, Popularity.TYPE), data, TASK);
        assertThat(alone.recommenders()).hasSize(1);
        assertThat(alone.withReference()).hasSize(2).last().isSameAs(alone.reference());
        assertThat(named.reference()).isNull();
        assertThat(named.withReference()).hasSize(2);
        EvaluationResult reference = alone.reference().baseline().metrics();
        EvaluationResult popularity = named.recommenders().get(1).baseline().metrics();
        assertThat(alone.reference().name()).isEqualTo("popularity");
        assertThat(alone.reference().variants()).isEmpty();
        assertThat(reference.test().recall()).isEqualTo(popularity.test().recall());
        assertThat(reference.lists()).isEqualTo(popularity.lists());
        assertThat(alone.recommendation(variant -> "do it"))
                .startsWith("Augment")
                .doesNotContain("popularity");
    }

    @Test
    void shouldReportModalitiesWithoutSimilarItems() {
        EmbeddingMatrix empty = new EmbeddingMatrix.Builder(ITEMS).build(2);
        ExperimentResult result = Experiment.run(
                parameters(GraphFilter.TYPE), data(new ModalityEmbeddings("none", "noneEmbedding", empty)), TASK);
        assertThat(result.best().variants()).isEmpty();
        assertThat(result.notices()).hasSize(2);
        assertThat(result.notices().get(0)).contains("[none]", "[noneEmbedding]");
        assertThat(result.notices().get(1)).contains("only baselines are shown");
    }

    /** All items are learned from. Virtual interactions and lists have candidates only, within the limits. */
    @Test
    void shouldProposeCandidatesOnly() {
        ExperimentData all = data(modality("good", 3));
        boolean[] candidates = new boolean[ITEMS];
        int[] values = new int[ITEMS];
        for (int i = 0; i < ITEMS; i++) {
            candidates[i] = i % 3 != 0;
            values[i] = i % TASTES / 2;
        }
        ItemLimits limits = new ItemLimits(List.of(new ItemLimits.Group("g", values, new long[ITEMS], 2)), 30);
        List<TrainingData> seen = new ArrayList<>();
        RecommenderType curious = new RecommenderType(
                "curious",
                Hyperparameters.NONE,
                (parameters, seed) -> (training, validation, task) -> {
                    seen.add(training);
                    return new GraphFilter(1).fit(training, validation, task);
                },
                (size, parameters) -> 0,
                false,
                true,
                ItemLimit.NONE);
        ExperimentParameters parameters = parameters(curious, Popularity.TYPE);
        ExperimentResult result = Experiment.run(
                parameters, new ExperimentData(all.interactions(), null, all.modalities(), candidates, limits), TASK);
        boolean permuted = result.recommenders().get(0).selection().best() >= 0;
        assertThat(seen).hasSize(2 * (1 + 6 + (permuted ? PermutationControl.PERMUTATIONS : 0)));
        assertThat(permuted).isTrue();
        for (TrainingData training : seen) {
            int[] users = new int[ITEMS];
            for (int u = 0; u < training.real().users(); u++) {
                int[] groups = new int[TASTES];
                for (int n = 0; n < training.all().count(u); n++) {
                    int item = training.all().item(u, n);
                    if (!has(training.real(), u, item)) {
                        assertThat(candidates[item]).isTrue();
                        assertThat(++users[item]).isLessThanOrEqualTo(30);
                        assertThat(++groups[values[item]]).isLessThanOrEqualTo(2);
                    }
                }
            }
            assertThat(training.real().touched(ITEMS)).contains(true).doesNotContain(false);
            Neighbours ofFeatures = training.features().get(0).neighbours();
            assertThat(ofFeatures.among(candidates).total()).isPositive().isLessThan(ofFeatures.total());
        }
        assertThat(seen.get(2).virtualInteractions()).isPositive();
        assertThat(result.recommenders())
                .allSatisfy(recommender -> assertThat(
                                recommender.baseline().metrics().test().coverage())
                        .isPositive()
                        .isLessThanOrEqualTo(0.66));
        assertThat(result.notices())
                .singleElement()
                .asString()
                .matches("Not proposed: [0-9]+ of [0-9]+ held-out interactions are with items that must not be"
                        + " proposed .*");
        assertThatThrownBy(() -> Experiment.run(
                        parameters,
                        new ExperimentData(
                                all.interactions(), null, all.modalities(), new boolean[ITEMS], ItemLimits.NONE),
                        TASK))
                .hasMessageContaining("0 are held out for validation and 0 for the test");
    }

    private static boolean has(Interactions interactions, int user, int item) {
        for (int n = 0; n < interactions.count(user); n++) {
            if (interactions.item(user, n) == item) {
                return true;
            }
        }
        return false;
    }

    /**
     * The permutation control changes virtual interactions only: the features of items stay what they are in the
     * baseline.
     */
    @Test
    void shouldGiveEveryRunTheSameFeatures() {
        List<TrainingData> seen = new ArrayList<>();
        RecommenderType curious = new RecommenderType(
                "curious",
                Hyperparameters.NONE,
                (parameters, seed) -> (training, validation, task) -> {
                    seen.add(training);
                    return new GraphFilter(1).fit(training, validation, task);
                },
                (size, parameters) -> 0,
                false,
                true,
                ItemLimit.NONE);
        Experiment.run(parameters(curious), data(modality("good", 3)), TASK);
        assertThat(seen).hasSize(2 * (1 + 6 + PermutationControl.PERMUTATIONS)).allSatisfy(training -> {
            assertThat(training.features()).extracting(ItemFeatures::modality).containsExactly("good");
            assertThat(training.features().get(0).neighbours())
                    .isSameAs(seen.get(0).features().get(0).neighbours());
        });
    }

    private static ExperimentParameters coldItems(double coldItemFraction, double... popularityDiscounts) {
        List<Variant> variants = new ArrayList<>();
        for (double discount : popularityDiscounts) {
            for (double weight : new double[] {0.1, 1}) {
                variants.add(new Variant(
                        Strategy.OVERLAY,
                        8,
                        new ModalityWeighting(Method.UNIFORM, 1, 1),
                        new EdgeRule(
                                Aggregation.MEAN,
                                discount,
                                weight,
                                1,
                                0,
                                Integer.MAX_VALUE,
                                Double.POSITIVE_INFINITY)));
            }
        }
        return new ExperimentParameters(
                List.of(GraphFilter.TYPE),
                variants,
                true,
                SimilarityCutoff.of(0),
                SearchMethod.EXACT,
                SplitMethod.random(0.1).withColdItems(coldItemFraction),
                List.of(1L, 2L),
                10,
                new Goal(Objective.COLD_RECALL, 0.01));
    }

    /** An item that nobody in training has can be found only through its embeddings. */
    @Test
    void shouldFindColdItemsWithoutALossOfRecall() {
        ExperimentResult result =
                Experiment.run(coldItems(0.2, 0, 1), data(modality("good", 3), modality("noise", 0)), TASK);
        RecommenderResult graphFilter = result.best();
        assertThat(graphFilter.conclusion()).isEqualTo(Conclusion.AUGMENT);
        EvaluationResult.Users baseline = graphFilter.baseline().metrics().test();
        EvaluationResult.Users best = graphFilter.recommended().metrics().test();
        assertThat(baseline.coldHeldOut()).isGreaterThan(100);
        assertThat(best.coldRecall()).isGreaterThan(baseline.coldRecall() + 0.2);
        assertThat(best.meanRecall()).isGreaterThan(0.99 * baseline.meanRecall());
        assertThat(graphFilter.validationUplift(0))
                .isEqualTo(Uplift.relative(
                        graphFilter.baseline().metrics().validation().coldRecall(),
                        graphFilter.variants().get(0).metrics().validation().coldRecall()));
        assertThat(result.notices()).noneMatch(notice -> notice.startsWith("Few cold items"));
    }

    @Test
    void shouldSayIfThereAreFewColdItemsOrNone() {
        assertThat(Experiment.run(coldItems(0.05, 0), data(modality("good", 3)), TASK)
                        .notices())
                .anyMatch(notice -> notice.startsWith("Few cold items: only "));
        assertThatThrownBy(() -> Experiment.run(coldItems(0, 0), data(modality("good", 3)), TASK))
                .hasMessageContainingAll(
                        "`objective: 'coldRecall'`", "of the validation interactions 0", "`coldItemFraction`");
    }

    @Test
    void shouldRefuseMoreItemsThanARecommenderAccepts() {
        parameters(Ease.TYPE).requireItemLimits(10_000);
        assertThatThrownBy(() -> parameters(Ease.TYPE).requireItemLimits(10_001))
                .hasMessageContainingAll(
                        "`recommender: 'ease'`",
                        "10001 items",
                        "at most 10000",
                        "Use 'graphFilter' or 'lightGcn' or 'freedom' or 'bm3' or 'vbpr' or 'virtual'.");
        assertThatThrownBy(() -> parameters(GraphFilter.TYPE, Ease.TYPE).requireItemLimits(20_000))
                .hasMessageContaining("`recommenders: ['ease', ...]`");
    }
}
