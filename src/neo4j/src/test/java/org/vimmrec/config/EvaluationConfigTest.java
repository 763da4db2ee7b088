package org.vimmrec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vimmrec.evaluation.Goal;
import org.vimmrec.evaluation.Objective;
import org.vimmrec.evaluation.SplitMethod;
import org.vimmrec.evaluation.TimeCuts;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.Ease;
import org.vimmrec.recommender.GraphFilter;
import org.vimmrec.recommender.Hyperparameters;
import org.vimmrec.recommender.LightGcn;
import org.vimmrec.recommender.Popularity;
import org.vimmrec.recommender.Vbpr;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;

/** The configuration of {@code vimmrec.evaluate}: every key, its default, and the values that are refused. */
class EvaluationConfigTest {
    private static final Map<String, Object> VISUAL = Map.of("visual", "imageEmbedding");

    private static ConfigMap map(Map<String, Object> given) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("modalities", VISUAL);
        map.putAll(given);
        return new ConfigMap("vimmrec.evaluate", map);
    }

    private static Map<String, Object> defaults() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", VISUAL);
        keys.put("itemLabel", "Item");
        keys.put("invalidEmbeddings", "fail");
        keys.put("userLabel", "User");
        keys.put("interactionType", List.of("INTERACTED"));
        keys.put("interactionWeightProperty", null);
        for (String key :
                List.of("minInteractionWeight", "excludeTypes", "negativeTypes", "since", "halfLife", "asOf")) {
            keys.put(key, null);
        }
        keys.put("similarityCutoff", 0.0);
        keys.put("search", "auto");
        keys.put("targetRecall", 0.95);
        keys.put("testFraction", 0.1);
        keys.put("timestampProperty", "timestamp");
        keys.put("split", "random");
        keys.put("seeds", List.of(1L, 2L, 3L));
        keys.put("recommender", "graphFilter");
        keys.put("recommenders", List.of("graphFilter"));
        keys.put("dimensions", null);
        keys.put("layers", null);
        keys.put("learningRate", null);
        keys.put("regularization", null);
        keys.put("epochs", null);
        keys.put("at", 20L);
        keys.put("strategies", List.of("overlay", "synergistic"));
        keys.put("weightings", List.of("mean", "coInteraction"));
        keys.put("sampleSize", 100_000L);
        keys.put("randomSeed", 42L);
        keys.put("topKs", List.of(10L, 30L));
        keys.put("virtualWeights", List.of(0.01, 0.03, 0.1, 0.3));
        keys.put("aggregation", "mean");
        keys.put("minWeight", 0.0);
        keys.put("maxPerUser", null);
        keys.put("maxPerInteractions", List.of(Double.POSITIVE_INFINITY));
        keys.put("candidateLabel", null);
        keys.put("candidateProperty", null);
        keys.put("maxPerGroup", null);
        keys.put("maxPerItem", null);
        keys.put("maxWeight", 1.0);
        keys.put("popularityDiscounts", List.of(0.0));
        keys.put("objective", "recall");
        keys.put("maxRecallLoss", 0.01);
        keys.put("coldItemFraction", 0.0);
        keys.put("maxVariants", 100L);
        keys.put("weighted", true);
        keys.put("concurrency", (long) Math.min(4, Runtime.getRuntime().availableProcessors()));
        keys.put("sudo", false);
        return keys;
    }

    @Test
    void shouldHaveTheseKeysAndDefaults() {
        ConfigMap map = map(Map.of());
        EvaluationConfig config = EvaluationConfig.of(map);
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(defaults());
        assertThat(config.experiment().variants()).hasSize(32).doesNotHaveDuplicates();
        assertThat(config.experiment().maxTopK()).isEqualTo(30);
        assertThat(config.split()).isEqualTo(new SplitSource(null, 0.1, 0, "timestampProperty", null));
        assertThat(config.experiment().split()).isEqualTo(SplitMethod.random(0.1));
        assertThat(config.experiment().goal()).isEqualTo(new Goal(Objective.RECALL, 0.01));
    }

    @Test
    void shouldDiscountPopularItemsWhereColdItemsOrCoverageAreTheObjective() {
        for (String objective : List.of("coldRecall", "COVERAGE")) {
            EvaluationConfig config = EvaluationConfig.of(map(Map.of("objective", objective)));
            assertThat(config.experiment().variants())
                    .hasSize(96)
                    .extracting(variant -> variant.rule().popularityDiscount())
                    .startsWith(0.0, 0.5, 1.0, 0.0);
        }
        assertThat(EvaluationConfig.of(map(Map.of("objective", "ndcg")))
                        .experiment()
                        .variants())
                .hasSize(32);
    }

    private static SplitSource split(Object validationFrom, Object testFrom, Object gap) {
        Map<String, Object> split = new HashMap<>();
        split.put("validationFrom", validationFrom);
        split.put("testFrom", testFrom);
        if (gap != null) {
            split.put("gap", gap);
        }
        return EvaluationConfig.of(map(Map.of("split", split, "timestampProperty", "at")))
                .split();
    }

    @Test
    void shouldReadASplitByTime() {
        SplitSource split = split(100L, 200.5, 30L);
        assertThat(split.method()).isEqualTo(SplitMethod.byTime(new TimeCuts(70, 100, 200.5), "at"));
        assertThat(split.labelled()).isFalse();
        assertThat(split.property()).isEqualTo("at");
        assertThat(split.key()).isEqualTo("timestampProperty");
        assertThat(split(100L, 200L, null).times().cuts()).isEqualTo(new TimeCuts(100, 100, 200));
        assertThat(split(-5L, 0L, 0.5).times().cuts()).isEqualTo(new TimeCuts(-5.5, -5, 0));
        LocalDate march = LocalDate.of(2024, 3, 1);
        LocalDate april = LocalDate.of(2024, 4, 1);
        double second = march.toEpochDay() * 86_400.0;
        assertThat(split(march, april, Period.ofDays(1)).times().cuts())
                .isEqualTo(new TimeCuts(second - 86_400, second, second + 31 * 86_400));
        assertThat(split(march, april, 0L).times().cuts().trainingEnd()).isEqualTo(second);
        assertThat(split(march, april, Duration.ofHours(36)).times().cuts().trainingEnd())
                .isEqualTo(second - 36 * 3600);
        assertThat(split(march.atTime(6, 0), april.atTime(0, 0), Period.ofMonths(1))
                        .times()
                        .cuts()
                        .trainingEnd())
                .as("February has 29 days")
                .isEqualTo(second + 6 * 3600 - 29 * 86_400);
        ZonedDateTime inIndia = march.atStartOfDay(ZoneId.of("+05:30"));
        assertThat(split(inIndia, inIndia.plusDays(1), Duration.ofMinutes(1))
                        .times()
                        .cuts())
                .isEqualTo(new TimeCuts(second - 19_800 - 60, second - 19_800, second - 19_800 + 86_400));
    }

    @Test
    void shouldShowASplitByTime() {
        ConfigMap map = map(Map.of("split", Map.of("validationFrom", 1L, "testFrom", 2L)));
        EvaluationConfig.of(map);
        assertThat(map.effective()).containsEntry("split", Map.of("validationFrom", 1L, "testFrom", 2L, "gap", 0L));
    }

    @Test
    void shouldRefuseAWrongSplitByTime() {
        LocalDate march = LocalDate.of(2024, 3, 1);
        LocalDate april = LocalDate.of(2024, 4, 1);
        assertRefused(
                () -> split(2L, 2L, null), "`split.testFrom` must be later than `split.validationFrom`, but was 2");
        assertRefused(() -> split(april, march, null), "`split.testFrom` must be later than", "2024-03-01");
        assertRefused(
                () -> split(march, april.atTime(0, 0), null),
                "`split.testFrom` must be of the same type as `split.validationFrom`");
        assertRefused(() -> split(march, 5L, null), "`split.testFrom` must be of the same type");
        assertRefused(() -> split(1L, april, null), "`split.testFrom` must be of the same type");
        for (Object wrong : new Object[] {"2024", Double.NaN, Double.POSITIVE_INFINITY, LocalTime.NOON, true, null}) {
            assertRefused(
                    () -> split(wrong, 5L, null),
                    "`split.validationFrom` must be a date, a date and time, or a number, but was ");
            assertRefused(
                    () -> split(1L, wrong, null), "`split.testFrom` must be a date, a date and time, or a number");
        }
        for (Object wrong : new Object[] {-1L, Double.NaN, Double.POSITIVE_INFINITY, Duration.ofDays(1), "1"}) {
            assertRefused(
                    () -> split(1L, 5L, wrong),
                    "`split.gap` must be a number of at least 0, because `split.validationFrom` is a number, but was");
        }
        for (Object wrong : new Object[] {1L, Period.ofDays(-1), "P1D"}) {
            assertRefused(
                    () -> split(march, april, wrong),
                    "`split.gap` must be a duration of at least 0, because `split.validationFrom` is a date, but was");
        }
        assertRefused(
                () -> split(march, april, Period.ofYears(Integer.MAX_VALUE)),
                "`split.gap` P",
                "longer than any calendar");
        Map<String, Object> times = Map.of("validationFrom", 1L, "testFrom", 2L);
        assertRefused(
                () -> EvaluationConfig.of(map(Map.of("split", times, "coldItemFraction", 0.1))),
                "`coldItemFraction` must not be given with `split`, because the times say what is held out");
        assertRefused(
                () -> EvaluationConfig.of(map(Map.of("split", times, "testFraction", 0.1))),
                "`testFraction` must not be given with `split`, because the times say what is held out");
        for (Map<String, Object> wrong : List.<Map<String, Object>>of(
                Map.of("validationFrom", 1L),
                Map.of("testFrom", 1L),
                Map.of("gap", 1L),
                Map.of("validationFrom", 1L, "testFrom", 2L, "property", "x"),
                Map.of("validationFrom", 1L, "testFrom", 2L, "gaps", 1L))) {
            assertRefused(
                    () -> EvaluationConfig.of(map(Map.of("split", wrong))),
                    "`split` must be 'random', 'latest', a map {property: ...} or a map {validationFrom: ...,"
                            + " testFrom: ..., gap: ...}, but was {");
        }
    }

    private static void assertRefused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void shouldRefuseColdItemsBesideLabels() {
        assertThatThrownBy(() -> EvaluationConfig.of(
                        map(Map.of("split", Map.of("property", "x_label"), "coldItemFraction", 0.1))))
                .hasMessageContaining("`coldItemFraction` must not be given with `split.property`");
    }

    @Test
    void shouldTakeEveryKey() {
        Map<String, Object> given = new LinkedHashMap<>(defaults());
        given.remove("recommenders"); // the other way to say what `recommender` says
        given.put("itemLabel", "Product");
        given.put("invalidEmbeddings", "skip");
        given.put("userLabel", "Customer");
        given.put("interactionType", List.of("BOUGHT"));
        given.put("interactionWeightProperty", "times");
        given.put("minInteractionWeight", 2.0);
        given.put("excludeTypes", List.of("RETURNED"));
        given.put("negativeTypes", List.of("DISLIKED"));
        given.put("since", 7L);
        given.put("halfLife", 3.5);
        given.put("asOf", 9L);
        given.put("similarityCutoff", 0.25);
        given.put("search", "approximate");
        given.put("targetRecall", 0.9);
        given.put("testFraction", 0.2);
        given.put("timestampProperty", "at");
        given.put("split", "latest");
        given.put("seeds", List.of(7L));
        given.put("recommender", "lightGcn");
        given.put("dimensions", 32L);
        given.put("layers", 3L);
        given.put("learningRate", 0.02);
        given.put("regularization", 0.0);
        given.put("epochs", 7L);
        given.put("at", 5L);
        given.put("strategies", List.of("synergistic"));
        given.put("weightings", List.of("uniform"));
        given.put("sampleSize", 9L);
        given.put("randomSeed", -1L);
        given.put("topKs", List.of(3L, 1L));
        given.put("virtualWeights", List.of(1.0));
        given.put("aggregation", "sum");
        given.put("minWeight", 0.5);
        given.put("maxPerUser", 4L);
        given.put("maxPerInteractions", List.of(1.5));
        given.remove("candidateLabel");
        given.put("candidateProperty", "inStock");
        given.put("maxPerGroup", Map.of("category", 2L));
        given.put("maxPerItem", 9L);
        given.put("maxWeight", 0.75);
        given.put("popularityDiscounts", List.of(2.0));
        given.put("objective", "coldRecall");
        given.put("maxRecallLoss", 0.05);
        given.put("coldItemFraction", 0.2);
        given.put("maxVariants", 2L);
        given.put("concurrency", 3L);
        given.put("sudo", true);
        ConfigMap map = new ConfigMap("vimmrec.evaluate", given);
        EvaluationConfig config = EvaluationConfig.of(map);
        given.put("recommenders", List.of("lightGcn"));
        given.put("candidateLabel", null);
        assertThat(config.selection())
                .isEqualTo(new ItemSelection(new CandidateSource(null, "inStock"), Map.of("category", 2), 9));
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(given);
        ModalityWeighting uniform = new ModalityWeighting(ModalityWeighting.Method.UNIFORM, 9, -1);
        EdgeRule rule = new EdgeRule(Aggregation.SUM, 2, 1, 0.75, 0.5, 4, 1.5);
        assertThat(config.experiment().variants())
                .containsExactly(
                        new Variant(Strategy.SYNERGISTIC, 3, uniform, rule),
                        new Variant(Strategy.SYNERGISTIC, 1, uniform, rule));
        assertThat(config.embeddings().itemLabel()).isEqualTo("Product");
        assertThat(config.embeddings().invalid()).isEqualTo(InvalidEmbeddings.SKIP);
        assertThat(config.interactions())
                .isEqualTo(new InteractionSource(
                        "Customer",
                        new InteractionRules(
                                List.of("BOUGHT"),
                                Map.of(),
                                "times",
                                2,
                                new InteractionTimes("at", false, 7, 3.5, 9, false),
                                List.of("RETURNED"),
                                List.of("DISLIKED"))));
        assertThat(config.experiment().similarityCutoff()).isEqualTo(SimilarityCutoff.of(0.25));
        assertThat(config.experiment().search()).isEqualTo(new SearchMethod(NeighbourSearch.Method.APPROXIMATE, 0.9));
        assertThat(config.split()).isEqualTo(new SplitSource("at", 0.2, 0.2, "timestampProperty", null));
        assertThat(config.experiment().split())
                .isEqualTo(SplitMethod.latest(0.2, "at").withColdItems(0.2));
        assertThat(config.experiment().goal()).isEqualTo(new Goal(Objective.COLD_RECALL, 0.05));
        assertThat(config.split().labelled()).isFalse();
        assertThat(config.experiment().seeds()).containsExactly(7L);
        assertThat(config.experiment().recommenders())
                .containsExactly(LightGcn.TYPE.with(new Hyperparameters(32, 3, 0.02, 0.0, 7)));
        assertThat(config.experiment().at()).isEqualTo(5);
        assertThat(config.run().concurrency()).isEqualTo(3);
    }

    @Test
    void shouldTakeASingleValueAsAListAndRemoveRepetitions() {
        EvaluationConfig config = EvaluationConfig.of(map(Map.of(
                "topKs",
                5L,
                "virtualWeights",
                List.of(0.1, 0.1),
                "strategies",
                "OVERLAY",
                "weightings",
                "mean",
                "seeds",
                3L)));
        assertThat(config.experiment().variants()).hasSize(1);
        assertThat(config.experiment().seeds()).containsExactly(3L);
    }

    @Test
    void shouldAddPopularityToSeveralRecommenders() {
        ConfigMap map = map(Map.of("recommenders", List.of("popularity", "ease", "graphFilter", "EASE")));
        assertThat(EvaluationConfig.of(map).experiment().recommenders())
                .containsExactly(Ease.TYPE, GraphFilter.TYPE, Popularity.TYPE);
        assertThat(map.effective())
                .containsEntry("recommender", null)
                .containsEntry("recommenders", List.of("ease", "graphFilter", "popularity"));
        assertThat(EvaluationConfig.of(map(Map.of("recommenders", "ease")))
                        .experiment()
                        .recommenders())
                .containsExactly(Ease.TYPE, Popularity.TYPE);
    }

    @Test
    void shouldRefuseContradictoryRecommenders() {
        assertThatThrownBy(
                        () -> EvaluationConfig.of(map(Map.of("recommender", "ease", "recommenders", List.of("ease")))))
                .hasMessageContaining("`recommender` and `recommenders` must not both be given");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("recommenders", "popularity"))))
                .hasMessageContaining("`recommenders` must name another recommender beside 'popularity'");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("recommender", "popularity"))))
                .hasMessageContaining("`recommender` must not be 'popularity' alone");
    }

    @Test
    void shouldGiveEachRecommenderTheHyperparametersThatItHas() {
        EvaluationConfig config = EvaluationConfig.of(
                map(Map.of("recommenders", List.of("vbpr", "ease"), "dimensions", 8L, "regularization", 2L)));
        assertThat(config.experiment().recommenders())
                .containsExactly(
                        Vbpr.TYPE.with(new Hyperparameters(8, null, null, 2.0, null)),
                        Ease.TYPE.with(new Hyperparameters(null, null, null, 2.0, null)),
                        Popularity.TYPE);
        assertThat(config.experiment().recommenders().get(1).create(1)).isEqualTo(new Ease(2));
    }

    @Test
    void shouldRefuseAHyperparameterThatNoRecommenderHas() {
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("epochs", 5L))))
                .hasMessage("vimmrec.evaluate: `epochs` has no effect on 'graphFilter'. It is a hyperparameter of"
                        + " 'lightGcn', 'freedom', 'bm3', 'vbpr'; name one of them, or leave it out.");
        assertThatThrownBy(
                        () -> EvaluationConfig.of(map(Map.of("recommenders", List.of("vbpr", "ease"), "layers", 2L))))
                .hasMessageContaining("`layers` has no effect on 'vbpr', 'ease', 'popularity'.");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("recommender", "ease", "regularization", 0L))))
                .hasMessage("vimmrec.evaluate: `regularization` must be above 0 for 'ease', but was 0.0.");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("recommender", "bm3", "dimensions", 6L))))
                .hasMessage("vimmrec.evaluate: `dimensions` must be a multiple of 4, but was 6.");
    }

    @Test
    void shouldSplitByLabelsOfAProperty() {
        ConfigMap map = map(Map.of("split", Map.of("property", "x_label")));
        EvaluationConfig config = EvaluationConfig.of(map);
        SplitSource split = config.split();
        assertThat(config.experiment().split()).isEqualTo(SplitMethod.labelled("x_label"));
        assertThat(split.labelled()).isTrue();
        assertThat(split.property()).isEqualTo("x_label");
        assertThat(split.key()).isEqualTo("split.property");
        assertThat(map.effective()).containsEntry("split", Map.of("property", "x_label"));
    }

    static List<Arguments> refused() {
        return List.of(
                Arguments.of("strategies", List.of("overlay", "both"), "'overlay' or 'synergistic'", "'both' (STRING)"),
                Arguments.of("strategies", List.of(), "a name or a list of names", "[] (LIST)"),
                Arguments.of("weightings", "median", "'mean' or 'coInteraction' or 'uniform'", "'median' (STRING)"),
                Arguments.of("topKs", List.of(0L), "a whole number of at least 1", "0 (INTEGER)"),
                Arguments.of(
                        "topKs",
                        List.of(),
                        "a whole number, a map from modality to one, or a list of these",
                        "[] (LIST)"),
                Arguments.of("topKs", "10", "a whole number", "'10' (STRING)"),
                Arguments.of("virtualWeights", List.of(0.1, 1.5), "above 0 and at most 1", "1.5 (FLOAT)"),
                Arguments.of("virtualWeights", List.of(0L), "above 0 and at most 1", "0 (INTEGER)"),
                Arguments.of("virtualWeights", List.of(), "a number or a list of them", "[] (LIST)"),
                Arguments.of(
                        "recommender",
                        "svd",
                        "'lightGcn' or 'freedom' or 'bm3' or 'vbpr' or 'virtual' or 'popularity'",
                        "'svd' (STRING)"),
                Arguments.of(
                        "recommenders",
                        List.of("ease", "svd"),
                        "'lightGcn' or 'freedom' or 'bm3' or 'vbpr' or 'virtual' or 'popularity'",
                        "'svd' (STRING)"),
                Arguments.of("recommenders", List.of(), "a name or a list of names", "[] (LIST)"),
                Arguments.of("dimensions", 0L, "a whole number from 1 to 1024", "0 (INTEGER)"),
                Arguments.of("layers", 11L, "a whole number from 1 to 10", "11 (INTEGER)"),
                Arguments.of("learningRate", 0L, "above 0 and at most 1", "0 (INTEGER)"),
                Arguments.of("regularization", -0.1, "a number from 0.0 to 1000000.0", "-0.1 (FLOAT)"),
                Arguments.of("epochs", 1.5, "a whole number of at least 1", "1.5 (FLOAT)"),
                Arguments.of("at", 0L, "from 1 to 1000", "0 (INTEGER)"),
                Arguments.of("at", 1001L, "from 1 to 1000", "1001 (INTEGER)"),
                Arguments.of("split", "latst", "'random' or 'latest'", "'latst' (STRING)"),
                Arguments.of(
                        "split",
                        3L,
                        "'random', 'latest', a map {property: ...} or a map {validationFrom: ..., testFrom: ..., gap: ...}",
                        "3 (INTEGER)"),
                Arguments.of(
                        "split",
                        Map.of("propety", "x"),
                        "'random', 'latest', a map {property: ...} or a map {validationFrom: ..., testFrom: ..., gap: ...}",
                        "{propety=x} (MAP)"),
                Arguments.of("split", Map.of("property", 5L), "a name", "5 (INTEGER)"),
                Arguments.of("testFraction", 0L, "a number from 0.01 to 0.4", "0 (INTEGER)"),
                Arguments.of("testFraction", 0.5, "a number from 0.01 to 0.4", "0.5 (FLOAT)"),
                Arguments.of("timestampProperty", 1L, "a name", "1 (INTEGER)"),
                Arguments.of("seeds", List.of(), "a whole number or a list of them", "[] (LIST)"),
                Arguments.of("seeds", 0.5, "a whole number", "0.5 (FLOAT)"),
                Arguments.of(
                        "maxVariants",
                        31L,
                        "is 31, but `strategies`, `weightings`, `topKs`, `virtualWeights`, `popularityDiscounts` and"
                                + " `maxPerInteractions` make 32",
                        "raise it"),
                Arguments.of("maxVariants", 0L, "from 1 to 10000", "0 (INTEGER)"),
                Arguments.of("aggregation", "median", "'mean' or 'sum' or 'max'", "'median' (STRING)"),
                Arguments.of(
                        "objective", "precision", "'recall' or 'ndcg' or 'coldRecall' or 'coverage'", "'precision'"),
                Arguments.of("maxRecallLoss", 1.5, "a number from 0.0 to 1.0", "1.5 (FLOAT)"),
                Arguments.of("coldItemFraction", 0.6, "a number from 0.0 to 0.5", "0.6 (FLOAT)"),
                Arguments.of("popularityDiscounts", List.of(0.5, -1L), "a number of at least 0", "-1 (INTEGER)"),
                Arguments.of("popularityDiscounts", List.of(), "a number or a list of them", "[] (LIST)"),
                Arguments.of("maxWeight", 2L, "above 0 and at most 1", "2 (INTEGER)"),
                Arguments.of("maxPerInteractions", List.of(1, 0.0), "a number above 0", "0.0 (FLOAT)"),
                Arguments.of("minWeight", -1L, "a number of at least 0", "-1 (INTEGER)"),
                Arguments.of("maxPerItem", 0L, "a whole number of at least 1", "0 (INTEGER)"),
                Arguments.of("maxPerGroup", 1L, "a map from item property to a number", "1 (INTEGER)"),
                Arguments.of("candidateLabel", 1L, "a name", "1 (INTEGER)"),
                Arguments.of(
                        "similarityCutoff",
                        "90",
                        "a number from -1.0 to 1.0, or a percentile such as 'p90'",
                        "'90' (STRING)"),
                Arguments.of("search", "fast", "'exact' or 'approximate' or 'auto'", "'fast'"),
                Arguments.of("targetRecall", 1.0, "a number from 0.5 to 0.99", "1.0"),
                Arguments.of("maxPerUser", 0L, "a whole number of at least 1", "0 (INTEGER)"),
                Arguments.of(
                        "modalities",
                        List.of("visual"),
                        "a map from modality to embedding property",
                        "[visual] (LIST)"),
                Arguments.of("sampleSize", 0L, "from 1 to 100000000", "0 (INTEGER)"));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void shouldNameTheKeyTheExpectedAndTheGivenValue(String key, Object value, String expected, String found) {
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of(key, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("vimmrec.evaluate: ", "`" + key, expected, found);
    }

    @Test
    void shouldRefuseNullForEveryKey() {
        for (String key : defaults().keySet()) {
            Map<String, Object> given = new LinkedHashMap<>();
            given.put(key, null);
            assertThatThrownBy(() -> EvaluationConfig.of(map(given)))
                    .hasMessageContaining("`" + key + "` must "
                            + (key.equals("modalities")
                                    ? "be a map from modality to embedding property"
                                    : "not be null"));
        }
    }

    @Test
    void shouldSuggestASimilarKey() {
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("topK", 5L))))
                .hasMessageContaining("Did you mean [topKs]?");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("virtualWeight", 0.1))))
                .hasMessageContaining("Did you mean [virtualWeights]?");
        assertThatThrownBy(() -> EvaluationConfig.of(map(Map.of("strategy", "overlay"))))
                .hasMessageContaining("unknown key `strategy`");
        assertThatThrownBy(() -> EvaluationConfig.of(new ConfigMap("vimmrec.evaluate", Map.of())))
                .hasMessageContaining("`modalities` is required");
    }
}
