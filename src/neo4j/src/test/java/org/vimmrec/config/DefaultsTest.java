package org.vimmrec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.LocalDate;
import java.time.Period;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
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
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SearchMethod;
import org.vimmrec.statistics.SimilarityCutoff;

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
        keys.put("search", "auto");
        keys.put("targetRecall", 0.95);
        keys.put("candidateLabel", null);
        keys.put("candidateProperty", null);
        keys.put("invalidEmbeddings", "fail");
        keys.put("relationshipTypePrefix", "SIMILAR_");
        keys.put("concurrency", THREADS);
        keys.put("sudo", false);
        return keys;
    }

    /** Keys without defaults that say which interactions count. */
    private static final List<String> RULES = List.of(
            "minInteractionWeight", "excludeTypes", "negativeTypes", "since", "halfLife", "asOf", "timestampProperty");

    private static Map<String, Object> strategyKeys() {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("itemLabel", "Item");
        keys.put("userLabel", "User");
        keys.put("interactionType", List.of("INTERACTED"));
        keys.put("interactionWeightProperty", null);
        RULES.forEach(key -> keys.put(key, null));
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
        keys.put("candidateLabel", null);
        keys.put("candidateProperty", null);
        keys.put("maxPerGroup", null);
        keys.put("maxPerItem", null);
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
        keys.put("search", "auto");
        keys.put("targetRecall", 0.95);
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
        RULES.forEach(key -> keys.put(key, null));
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
        given.put("topK", Map.of("text", 3L));
        given.put("similarityCutoff", Map.of("text", -0.5, "Image", "p99.5"));
        given.put("candidateProperty", "inStock");
        given.put("invalidEmbeddings", "skip");
        given.put("relationshipTypePrefix", "LIKE_");
        given.put("concurrency", 7L);
        given.put("sudo", true);
        given.put("search", "approximate");
        given.put("targetRecall", 0.9);
        given.put("writeProperty", "cosine");
        given.put("batchSize", 99L);
        given.put("adopt", true);
        given.put("onMismatch", "replace");
        ConfigMap map = new ConfigMap("procedure", given);
        SimilarityConfig config = SimilarityConfig.of(map, Mode.WRITE);
        assertThat(config.embeddings())
                .isEqualTo(new EmbeddingSource(
                        "Product", new Modalities(Map.of("text", "t", "Image", "i")), InvalidEmbeddings.SKIP));
        assertThat(config.topK().of("text")).isEqualTo(3);
        assertThat(config.topK().of("Image")).isEqualTo(10);
        assertThat(config.similarityCutoff().of("text")).isEqualTo(SimilarityCutoff.of(-0.5));
        assertThat(config.similarityCutoff().of("Image")).isEqualTo(new SimilarityCutoff(99.5, true));
        assertThat(config.search()).isEqualTo(new SearchMethod(NeighbourSearch.Method.APPROXIMATE, 0.9));
        assertThat(config.candidates()).isEqualTo(new CandidateSource(null, "inStock"));
        assertThat(config.relationshipTypePrefix()).isEqualTo("LIKE_");
        assertThat(config.write()).isEqualTo(new WriteConfig("cosine", 99, true, true));
        assertThat(config.run().concurrency()).isEqualTo(7);
        assertThat(config.run().sudo()).isTrue();
        given.put("candidateLabel", null);
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(given);
    }

    /**
     * Without a weight, a type weighs 1. The sum needs the time itself, and a mean the times relative to each other.
     */
    @Test
    void shouldReadTimesAndWeightsOfInteractions() {
        ConfigMap map = new ConfigMap(
                "procedure",
                Map.of(
                        "interactionType",
                        Map.of("VIEWED", 0.25, "BOUGHT", 1L),
                        "aggregation",
                        "sum",
                        "since",
                        LocalDate.of(1970, 1, 2),
                        "halfLife",
                        Period.of(0, 1, 1)));
        ZonedDateTime before = ZonedDateTime.now().truncatedTo(ChronoUnit.MILLIS);
        InteractionSource source =
                VirtualConfig.of(map, Strategy.OVERLAY, Mode.STREAM).interactions();
        ZonedDateTime asOf = (ZonedDateTime) map.effective().get("asOf");
        assertThat(asOf).isBetween(before, ZonedDateTime.now());
        assertThat(map.effective()).containsEntry("interactionType", Map.of("BOUGHT", 1.0, "VIEWED", 0.25));
        assertThat(source.types()).containsExactly("BOUGHT", "VIEWED");
        assertThat(source.rules().typeWeight("VIEWED")).isEqualTo(0.25);
        assertThat(source.rules().typeWeight("OTHER")).isEqualTo(1);
        assertThat(source.weighted()).isTrue();
        double now = asOf.toInstant().toEpochMilli() / 1e3;
        assertThat(source.rules().times())
                .isEqualTo(new InteractionTimes("timestamp", true, 86_400, 86_400 + 2_629_746, now, false));
        assertThat(source.relative().rules().times().relative()).isTrue();
        assertThat(source.relative().absolute()).isEqualTo(source);
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
        given.put("minInteractionWeight", 2.0);
        given.put("excludeTypes", List.of("RETURNED"));
        given.put("negativeTypes", Map.of("DISLIKED", 0.5));
        given.put("since", 7L);
        given.put("halfLife", 3.5);
        given.put("asOf", 9L);
        given.put("timestampProperty", "at");
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
        given.put("candidateLabel", "InStock");
        given.put("maxPerGroup", Map.of("category", 2L));
        given.put("maxPerItem", 50L);
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
            given.put("similarityCutoff", "p90");
            given.put("search", "exact");
            given.put("targetRecall", 0.8);
        }
        ConfigMap map = new ConfigMap("procedure", given);
        VirtualConfig config = VirtualConfig.of(map, strategy, Mode.WRITE);
        assertThat(config.interactions())
                .isEqualTo(new InteractionSource(
                        "Customer",
                        new InteractionRules(
                                List.of("BOUGHT", "VIEWED"),
                                Map.of("DISLIKED", 0.5),
                                "times",
                                2,
                                new InteractionTimes("at", false, 7, 3.5, 9, true),
                                List.of("RETURNED"),
                                List.of("DISLIKED"))));
        assertThat(config.similarities()).isEqualTo(new StoredSimilarities("Product", "LIKE_", "cosine"));
        assertThat(config.weighting().given()).containsOnly(entry("text", 2.0), entry("image", 0.0));
        assertThat(config.search().topK()).isEqualTo(3);
        assertThat(config.search().similarityCutoff())
                .isEqualTo(strategy == Strategy.SYNERGISTIC ? new SimilarityCutoff(90, true) : SimilarityCutoff.of(0));
        assertThat(config.selection())
                .isEqualTo(new ItemSelection(new CandidateSource("InStock", null), Map.of("category", 2), 50));
        assertThat(config.rule()).isEqualTo(new EdgeRule(Aggregation.MAX, 0.5, 1, 0.75, 0.25, 4, 2.5));
        assertThat(config.relationshipType()).isEqualTo("MAYBE");
        assertThat(config.write()).isEqualTo(new WriteConfig("w", 99, true, true));
        given.put("candidateProperty", null);
        given.put("users", null); // a list of nodes, which only a database has
        assertThat(map.effective()).containsExactlyInAnyOrderEntriesOf(given);
    }
}
