package org.vimmrec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;

/** Pins the keys of every procedure and their defaults. */
class DefaultsTest {
    private static final long THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final Map<String, Object> MODALITIES = Map.of("modalities", Map.of("visual", "imageEmbedding"));

    private static Map<String, Object> effective(Map<String, Object> given, Consumer<ConfigMap> reader) {
        ConfigMap config = new ConfigMap("procedure", given);
        reader.accept(config);
        return config.effective();
    }

    private static Map<String, Object> similarityKeys() {
        Map<String, Object> keys = new LinkedHashMap<>(MODALITIES);
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("topK", 10L);
        keys.put("similarityCutoff", 0.0);
        keys.put("invalidEmbeddings", "fail");
        keys.put("relationshipTypePrefix", "SIMILAR_");
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        return keys;
    }

    private static Map<String, Object> strategyKeys() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("interactionType", List.of("INTERACTED"));
        keys.put("interactionWeightProperty", null);
        keys.put("modalityWeights", "mean");
        keys.put("sampleSize", 100_000L);
        keys.put("randomSeed", 42L);
        keys.put("aggregation", "mean");
        keys.put("virtualWeight", 0.01);
        keys.put("minWeight", 0.0);
        keys.put("maxPerUser", null);
        keys.put("popularityDiscount", 0.0);
        keys.put("maxWeight", 1.0);
        keys.put("maxPerInteraction", null);
        keys.put("invalidEmbeddings", "fail");
        keys.put("relationshipTypePrefix", "SIMILAR_");
        keys.put("similarityProperty", "score");
        keys.put("writeRelationshipType", "VIRTUAL_INTERACTED");
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        return keys;
    }

    @ParameterizedTest
    @EnumSource(names = {"STREAM", "STATS"})
    void shouldHaveTheKeysOfSimilarity(Mode mode) {
        Map<String, Object> keys = similarityKeys();
        if (mode == Mode.STREAM) {
            keys.put("items", null);
        }
        assertThat(effective(MODALITIES, config -> SimilarityConfig.of(config, mode)))
                .containsExactlyInAnyOrderEntriesOf(keys);
    }

    @Test
    void shouldHaveTheKeysOfSimilarityWrite() {
        Map<String, Object> keys = similarityKeys();
        keys.put("writeProperty", "score");
        keys.put("batchSize", 10_000L);
        keys.put("adopt", false);
        keys.put("onMismatch", "fail");
        assertThat(effective(MODALITIES, config -> SimilarityConfig.of(config, Mode.WRITE)))
                .containsExactlyInAnyOrderEntriesOf(keys);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheKeysOfOverlay(Mode mode) {
        Map<String, Object> keys = strategyKeys();
        keys.put("modalities", null);
        keys.put("topK", null);
        putWriteKeys(keys, mode);
        assertThat(effective(Map.of(), config -> VirtualConfig.of(config, Strategy.OVERLAY, mode)))
                .containsExactlyInAnyOrderEntriesOf(keys);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveTheKeysOfSynergistic(Mode mode) {
        Map<String, Object> keys = strategyKeys();
        keys.putAll(MODALITIES);
        keys.put("topK", 10L);
        keys.put("similarityCutoff", 0.0);
        putWriteKeys(keys, mode);
        assertThat(effective(MODALITIES, config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, mode)))
                .containsExactlyInAnyOrderEntriesOf(keys);
    }

    private static void putWriteKeys(Map<String, Object> keys, Mode mode) {
        if (mode != Mode.EXPLAIN) {
            keys.put("users", null);
        }
        if (mode == Mode.WRITE || mode == Mode.UPDATE) {
            keys.put("writeProperty", "weight");
            keys.put("batchSize", 10_000L);
            keys.put("adopt", false);
            keys.put("onMismatch", "fail");
        }
        if (mode == Mode.UPDATE) {
            keys.put("onMismatch", "full");
            keys.put("weights", "keep");
        }
    }

    @Test
    void shouldHaveTheKeysOfSimilarityUpdate() {
        Map<String, Object> keys = similarityKeys();
        keys.put("writeProperty", "score");
        keys.put("batchSize", 10_000L);
        keys.put("adopt", false);
        keys.put("onMismatch", "full");
        keys.put("changedItems", null);
        assertThat(effective(MODALITIES, config -> SimilarityConfig.of(config, Mode.UPDATE)))
                .containsExactlyInAnyOrderEntriesOf(keys);
    }

    @Test
    void shouldHaveTheKeysOfExport() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("writeRelationshipType", null);
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        assertThat(effective(Map.of(), ExportConfig::of)).containsExactlyInAnyOrderEntriesOf(keys);
    }

    @Test
    void shouldHaveTheKeysOfStatistics() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", null);
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("interactionType", List.of("INTERACTED"));
        keys.put("interactionWeightProperty", null);
        keys.put("weighting", "mean");
        keys.put("sampleSize", 100_000L);
        keys.put("randomSeed", 42L);
        keys.put("invalidEmbeddings", "fail");
        keys.put("relationshipTypePrefix", "SIMILAR_");
        keys.put("similarityProperty", "score");
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        assertThat(effective(Map.of(), StatisticsConfig::of)).containsExactlyInAnyOrderEntriesOf(keys);
    }

    @Test
    void shouldHaveTheKeysOfSimilarityDrop() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", null);
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("relationshipTypePrefix", "SIMILAR_");
        keys.put("batchSize", 10_000L);
        keys.put("adopt", false);
        keys.put("concurrency", THREADS);
        assertThat(effective(Map.of(), DropConfig::ofSimilarity)).containsExactlyInAnyOrderEntriesOf(keys);
    }

    @Test
    void shouldHaveTheKeysOfVirtualDrop() {
        assertThat(effective(Map.of(), DropConfig::ofVirtual))
                .contains(
                        entry("writeRelationshipType", "VIRTUAL_INTERACTED"),
                        entry("batchSize", 10_000L),
                        entry("adopt", false),
                        entry("concurrency", THREADS),
                        entry("interactionType", List.of("INTERACTED")),
                        entry("itemLabel", "Item"),
                        entry("userLabel", "User"));
    }

    @Test
    void shouldReadEveryKeyOfSimilarityWrite() {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("modalities", Map.of("text", "t", "Image", "i"));
        given.put("itemLabel", "Product");
        given.put("userLabel", "Customer");
        given.put("topK", 3L);
        given.put("similarityCutoff", -0.5);
        given.put("invalidEmbeddings", "skip");
        given.put("relationshipTypePrefix", "LIKE_");
        given.put("concurrency", 7L);
        given.put("sudo", true);
        given.put("writeProperty", "cosine");
        given.put("batchSize", 99L);
        given.put("adopt", true);
        given.put("onMismatch", "replace");
        ConfigMap map = new ConfigMap("procedure", given);
        SimilarityConfig config = SimilarityConfig.of(map, Mode.WRITE);
        assertThat(config.embeddings())
                .isEqualTo(new EmbeddingSource(
                        "Product", new Modalities(Map.of("text", "t", "Image", "i")), InvalidEmbeddings.SKIP));
        assertThat(config.topK()).isEqualTo(3);
        assertThat(config.similarityCutoff()).isEqualTo(-0.5);
        assertThat(config.relationshipTypePrefix()).isEqualTo("LIKE_");
        assertThat(config.write()).isEqualTo(new WriteConfig("cosine", 99, true, true));
        assertThat(config.run().concurrency()).isEqualTo(7);
        assertThat(config.run().sudo()).isTrue();
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(given);
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadEveryKeyOfTheWriteModeOfAStrategy(Strategy strategy) {
        Map<String, Object> given = new LinkedHashMap<>();
        given.put("modalities", Map.of("text", "t", "image", "i"));
        given.put("itemLabel", "Product");
        given.put("userLabel", "Customer");
        given.put("interactionType", List.of("BOUGHT", "VIEWED"));
        given.put("interactionWeightProperty", "times");
        given.put("topK", 3L);
        given.put("modalityWeights", Map.of("text", 2.0, "image", 0.0));
        given.put("sampleSize", 5L);
        given.put("randomSeed", -1L);
        given.put("aggregation", "max");
        given.put("virtualWeight", 1.0);
        given.put("minWeight", 0.25);
        given.put("maxPerUser", 4L);
        given.put("popularityDiscount", 0.5);
        given.put("maxWeight", 0.75);
        given.put("maxPerInteraction", 2.5);
        given.put("invalidEmbeddings", "skip");
        given.put("relationshipTypePrefix", "LIKE_");
        given.put("similarityProperty", "cosine");
        given.put("writeRelationshipType", "MAYBE");
        given.put("writeProperty", "w");
        given.put("batchSize", 99L);
        given.put("adopt", true);
        given.put("onMismatch", "replace");
        given.put("concurrency", 7L);
        given.put("sudo", true);
        if (strategy == Strategy.SYNERGISTIC) {
            given.put("similarityCutoff", 0.5);
        }
        ConfigMap map = new ConfigMap("procedure", given);
        VirtualConfig config = VirtualConfig.of(map, strategy, Mode.WRITE);
        assertThat(config.interactions())
                .isEqualTo(new InteractionSource("Customer", List.of("BOUGHT", "VIEWED"), "times"));
        assertThat(config.similarities()).isEqualTo(new StoredSimilarities("Product", "LIKE_", "cosine"));
        assertThat(config.weighting().given()).containsOnly(entry("text", 2.0), entry("image", 0.0));
        assertThat(config.search().topK()).isEqualTo(3);
        assertThat(config.search().similarityCutoff()).isEqualTo(strategy == Strategy.SYNERGISTIC ? 0.5 : 0);
        assertThat(config.rule()).isEqualTo(new EdgeRule(Aggregation.MAX, 0.5, 1, 0.75, 0.25, 4, 2.5));
        assertThat(config.relationshipType()).isEqualTo("MAYBE");
        assertThat(config.write()).isEqualTo(new WriteConfig("w", 99, true, true));
        given.put("users", null); // a list of nodes, which only a database has
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(given);
    }
}
