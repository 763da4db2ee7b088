package org.vimmrec.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Period;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.interaction.Strategy;

/** Each error names the procedure, the key, the expected value and the value found. */
class ConfigurationErrorsTest {
    private static final Map<String, Object> VISUAL = Map.of("visual", "imageEmbedding");

    private interface Reader {
        void read(ConfigMap config);
    }

    private static final Map<String, Reader> PROCEDURES = Map.of(
            "similarity.stream", config -> SimilarityConfig.of(config, Mode.STREAM),
            "similarity.stats", config -> SimilarityConfig.of(config, Mode.STATS),
            "similarity.write", config -> SimilarityConfig.of(config, Mode.WRITE),
            "statistics", StatisticsConfig::of,
            "overlay.stats", config -> VirtualConfig.of(config, Strategy.OVERLAY, Mode.STATS),
            "overlay.write", config -> VirtualConfig.of(config, Strategy.OVERLAY, Mode.WRITE),
            "synergistic.stats", config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, Mode.STATS),
            "synergistic.write", config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, Mode.WRITE),
            "similarity.drop", DropConfig::ofSimilarity,
            "virtual.drop", DropConfig::ofVirtual);

    /** Reads a configuration with the given key, and with default modalities unless the key is {@code modalities}. */
    private static void read(String procedure, String key, Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("modalities", VISUAL);
        map.put(key, value);
        PROCEDURES.get(procedure).read(new ConfigMap("vimmrec." + procedure, map));
    }

    private static boolean requiresModalities(String procedure) {
        return procedure.startsWith("synergistic") || procedure.startsWith("similarity") && !procedure.endsWith("drop");
    }

    private static void assertRejected(String procedure, String key, Object value, String... parts) {
        assertThatThrownBy(() -> read(procedure, key, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key)
                .hasMessageContainingAll(parts);
    }

    @Test
    void shouldRejectANullMap() {
        assertThatThrownBy(() -> new ConfigMap("vimmrec.overlay.stats", null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("vimmrec.overlay.stats: the configuration must be a map, but was null.");
    }

    static List<Arguments> keys() {
        return PROCEDURES.keySet().stream()
                .sorted()
                .flatMap(procedure -> {
                    boolean strategy = procedure.startsWith("overlay") || procedure.startsWith("synergistic");
                    boolean write = procedure.endsWith(".write");
                    boolean drop = procedure.endsWith(".drop");
                    boolean similarity = procedure.startsWith("similarity");
                    List<Arguments> all = new ArrayList<>();
                    for (String key : List.of("itemLabel", "userLabel")) {
                        all.add(Arguments.of(procedure, key, 7L, "a name", "7 (INTEGER)"));
                        all.add(Arguments.of(procedure, key, " ", "a name", "' ' (STRING)"));
                    }
                    all.add(Arguments.of(procedure, "relationshipTypePrefix", 1.5, "text", "1.5 (FLOAT)"));
                    all.add(Arguments.of(
                            procedure,
                            "modalities",
                            "visual",
                            "a map from modality to embedding property",
                            "'visual' (STRING)"));
                    all.add(Arguments.of(procedure, "modalities", Map.of(), "with 1 to 62 entries", "{} (MAP)"));
                    all.add(Arguments.of(procedure, "concurrency", 0L, "a whole number from 1 to 1024", "0 (INTEGER)"));
                    all.add(Arguments.of(
                            procedure, "concurrency", 1025L, "a whole number from 1 to 1024", "1025 (INTEGER)"));
                    all.add(Arguments.of(procedure, "concurrency", "4", "a whole number", "'4' (STRING)"));
                    if (!drop) {
                        all.add(Arguments.of(procedure, "sudo", "yes", "true or false", "'yes' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "invalidEmbeddings", "ignore", "'fail' or 'skip'", "'ignore' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "invalidEmbeddings", true, "'fail' or 'skip'", "true (BOOLEAN)"));
                    }
                    if (strategy || similarity && !drop) {
                        all.add(Arguments.of(procedure, "topK", 0L, "a whole number of at least 1", "0 (INTEGER)"));
                        all.add(Arguments.of(procedure, "topK", -3L, "a whole number of at least 1", "-3 (INTEGER)"));
                        all.add(Arguments.of(procedure, "topK", 2.5, "a whole number", "2.5 (FLOAT)"));
                        all.add(Arguments.of(procedure, "topK", Double.NaN, "a whole number", "NaN (FLOAT)"));
                        all.add(Arguments.of(procedure, "topK", List.of(1L), "a whole number", "[1] (LIST)"));
                        // "at least 1" would not explain why this value is invalid.
                        all.add(Arguments.of(
                                procedure, "topK", 3_000_000_000L, "from 1 to 2147483647", "3000000000 (INTEGER)"));
                    }
                    if (strategy || similarity && !drop) {
                        all.add(Arguments.of(procedure, "candidateLabel", 1L, "a name", "1 (INTEGER)"));
                        all.add(Arguments.of(procedure, "candidateLabel", "", "a name", "'' (STRING)"));
                        all.add(Arguments.of(procedure, "candidateProperty", List.of("a"), "a name", "[a] (LIST)"));
                    }
                    if (strategy) {
                        String map = "a map from item property to a number, such as {category: 2}";
                        all.add(Arguments.of(procedure, "maxPerGroup", 2L, map, "2 (INTEGER)"));
                        all.add(Arguments.of(procedure, "maxPerGroup", Map.of(), map, "{} (MAP)"));
                        all.add(Arguments.of(
                                procedure,
                                "maxPerGroup",
                                Map.of("c", 0L),
                                "`maxPerGroup.c` must be a whole number",
                                "0"));
                        all.add(Arguments.of(
                                procedure, "maxPerGroup", Map.of("c", "2"), "a whole number", "'2' (STRING)"));
                        all.add(Arguments.of(
                                procedure,
                                "maxPerGroup",
                                Collections.singletonMap("c", null),
                                "`maxPerGroup.c` must be a whole number",
                                "null"));
                        all.add(Arguments.of(procedure, "maxPerGroup", Map.of(" ", 2L), "a name", "' ' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "maxPerItem", 0L, "a whole number of at least 1", "0 (INTEGER)"));
                        all.add(Arguments.of(procedure, "maxPerItem", 2.5, "a whole number", "2.5 (FLOAT)"));
                    }
                    if (procedure.startsWith("overlay") || similarity && !drop) {
                        all.add(Arguments.of(
                                procedure, "topK", Map.of("visual", 0L), "`topK.visual` must be a whole number", "0"));
                        all.add(Arguments.of(procedure, "topK", Map.of(), "a map from modality to one", "{} (MAP)"));
                        all.add(Arguments.of(
                                procedure,
                                "topK",
                                Map.of("visaul", 3L),
                                "which is not one of the modalities [visual]",
                                "Did you mean [visual]?"));
                    }
                    if (similarity && !drop) {
                        all.add(Arguments.of(
                                procedure, "search", "fast", "'exact' or 'approximate' or 'auto'", "'fast'"));
                        all.add(Arguments.of(procedure, "targetRecall", 1.0, "a number from 0.5 to 0.99", "1.0"));
                        all.add(Arguments.of(
                                procedure, "similarityCutoff", Map.of("visual", 2L), "`similarityCutoff.visual`", "2"));
                        all.add(Arguments.of(
                                procedure,
                                "similarityCutoff",
                                Map.of("sound", 0.5),
                                "not one of the modalities",
                                "[sound]"));
                    }
                    if (procedure.startsWith("synergistic")) {
                        for (String key : List.of("topK", "similarityCutoff")) {
                            all.add(Arguments.of(
                                    procedure,
                                    key,
                                    Map.of("visual", 1L),
                                    "must not be a map here",
                                    "one list of neighbours for all modalities together"));
                        }
                    }
                    if (procedure.startsWith("synergistic") || similarity && !drop) {
                        all.add(Arguments.of(
                                procedure, "similarityCutoff", 1.01, "a number from -1.0 to 1.0", "1.01 (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "similarityCutoff", -2L, "a number from -1.0 to 1.0", "-2 (INTEGER)"));
                        all.add(Arguments.of(procedure, "similarityCutoff", Double.NaN, "a number", "NaN (FLOAT)"));
                        all.add(Arguments.of(procedure, "similarityCutoff", "0", "a number", "'0' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "similarityCutoff", "p100.5", "such as 'p90'", "'p100.5' (STRING)"));
                        all.add(Arguments.of(procedure, "similarityCutoff", "p-1", "'p90'", "'p-1' (STRING)"));
                        all.add(Arguments.of(procedure, "similarityCutoff", "p999", "'p90'", "'p999' (STRING)"));
                    }
                    if (strategy || procedure.equals("statistics")) {
                        all.add(Arguments.of(
                                procedure, "interactionType", List.of(), "a list of names, or a map", "[] (LIST)"));
                        all.add(Arguments.of(procedure, "interactionType", Map.of(), "or a map", "{} (MAP)"));
                        all.add(Arguments.of(
                                procedure, "interactionType", List.of(Map.of("A", 1L)), "a name", "{A=1} (MAP)"));
                        for (Object weight : List.of(0L, -1L, Double.NaN, Double.POSITIVE_INFINITY, "1")) {
                            for (String key : List.of("interactionType", "negativeTypes")) {
                                all.add(Arguments.of(
                                        procedure, key, Map.of("A", weight), key + ".A` must be a number above 0", ""));
                            }
                        }
                        all.add(Arguments.of(procedure, "interactionType", Map.of(" ", 1L), "a name", "' ' (STRING)"));
                        all.add(Arguments.of(procedure, "negativeTypes", List.of(), "or a map", "[] (LIST)"));
                        all.add(Arguments.of(procedure, "negativeTypes", 5L, "a name", "5 (INTEGER)"));
                        all.add(Arguments.of(procedure, "negativeTypes", "INTERACTED", "[INTERACTED] is in both", ""));
                        all.add(Arguments.of(procedure, "excludeTypes", List.of(), "a list of names", "[] (LIST)"));
                        all.add(Arguments.of(procedure, "excludeTypes", Map.of("A", 1L), "a name", "{A=1} (MAP)"));
                        all.add(Arguments.of(
                                procedure, "excludeTypes", List.of("A", "INTERACTED"), "[INTERACTED] is in both", ""));
                        all.add(Arguments.of(
                                procedure,
                                "minInteractionWeight",
                                3L,
                                "needs weights to compare with",
                                "`interactionWeightProperty`"));
                        for (Object least : List.of(0L, -1.0, Double.NaN, Double.POSITIVE_INFINITY, "1")) {
                            all.add(Arguments.of(procedure, "minInteractionWeight", least, "a number above 0", ""));
                        }
                        for (Object time : List.of("2024-01-01", Double.NaN, true, LocalTime.NOON, Period.ofDays(1))) {
                            all.add(Arguments.of(procedure, "since", time, "a date, or a date and time, or a n", ""));
                            all.add(Arguments.of(procedure, "asOf", time, "a date, or a date and time, or a n", ""));
                        }
                        for (Object length : List.of(
                                0L, -1L, Double.NaN, Double.POSITIVE_INFINITY, Period.ZERO, Period.ofDays(-1), "P1D")) {
                            all.add(Arguments.of(procedure, "halfLife", length, "a duration or a number, above 0", ""));
                        }
                        all.add(Arguments.of(procedure, "asOf", 5L, "it needs `halfLife`", ""));
                        all.add(Arguments.of(procedure, "halfLife", 5L, "`asOf` is required if `halfLife` is a n", ""));
                        all.add(Arguments.of(procedure, "timestampProperty", 5L, "a name", "5 (INTEGER)"));
                        all.add(Arguments.of(procedure, "interactionType", List.of("A", 3L), "a name", "3 (INTEGER)"));
                        all.add(Arguments.of(procedure, "interactionType", "", "a name", "'' (STRING)"));
                        all.add(Arguments.of(procedure, "interactionWeightProperty", true, "a name", "true (BOOLEAN)"));
                        all.add(Arguments.of(procedure, "similarityProperty", 1L, "a name", "1 (INTEGER)"));
                        all.add(Arguments.of(procedure, "sampleSize", 0L, "from 1 to 100000000", "0 (INTEGER)"));
                        all.add(Arguments.of(procedure, "randomSeed", 0.5, "a whole number", "0.5 (FLOAT)"));
                    }
                    if (procedure.equals("statistics")) {
                        all.add(Arguments.of(
                                procedure,
                                "weighting",
                                "median",
                                "'mean' or 'coInteraction' or 'uniform'",
                                "'median' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "weighting", Map.of("visual", 1L), "'mean' or 'coInteraction'", "(MAP)"));
                    }
                    if (strategy) {
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                "median",
                                "'mean' or 'coInteraction' or 'uniform'",
                                "'median' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "modalityWeights", 3L, "a map from modality to weight", "3 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                Map.of("visual", -1L),
                                "a number of at least 0",
                                "-1 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                Map.of("visual", Double.NaN),
                                "a number of at least 0",
                                "NaN"));
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                Map.of("visual", Double.POSITIVE_INFINITY),
                                "a number",
                                "Infinity"));
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                Map.of("visual", "1"),
                                "a number of at least 0",
                                "'1' (STRING)"));
                        all.add(Arguments.of(procedure, "modalityWeights", Map.of("visual", 0L), "above 0", "0"));
                        all.add(Arguments.of(
                                procedure,
                                "modalityWeights",
                                Map.of("visual", 1L, "visua", 1L),
                                "[visua]",
                                "Did you mean [visual]?"));
                        all.add(Arguments.of(
                                procedure, "modalityWeights", Map.of(), "no weight for [visual]", "0 to leave it out"));
                        all.add(Arguments.of(
                                procedure, "aggregation", "median", "'mean' or 'sum' or 'max'", "'median' (STRING)"));
                        all.add(Arguments.of(procedure, "virtualWeight", 0L, "above 0 and at most 1", "0 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure, "virtualWeight", -0.1, "above 0 and at most 1", "-0.1 (FLOAT)"));
                        all.add(Arguments.of(procedure, "virtualWeight", 1.5, "above 0 and at most 1", "1.5 (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "virtualWeight", Double.NaN, "above 0 and at most 1", "NaN (FLOAT)"));
                        all.add(Arguments.of(procedure, "minWeight", -0.1, "a number of at least 0", "-0.1 (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "minWeight", Double.POSITIVE_INFINITY, "a number", "Infinity (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "maxPerUser", 0L, "a whole number of at least 1", "0 (INTEGER)"));
                        all.add(Arguments.of(procedure, "maxWeight", 1.5, "above 0 and at most 1", "1.5 (FLOAT)"));
                        all.add(Arguments.of(procedure, "maxWeight", 0L, "above 0 and at most 1", "0 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure, "maxPerInteraction", 0L, "a number above 0, but", "0 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure,
                                "maxPerInteraction",
                                Double.POSITIVE_INFINITY,
                                "a number above 0",
                                "Infinity (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "popularityDiscount", -0.5, "a number of at least 0", "-0.5 (FLOAT)"));
                        all.add(Arguments.of(
                                procedure, "popularityDiscount", "high", "a number of at least 0", "'high' (STRING)"));
                        all.add(Arguments.of(
                                procedure, "writeRelationshipType", "INTERACTED", "real interactions", "[INTERACTED]"));
                        all.add(Arguments.of(
                                procedure,
                                "writeRelationshipType",
                                "SIMILAR_VISUAL",
                                "stored similarities",
                                "[SIMILAR_VISUAL]"));
                        all.add(Arguments.of(
                                procedure,
                                "writeRelationshipType",
                                "SIMILAR_ELSE",
                                "stored similarities",
                                "[SIMILAR_ELSE]"));
                    }
                    if (write || drop) {
                        all.add(Arguments.of(
                                procedure, "batchSize", 0L, "a whole number of at least 1", "0 (INTEGER)"));
                        all.add(Arguments.of(
                                procedure, "batchSize", "all", "a whole number of at least 1", "'all' (STRING)"));
                    }
                    if (write) {
                        all.add(Arguments.of(procedure, "writeProperty", "", "a name", "'' (STRING)"));
                    } else {
                        all.add(Arguments.of(procedure, "writeProperty", "w", "a key of the write mode", ""));
                    }
                    if (!write && !drop) {
                        all.add(Arguments.of(procedure, "batchSize", 5L, "a key of the write mode", ""));
                    }
                    return all.stream();
                })
                .toList();
    }

    @ParameterizedTest
    @MethodSource("keys")
    void shouldNameTheKeyTheExpectedValueAndTheValueFound(
            String procedure, String key, Object value, String expected, String found) {
        assertRejected(procedure, key, value, "`" + key, expected, found);
    }

    @Test
    void shouldRejectTimesOfDifferentKinds() {
        for (Map<String, Object> times : List.<Map<String, Object>>of(
                Map.of("since", 5L, "halfLife", Period.ofDays(1)),
                Map.of("since", LocalDate.EPOCH, "halfLife", 5L, "asOf", 5L),
                Map.of("asOf", 5L, "halfLife", Period.ofDays(1)),
                Map.of("asOf", LocalDate.EPOCH, "halfLife", 5L))) {
            assertThatThrownBy(() -> StatisticsConfig.of(new ConfigMap("vimmrec.statistics", times)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(times.containsKey("since") ? "`since` must be" : "`asOf` must be")
                    .hasMessageContaining("because `halfLife` is");
        }
    }

    @Test
    void shouldRejectToWriteRelationshipsThatItReads() {
        for (String key : List.of("interactionType", "excludeTypes", "negativeTypes")) {
            assertThatThrownBy(() -> VirtualConfig.of(
                            new ConfigMap("vimmrec.overlay.write", Map.of(key, "A", "writeRelationshipType", "A")),
                            Strategy.OVERLAY,
                            Mode.WRITE))
                    .hasMessageContaining("[A] is in `" + key + "`");
        }
    }

    @Test
    void shouldRejectNullForEveryKeyOfEveryProcedure() {
        PROCEDURES.forEach((procedure, reader) -> {
            ConfigMap defaults = new ConfigMap("vimmrec." + procedure, Map.of("modalities", VISUAL));
            reader.read(defaults);
            assertThat(defaults.effective()).isNotEmpty();
            for (String key : defaults.effective().keySet()) {
                if (key.equals("modalities") && requiresModalities(procedure)) {
                    assertRejected(
                            procedure,
                            key,
                            null,
                            "`modalities` must be a map from modality to embedding property",
                            "null");
                } else {
                    assertRejected(
                            procedure,
                            key,
                            null,
                            "`" + key + "` must not be null",
                            "leave the key out for its default");
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"similarity.write", "overlay.stats", "synergistic.write"})
    void shouldRejectTwoWaysToNameCandidates(String procedure) {
        Map<String, Object> both =
                Map.of("modalities", VISUAL, "candidateLabel", "InStock", "candidateProperty", "inStock");
        assertThatThrownBy(() -> PROCEDURES.get(procedure).read(new ConfigMap("p", both)))
                .hasMessage("p: `candidateLabel` and `candidateProperty` must not both be given; leave one out.");
    }

    @Test
    void shouldSuggestTheMostSimilarKey() {
        assertRejected("similarity.stats", "topk", 5L, "unknown key `topk`. Did you mean [topK]?");
        assertRejected("overlay.write", "batchsize", 5L, "Did you mean [batchSize]?");
        assertRejected("overlay.stats", "virtualWieght", 5L, "Did you mean [virtualWeight]?");
        assertRejected("similarity.drop", "relationshipPrefix", "x", "unknown key `relationshipPrefix`");
        assertRejected("overlay.stats", "similarityCutoff", 0.5, "unknown key `similarityCutoff`");
    }

    @Test
    void shouldListTheKeysIfNoneIsSimilar() {
        assertRejected("similarity.stats", "zzz", 5L, "The keys are [", "topK", "similarityCutoff", "modalities");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "similarity.stream",
                "similarity.stats",
                "similarity.write",
                "synergistic.stats",
                "synergistic.write"
            })
    void shouldRequireAMapOfModalitiesToReadEmbeddings(String procedure) {
        assertThatThrownBy(() -> PROCEDURES.get(procedure).read(new ConfigMap("vimmrec." + procedure, Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(
                        "vimmrec." + procedure, "`modalities` is required", "{visual: 'imageEmbedding'");
        assertRejected(
                procedure,
                "modalities",
                List.of("visual"),
                "a map from modality to embedding property",
                "[visual] (LIST)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay.stats", "overlay.write", "statistics", "similarity.drop", "virtual.drop"})
    void shouldAcceptAListOfModalitiesIfOnlyRelationshipsAreRead(String procedure) {
        read(procedure, "modalities", List.of("visual", "text"));
        assertRejected(procedure, "modalities", List.of(), "or a list of modalities", "[] (LIST)");
        assertRejected(procedure, "modalities", Arrays.asList("visual", null), "a name", "null");
    }

    @Test
    void shouldNameTheModalityWithAnInvalidProperty() {
        assertRejected(
                "similarity.stats", "modalities", Map.of("visual", 5L), "`modalities.visual`", "a name", "5 (INTEGER)");
        assertRejected(
                "similarity.stats",
                "modalities",
                Collections.singletonMap("visual", null),
                "`modalities.visual`",
                "null");
    }

    @Test
    void shouldRejectModalitiesThatDifferOnlyInCase() {
        for (String procedure : PROCEDURES.keySet()) {
            Map<String, Object> clash = new LinkedHashMap<>();
            clash.put("visual", "a");
            clash.put("Visual", "b");
            assertRejected(procedure, "modalities", clash, "must differ in more than case", "[visual] and [Visual]");
        }
        assertRejected("overlay.stats", "modalities", List.of("a", "A"), "[a] and [A]");
    }

    @Test
    void shouldRejectMoreThan62Modalities() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int m = 0; m < 63; m++) {
            many.put("m" + m, "e");
        }
        assertRejected("similarity.stats", "modalities", many, "with 1 to 62 entries");
        many.remove("m0");
        read("similarity.stats", "modalities", many);
    }

    @Test
    void shouldRequireModalitiesIfThePrefixIsEmpty() {
        for (String procedure : List.of("overlay.stats", "statistics", "similarity.drop", "virtual.drop")) {
            assertThatThrownBy(() -> PROCEDURES
                            .get(procedure)
                            .read(new ConfigMap("vimmrec." + procedure, Map.of("relationshipTypePrefix", ""))))
                    .hasMessageContainingAll("`modalities` is required", "`relationshipTypePrefix` is empty");
            read(procedure, "relationshipTypePrefix", "");
        }
    }

    @Test
    void shouldRejectTheTypeOfAModalityAsWriteTypeIfThePrefixIsEmpty() {
        Map<String, Object> map =
                Map.of("modalities", VISUAL, "relationshipTypePrefix", "", "writeRelationshipType", "VISUAL");
        assertThatThrownBy(() -> PROCEDURES.get("overlay.write").read(new ConfigMap("p", map)))
                .hasMessageContainingAll("`writeRelationshipType`", "[VISUAL]", "[visual]");
    }

    @Test
    void shouldRejectAnInteractionTypeAsWriteType() {
        Map<String, Object> map =
                Map.of("modalities", VISUAL, "interactionType", List.of("A", "B"), "writeRelationshipType", "B");
        for (String procedure : List.of("overlay.write", "synergistic.stats", "virtual.drop")) {
            assertThatThrownBy(() -> PROCEDURES.get(procedure).read(new ConfigMap("p", map)))
                    .hasMessageContainingAll(
                            "`writeRelationshipType`", "real interactions", "[B]", "`interactionType`");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay.stats", "overlay.write"})
    void shouldRejectCoInteractionWithoutProperties(String procedure) {
        Map<String, Object> names = Map.of("modalities", List.of("visual"), "modalityWeights", "coInteraction");
        assertThatThrownBy(() -> PROCEDURES.get(procedure).read(new ConfigMap("p", names)))
                .hasMessageContainingAll(
                        "`modalityWeights: 'coInteraction'`", "map from modality to embedding property");
        assertThatThrownBy(() ->
                        PROCEDURES.get(procedure).read(new ConfigMap("p", Map.of("modalityWeights", "coInteraction"))))
                .hasMessageContaining("`modalities` must be a map");
    }

    @Test
    void shouldRejectCoInteractionWithoutPropertiesInStatistics() {
        assertThatThrownBy(() -> StatisticsConfig.of(new ConfigMap("p", Map.of("weighting", "coInteraction"))))
                .hasMessageContainingAll("`weighting: 'coInteraction'`", "map from modality to embedding property");
    }

    @Test
    void shouldAcceptWholeNumbersAsFloats() {
        Map<String, Object> map = Map.of("modalities", VISUAL, "topK", 7.0, "similarityCutoff", 1L);
        SimilarityConfig config = SimilarityConfig.of(new ConfigMap("p", map), Mode.STATS);
        assertThat(config.topK().of("visual")).isEqualTo(7);
        assertThat(config.similarityCutoff().of("visual").value()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreTheCaseOfChoices() {
        read("overlay.stats", "modalityWeights", "cointeraction");
        read("overlay.stats", "aggregation", "SUM");
    }

    @Test
    void shouldShortenLongValuesInMessages() {
        assertThatThrownBy(() -> read("similarity.stats", "topK", "x".repeat(10_000)))
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).contains("..."));
    }
}
