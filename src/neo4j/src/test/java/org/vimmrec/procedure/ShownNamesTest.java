package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Transaction;
import org.neo4j.logging.Log;
import org.neo4j.procedure.StatusDetailsAccessor;
import org.neo4j.procedure.memory.ProcedureMemory;
import org.neo4j.procedure.memory.ProcedureMemoryTracker;

/** Names are escaped and shortened wherever they appear: in errors, the log, status details and notices. */
@ExtendWith(SharedDatabase.class)
class ShownNamesTest {
    /** Line separators of every kind, a terminal colour code, and characters that change the text direction. */
    private static final String HOSTILE =
            "x\n2026 INFO forged\r\u0085\u2028\u2029\t\u001b[31m\u202e\u2066\u200b\u0007y";

    private static final List<String> PROCEDURES = List.of(
            "similarity.stats",
            "similarity.stream",
            "similarity.write",
            "similarity.update",
            "similarity.write.estimate",
            "similarity.drop",
            "statistics",
            "overlay.stats",
            "overlay.write",
            "overlay.update",
            "overlay.stream",
            "synergistic.stats",
            "synergistic.write",
            "synergistic.update",
            "virtual.drop",
            "evaluate",
            "explain",
            "list");

    private final Database db;

    ShownNamesTest(Database db) {
        this.db = db;
    }

    private void createGraph() {
        db.run("CREATE (a:Item {v: [1.0, 0.0], b: [true]}), (b:Item {v: [1.0, 1.0]}), (c:Item {v: [1.0, 2.0]}),"
                + " (u:User)-[:INTERACTED {w: 'heavy', t: 'late'}]->(a), (u)-[:INTERACTED]->(b)");
    }

    private static void assertSafe(String text) {
        assertThat(text.codePoints()
                        .filter(ShownNamesTest::isDangerous)
                        .boxed()
                        .map(Character::getName)
                        .toList())
                .as(text)
                .isEmpty();
    }

    private static boolean isDangerous(int character) {
        int type = Character.getType(character);
        return type == Character.CONTROL
                || type == Character.FORMAT
                || type == Character.LINE_SEPARATOR
                || type == Character.PARAGRAPH_SEPARATOR
                || type == Character.SURROGATE;
    }

