package org.vimmrec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vimmrec.evaluation.TrainingPlan;
import org.vimmrec.interaction.Strategy;

/** Pins the keys of {@code vimmrec.recommend.*} and their defaults. */
class RecommendConfigTest {
    private static final long THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final Map<String, Object> MODALITIES = Map.of("visual", "imageEmbedding");

    private static RecommendConfig of(Mode mode, Map<String, Object> given) {
        return RecommendConfig.of(new ConfigMap("procedure", given), mode);
    }

    private static Map<String, Object> keysOfData() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("interactionType", List.of("INTERACTED"));
        keys.put("interactionWeightProperty", null);
        for (String key :
                List.of("minInteractionWeight", "since", "halfLife", "asOf", "excludeTypes", "negativeTypes")) {
            keys.put(key, null);
        }
        keys.put("timestampProperty", null);
        keys.put("candidateLabel", null);
        keys.put("candidateProperty", null);
        keys.put("invalidEmbeddings", "fail");
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        return keys;
    }

    private static void putRequestKeys(Map<String, Object> keys, Mode mode) {
        keys.put("limit", 10L);
        keys.put("users", null);
        keys.put("writeRelationshipType", "RECOMMENDED");
        if (mode == Mode.STREAM) {
            keys.put("session", null);
        }
        if (mode == Mode.WRITE) {
            putWriteKeys(keys);
            keys.put("writeProperty", "score");
            keys.put("rankProperty", "rank");
        }
    }

    private static void putWriteKeys(Map<String, Object> keys) {
        keys.put("batchSize", 10_000L);
        keys.put("adopt", false);
        keys.put("onMismatch", "fail");
    }

    private static void putModelKeys(Map<String, Object> keys) {
        keys.put("modalities", null);
        keys.put("strategy", "none");
        keys.put("maxPerGroup", null);
        keys.put("maxPerItem", null);
        for (String key : RecommendKeys.HYPERPARAMETERS) {
            keys.put(key, null);
        }
        keys.put("split", null);
        keys.put("testFraction", 0.1);
        keys.put("coldItemFraction", 0.0);
        keys.put("timestampProperty", "timestamp");
        keys.put("seed", 1L);
        keys.put("at", 20L);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "STATS", "WRITE"})
    void shouldHaveTheseKeysForARecommenderWithoutVirtualInteractions(Mode mode) {
        Map<String, Object> keys = keysOfData();
        putRequestKeys(keys, mode);
        putModelKeys(keys);
        keys.put("recommender", "ease");
        keys.put("regularization", 100.0);
        assertThat(of(mode, Map.of("recommender", "Ease")).run().effective()).isEqualTo(keys);
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "STATS", "WRITE"})
    void shouldHaveFewKeysForAStoredModel(Mode mode) {
        Map<String, Object> keys = keysOfData();
        putRequestKeys(keys, mode);
        keys.put("recommender", "stored");
        keys.put("embeddingProperty", "vimmrecEmbedding");
        RecommendConfig config = of(mode, Map.of("recommender", "Stored"));
        assertThat(config.run().effective()).isEqualTo(keys);
        assertThat(config.model()).isNull();
    }

    @Test
    void shouldHaveTheKeysOfVirtualInteractionsWithAStrategy() {
        Map<String, Object> keys = keysOfData();
        putRequestKeys(keys, Mode.STATS);
        putModelKeys(keys);
        keys.put("recommender", "graphFilter");
        keys.put("strategy", "synergistic");
        keys.put("modalities", MODALITIES);
        keys.put("modalityWeights", "mean");
        keys.put("sampleSize", 100_000L);
        keys.put("randomSeed", 42L);
        keys.put("topK", 10L);
        keys.put("virtualWeight", 0.01);
        keys.put("popularityDiscount", 0.0);
        keys.put("maxPerInteraction", null);
        keys.put("aggregation", "mean");
        keys.put("maxWeight", 1.0);
        keys.put("minWeight", 0.0);
        keys.put("maxPerUser", null);
        keys.put("weighted", true);
        keys.put("searchTopK", 30L);
        keys.put("similarityCutoff", 0.0);
        keys.put("search", "auto");
        keys.put("targetRecall", 0.95);
        RecommendConfig config = of(
                Mode.STATS, Map.of("recommender", "graphFilter", "strategy", "synergistic", "modalities", MODALITIES));
        assertThat(config.run().effective()).isEqualTo(keys);
        TrainingPlan plan = config.model().plan();
        assertThat(plan.variant().strategy()).isEqualTo(Strategy.SYNERGISTIC);
        assertThat(plan.experiment().maxTopK()).isEqualTo(30);
        assertThat(plan.onSplit()).isFalse();
    }

    @Test
    void shouldHaveTheseKeysForTraining() {
        Map<String, Object> keys = keysOfData();
        putModelKeys(keys);
        putWriteKeys(keys);
        keys.put("recommender", "lightGcn");
        keys.put("dimensions", 64L);
        keys.put("layers", 2L);
        keys.put("learningRate", 0.01);
        keys.put("regularization", 0.05);
        keys.put("epochs", 200L);
        keys.put("embeddingProperty", "vimmrecEmbedding");
        RecommendConfig config =
                RecommendConfig.ofTraining(new ConfigMap("procedure", Map.of("recommender", "lightGcn")));
        assertThat(config.run().effective()).isEqualTo(keys);
    }

    @Test
    void shouldLearnFromVirtualInteractionsByDefaultOnlyIfItRanksThem() {
        assertThat(of(Mode.STATS, Map.of("recommender", "virtual", "modalities", MODALITIES))
                        .model()
                        .plan()
                        .variant()
                        .strategy())
                .isEqualTo(Strategy.OVERLAY);
        assertThat(of(Mode.STATS, Map.of("recommender", "vbpr", "modalities", MODALITIES))
                        .model()
                        .plan()
                        .variant())
                .isNull();
    }

    @Test
    void shouldReadEveryKey() {
        Map<String, Object> given = new LinkedHashMap<>(Map.of(
                "recommender", "freedom", "strategy", "overlay", "modalities", MODALITIES, "topK", 40, "layers", 3));
        given.putAll(Map.of("split", "latest", "testFraction", 0.2, "seed", -7, "at", 5, "limit", 1000));
        given.putAll(Map.of("modalityWeights", Map.of("visual", 2.0), "weighted", false, "rankProperty", "place"));
        RecommendConfig config = of(Mode.WRITE, given);
        TrainingPlan plan = config.model().plan();
        assertThat(plan.recommender().parameters().layers()).isEqualTo(3);
        assertThat(plan.variant().topK()).isEqualTo(40);
        assertThat(plan.experiment().maxTopK()).isEqualTo(40);
        assertThat(plan.experiment().weighted()).isFalse();
        assertThat(plan.experiment().at()).isEqualTo(5);
        assertThat(plan.experiment().split().fraction()).isEqualTo(0.2);
        assertThat(plan.modalityWeights()).containsExactly(2);
        assertThat(plan.onSplit()).isTrue();
        assertThat(plan.seed()).isEqualTo(-7);
        assertThat(config.model().split().property()).isEqualTo("timestamp");
        assertThat(config.request().limit()).isEqualTo(1000);
        assertThat(config.rankProperty()).isEqualTo("place");
    }

    @Test
    void shouldRefuseKeysOfTheWriteModeElsewhere() {
        for (String key : List.of("rankProperty", "writeProperty", "batchSize")) {
            assertThatThrownBy(() -> of(Mode.STATS, Map.of("recommender", "ease", key, "x")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("`" + key + "` is a key of the write mode");
        }
    }
}