    static Stream<Map<String, Object>> configurations() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : List.of(HOSTILE, "m".repeat(999), "m".repeat(1_000_000), "\n".repeat(990))) {
            for (String key : List.of(
                    "itemLabel",
                    "userLabel",
                    "interactionType",
                    "interactionWeightProperty",
                    "writeProperty",
                    "similarityProperty",
                    "relationshipTypePrefix",
                    "writeRelationshipType",
                    "topK",
                    "aggregation",
                    "invalidEmbeddings",
                    "modalityWeights",
                    "weighting",
                    "changedItems",
                    "users",
                    "user",
                    "strategy",
                    "split",
                    "timestampProperty")) {
                all.add(Map.of(key, name));
            }
            all.add(Map.of(name, 1L));
            all.add(Map.of("modalities", Map.of(name, "v")));
            all.add(Map.of("modalities", Map.of("m", name)));
            all.add(Map.of("modalities", Map.of(name, "b")));
            all.add(Map.of("modalities", List.of(name)));
            all.add(Map.of("modalities", Map.of("m", List.of(name))));
            all.add(Map.of("modalityWeights", Map.of("m", 1L, name, 1L)));
            all.add(Map.of("modalityWeights", Map.of(name, name)));
            all.add(Map.of(
                    "interactionType",
                    IntStream.range(0, 20).mapToObj(n -> name + n).toList()));
            all.add(Map.of("interactionType", List.of(name, 1L)));
            all.add(Map.of("changedItems", List.of(Map.of(name, name)), "users", List.of(Map.of(name, name))));
            all.add(Map.of("topK", Map.of(name, List.of(name, name))));
            all.add(Map.of("split", Map.of("property", name)));
            all.add(Map.of("split", Map.of(name, "t")));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("configurations")
    void shouldShowNamesEscapedAndShortInErrors(Map<String, Object> configuration) {
        createGraph();
        Map<String, Object> shortest = new LinkedHashMap<>();
        configuration.forEach((key, value) -> shortest.put(key.substring(0, Math.min(20, key.length())), 0));
        for (String procedure : PROCEDURES) {
            Map<String, Object> complete = new HashMap<>(Map.of("modalities", Map.of("m", "v")));
            complete.putAll(configuration);
            if (Stream.of("drop", "list").anyMatch(procedure::endsWith)) {
                complete = new HashMap<>(configuration);
            }
            try {
                db.run("CALL vimmrec." + procedure + "($configuration)", Map.of("configuration", complete));
            } catch (RuntimeException e) {
                assertSafe(e.getMessage());
                assertThat(e.getMessage())
                        .as("%s %s", procedure, shortest.keySet())
                        .hasSizeLessThan(3000)
                        .doesNotContain("java.lang");
            }
        }
    }

    /** Runs a call and returns the lines that it wrote to the log and the status details. */
    private List<String> recorded(ProcedureCall call) {
        List<String> recorded = Collections.synchronizedList(new ArrayList<>());
        try (Transaction tx = db.service().beginTx()) {
            for (VimmrecProcedures context : List.of(
                    new SimilarityProcedures(),
                    new StatisticsProcedures(),
                    new OverlayProcedures(),
                    new SynergisticProcedures(),
                    new VirtualProcedures(),
                    new ListProcedure(),
                    new EvaluationProcedures())) {
                context.db = db.service();
                context.tx = tx;
                context.log = recording(Log.class, recorded);
                context.status = recording(StatusDetailsAccessor.class, recorded);
                context.termination = () -> {};
                context.memory = recording(ProcedureMemory.class, new ArrayList<>());
                call.on(context);
            }
        }
        return recorded;
    }

    /** Returns a proxy that records the text that its methods are called with. */
    private static <T> T recording(Class<T> type, List<String> recorded) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (arguments != null && arguments[0] instanceof String format) {
                        recorded.add(arguments.length == 1 ? format : String.format(format, (Object[]) arguments[1]));
                    }
                    return method.getReturnType() == ProcedureMemoryTracker.class
                            ? recording(ProcedureMemoryTracker.class, recorded)
                            : null;
                }));
    }

    private interface ProcedureCall {
        void on(VimmrecProcedures context);
    }

    @Test
    void shouldShowNamesEscapedInTheLogTheStatusAndTheRows() {
        createGraph();
        db.run("MATCH (:User)-[r]->() REMOVE r.w, r.t");
        Map<String, Object> search = Map.of(
                "modalities",
                Map.of(HOSTILE, "v", HOSTILE + "2", "b"),
                "invalidEmbeddings",
                "skip",
                "relationshipTypePrefix",
                HOSTILE);
        Map<String, Object> strategy = new HashMap<>(search);
        strategy.putAll(Map.of("writeRelationshipType", "V" + HOSTILE, "modalityWeights", "uniform"));
        List<Object> rows = new ArrayList<>();
        List<String> recorded = recorded(context -> {
            if (context instanceof SimilarityProcedures similarity) {
                similarity.write(search).forEach(row -> rows.addAll(row.notices()));
                similarity.update(search).forEach(row -> rows.addAll(row.notices()));
                db.run("CREATE (:Other)-[:`" + HOSTILE + HOSTILE.toUpperCase(java.util.Locale.ROOT)
                        + "2` {score: 0.5}]->(:Other)");
            } else if (context instanceof StatisticsProcedures statistics) {
                statistics
                        .statistics(search.entrySet().stream()
                                .collect(
                                        HashMap::new,
                                        (map, entry) -> map.put(entry.getKey(), entry.getValue()),
                                        HashMap::putAll))
                        .forEach(row -> rows.addAll(row.notices()));
            } else if (context instanceof OverlayProcedures overlay) {
                overlay.write(strategy).forEach(row -> rows.addAll(row.notices()));
                overlay.update(strategy).forEach(row -> rows.addAll(row.notices()));
            } else if (context instanceof SynergisticProcedures synergistic) {
                synergistic.stats(strategy).forEach(row -> rows.addAll(row.notices()));
            } else if (context instanceof ListProcedure list) {
                list.list(Map.of()).forEach(row -> {});
            } else if (context instanceof VirtualProcedures virtual) {
                virtual.drop(Map.of("writeRelationshipType", "V" + HOSTILE)).forEach(row -> {});
            }
        });
        assertThat(recorded)
                .anyMatch(line -> line.contains("writing ") && line.contains("x\\n2026 INFO forged\\r\\u0085\\u2028"))
                .anyMatch(line -> line.contains("similarity x\\n2026"))
                .anyMatch(line -> line.contains("reading similarities x\\n2026"))
                .allSatisfy(ShownNamesTest::assertSafe);
        assertThat(rows).hasSizeGreaterThan(3).allSatisfy(notice -> assertSafe((String) notice));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "itemLabel",
                "userLabel",
                "interactionType",
                "writeProperty",
                "writeRelationshipType",
                "relationshipTypePrefix",
                "interactionWeightProperty"
            })
    void shouldStateTheMaximumLengthOfAName(String key) {
        createGraph();
        assertThatThrownBy(() -> db.run(
                        "CALL vimmrec.synergistic.write($configuration)",
                        Map.of("configuration", Map.of("modalities", Map.of("m", "v"), key, "n".repeat(1001)))))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains("`" + key + "` must have at most 1000 characters, but has 1001"));
    }

    @ParameterizedTest
    @CsvSource({
        "similarity.stats, {modality: 'v'}, modalities",
        "overlay.stats, {modality: 'v'}, modalities",
        "statistics, {modalitys: 'v'}, modalities",
        "overlay.stats, {cutoff: 1}, topK|similarity",
        "overlay.stats, {weights: 1}, modalityWeights",
        "overlay.stats, {prefix: 'X'}, relationshipTypePrefix",
        "overlay.stats, {interactionTypes: 'A'}, interactionType"
    })
    void shouldSuggestTheIntendedKey(String procedure, String configuration, String key) {
        createGraph();
        String complete = procedure.startsWith("similarity")
                ? configuration.replace("{", "{modalities: {m: 'v'}, ")
                : configuration;
        assertThatThrownBy(() -> db.run("CALL vimmrec." + procedure + "(" + complete + ")"))
                .satisfies(e -> assertThat(e.getMessage())
                        .containsAnyOf(Arrays.stream(key.split("\\|"))
                                .map(each -> each.equals(key) ? "Did you mean [" + each + "]?" : each)
                                .toArray(String[]::new)));
    }

    /** After a failed load, labels and types may be in use by an index although no node has them. */
    @Test
    void shouldNotSuggestTheNameThatTheCallerGave() {
        db.run("CREATE INDEX items FOR (i:Item) ON (i.n)");
        db.run("CREATE INDEX users FOR (u:User) ON (u.n)");
        db.run("CREATE INDEX interactions FOR ()-[r:INTERACTED]-() ON (r.n)");
        try {
            for (String label : List.of("Item", "User")) {
                assertThatThrownBy(() -> db.run(
                                "CALL vimmrec.similarity.stats({modalities: {m: 'e'}, itemLabel: '" + label + "'})"))
                        .satisfies(e -> assertThat(e.getMessage())
                                .contains("no node has the label [" + label + "]")
                                .doesNotContain("Did you mean [" + label + "]"));
            }
            db.run("CREATE (:Item {e: [1.0]}), (:User)");
            assertThatThrownBy(() -> db.run(
                            "CALL vimmrec.synergistic.stats({modalities: {m: 'e'}, modalityWeights: 'uniform'})"))
                    .satisfies(e -> assertThat(e.getMessage())
                            .contains("INTERACTED")
                            .doesNotContain("Did you mean [INTERACTED]"));
            assertThatThrownBy(() -> db.run("CALL vimmrec.similarity.stats({modalities: {m: 'e'}, itemLabel: 'Itm'})"))
                    .satisfies(e -> assertThat(e.getMessage()).contains("Did you mean [Item]?"));
        } finally {
            List.of("items", "users", "interactions").forEach(index -> db.run("DROP INDEX " + index));
        }
    }

    /** This includes errors after the first rows of a stream. */
    @Test
    void shouldShowTheMessageWithoutAJavaClassName() {
        createGraph();
        for (String call : List.of(
                "similarity.stats({})",
                "similarity.stream({modalities: {m: 'b'}})",
                "overlay.stats({topk: 1})",
                "explain({})",
                "evaluate({modalities: {m: 'v'}, recommender: 'x'})",
                "virtual.drop({a: 1})",
                "list({a: 1})",
                "statistics({a: 1})",
                "synergistic.write({modalities: {m: 'v'}, itemLabel: 'Nothing'})",
                "overlay.stream({interactionWeightProperty: 'w', modalities: ['m']})")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call))
                    .satisfies(e -> assertThat(e.getMessage())
                            .startsWith("Failed to invoke procedure `vimmrec.")
                            .doesNotContain("java.lang", "Exception"));
        }
        Stream<Integer> rows = UserError.guard(() -> Stream.of(1, 2).map(row -> {
            if (row == 2) {
                throw new IllegalStateException("two\nlines");
            }
            return row;
        }));
        assertThatThrownBy(rows::toList).hasToString("two\\nlines");
    }
}
