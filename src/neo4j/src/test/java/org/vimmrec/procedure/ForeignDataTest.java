package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * By default, procedures read, overwrite and drop only relationships that this plugin wrote according to a manifest.
 */
@ExtendWith(SharedDatabase.class)
class ForeignDataTest {
    private static final int ITEMS = 20;
    private static final int USERS = 8;
    private static final String SIMILARITIES = "CALL vimmrec.similarity.write({modalities: {m: 'e', o: 'f'}, topK: 3})";
    private static final String OVERLAY = "CALL vimmrec.overlay.write()";
    private static final String REPLACE = "onMismatch: 'replace'";

    private final Database db;

    ForeignDataTest(Database db) {
        this.db = db;
    }

    /** Creates items with two embeddings, users with three interactions, and the similarities of both modalities. */
    @BeforeEach
    void createCatalogue() {
        createCatalogue("Item", "User", "INTERACTED");
        db.run(SIMILARITIES);
    }

    private void createCatalogue(String itemLabel, String userLabel, String interactionType) {
        db.run("UNWIND range(0, " + (ITEMS - 1) + ") AS n CREATE (:" + itemLabel
                + " {n: n, e: [1.0 + n, 20.0 + n * n / 7.0]," + " f: [sin(n), cos(n), 0.3]})");
        db.run("UNWIND range(0, " + (USERS - 1) + ") AS n CREATE (u:" + userLabel + " {n: 100 + n}) WITH u, n"
                + " UNWIND [n, n + 5, (n * 3 + 11) % " + ITEMS + "] AS k WITH DISTINCT u, k MATCH (i:" + itemLabel
                + " {n: k})"
                + " CREATE (u)-[:" + interactionType + " {rating: 4.5, w: 1.0}]->(i)");
    }

    /** Creates one relationship from each user to an item. */
    private void createPurchases(String properties) {
        db.run("MATCH (u:User) MATCH (i:Item {n: u.n - 100}) CREATE (u)-[:BOUGHT " + properties + "]->(i)");
    }

    /**
     * Returns all nodes except the plugin's own, and all relationships except those of the given types, with their
     * properties.
     */
    private List<String> everythingBut(String... types) {
        List<String> lines = new ArrayList<>();
        db.run(
                        "MATCH (n) WHERE NOT n:_VimmrecLedger RETURN elementId(n) AS id, labels(n) AS labels, properties(n) AS all ORDER BY id")
                .forEach(row -> lines.add(readable(row)));
        db.run(
                        "MATCH (a)-[r]->(b) WHERE NOT type(r) IN $types RETURN elementId(r) AS id, type(r) AS type,"
                                + " elementId(a) + '>' + elementId(b) AS ends, properties(r) AS all ORDER BY id",
                        Map.of("types", List.of(types)))
                .forEach(row -> lines.add(readable(row)));
        return lines;
    }

    /** A row as text, including the elements of arrays. */
    private static String readable(Map<String, Object> row) {
        StringBuilder text = new StringBuilder();
        row.forEach((column, value) -> {
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, property) -> text.append(key)
                        .append('=')
                        .append(property instanceof double[] numbers ? Arrays.toString(numbers) : property)
                        .append(' '));
            } else {
                text.append(column).append(':').append(value).append(' ');
            }
        });
        return text.toString();
    }

    private long count(String type) {
        return (long)
                db.row("MATCH ()-[r:" + type + "]->() RETURN count(r) AS n").get("n");
    }

    private List<String> modalities(String call) {
        return db.run(call + " YIELD modality").stream()
                .map(row -> (String) row.get("modality"))
                .toList();
    }

    private List<String> listed() {
        return db.run("CALL vimmrec.list() YIELD relationshipType").stream()
                .map(row -> (String) row.get("relationshipType"))
                .toList();
    }

    private void assertRefusesForeign(String call, String type, int relationships) {
        List<String> before = everythingBut();
        List<String> listed = listed();
        assertThatThrownBy(() -> db.run(call))
                .as(call)
                .hasMessageContaining("[" + type + "]")
                .hasMessageContaining("adopt: true")
                .message()
                .containsPattern("\\b" + relationships + "\\b");
        assertThat(everythingBut()).as(call).isEqualTo(before);
        assertThat(listed()).as(call).isEqualTo(listed);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Types that others have written

    static Stream<String> callsOnBought() {
        return Stream.of(
                "overlay.write({writeRelationshipType: 'BOUGHT'})",
                "overlay.update({writeRelationshipType: 'BOUGHT'})",
                "overlay.write({writeRelationshipType: 'BOUGHT', writeProperty: 'price'})",
                "synergistic.write({modalities: {m: 'e'}, writeRelationshipType: 'BOUGHT'})",
                "synergistic.update({modalities: {m: 'e'}, writeRelationshipType: 'BOUGHT'})",
                "virtual.drop({writeRelationshipType: 'BOUGHT'})",
                "similarity.write({modalities: {ught: 'e'}, relationshipTypePrefix: 'BO'})",
                "similarity.write({modalities: {z: 'f', ught: 'e'}, relationshipTypePrefix: 'BO', writeProperty: 'price'})",
                "similarity.update({modalities: {ught: 'e'}, relationshipTypePrefix: 'BO'})",
                "similarity.drop({modalities: ['ught'], relationshipTypePrefix: 'BO'})");
    }

    @ParameterizedTest
    @MethodSource("callsOnBought")
    void shouldRefuseATypeThatOthersHaveWritten(String call) {
        createPurchases("{price: 9.99, on: date('2026-01-01')}");
        assertRefusesForeign("CALL vimmrec." + call, "BOUGHT", USERS);
    }

    /** A relationship without a floating-point value cannot be this plugin's, even if the caller adopts it. */
    @ParameterizedTest
    @MethodSource("callsOnBought")
    void shouldRefuseRelationshipsThatCannotBeAdopted(String call) {
        createPurchases("{price: 9.99}");
        db.run("MATCH (u:User {n: 100}), (i:Item {n: 7}) CREATE (u)-[:BOUGHT {price: 10}]->(i)");
        List<String> before = everythingBut();
        for (String adopting : List.of(call, call.replace("})", ", adopt: true})"))) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + adopting))
                    .as(adopting)
                    .hasMessageContaining("[BOUGHT]");
            assertThat(everythingBut()).as(adopting).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @MethodSource("callsOnBought")
    void shouldTakeOverRelationshipsThatTheCallerAdopts(String call) {
        createPurchases("{price: 9.99}");
        List<String> others = everythingBut("BOUGHT", "BOZ");
        String adopting = "CALL vimmrec." + call.replace("})", ", adopt: true})");
        db.run(adopting);
        assertThat(everythingBut("BOUGHT", "BOZ")).isEqualTo(others);
        if (call.contains(".drop")) {
            assertThat(count("BOUGHT")).isZero();
            return;
        }
        String property = call.contains("'price'") ? "price" : call.startsWith("similarity") ? "score" : "weight";
        assertThat(db.run("MATCH ()-[r:BOUGHT]->() RETURN DISTINCT keys(r) AS keys"))
                .containsExactly(Map.of("keys", List.of(property)));
        assertThat(listed()).contains("BOUGHT");
        List<String> written = everythingBut();
        db.run("CALL vimmrec." + call);
        assertThat(everythingBut())
                .as("written again, without a word of adoption")
                .isEqualTo(written);
        db.run("CALL vimmrec."
                + (call.startsWith("similarity")
                        ? "similarity.drop({modalities: ['ught'], relationshipTypePrefix: 'BO'})"
                        : "virtual.drop({writeRelationshipType: 'BOUGHT'})"));
        assertThat(count("BOUGHT")).isZero();
    }

    /** Each call names real interactions with a floating-point rating, by a prefix or a name that looks harmless. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "similarity.write({modalities: {acted: 'e'}, relationshipTypePrefix: 'INTER'})",
                "similarity.update({modalities: {acted: 'e'}, relationshipTypePrefix: 'INTER'})",
                "similarity.write({modalities: {interacted: 'e'}, relationshipTypePrefix: 'INTERACTED', writeProperty: 'rating'})",
                "similarity.drop({modalities: ['acted'], relationshipTypePrefix: 'INTER'})",
                "similarity.write({modalities: {tEracted: 'f', m: 'e'}, relationshipTypePrefix: 'IN'})",
                "overlay.write({writeRelationshipType: 'INTERACTED', interactionType: 'CLICKED'})",
                "overlay.update({writeRelationshipType: 'INTERACTED', interactionType: 'CLICKED'})",
                "synergistic.write({modalities: {m: 'e'}, writeRelationshipType: 'INTERACTED', interactionType: 'CLICKED'})",
                "virtual.drop({writeRelationshipType: 'INTERACTED', interactionType: 'CLICKED'})"
            })
    void shouldNeverOverwriteInteractions(String call) {
        db.run("MATCH (u:User)-[:INTERACTED]->(i:Item) CREATE (u)-[:CLICKED]->(i)");
        if (call.contains("'INTERACTED', writeProperty")) {
            // This call writes to another type, which is free. The interactions stay unchanged.
            List<String> before = everythingBut("INTERACTEDINTERACTED");
            db.run("CALL vimmrec." + call);
            assertThat(everythingBut("INTERACTEDINTERACTED")).isEqualTo(before);
            return;
        }
        assertRefusesForeign("CALL vimmrec." + call, "INTERACTED", (int) count("INTERACTED"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "update"})
    void shouldNotWriteSimilaritiesAmongVirtualInteractions(String mode) {
        db.run(OVERLAY);
        List<String> before = everythingBut();
        assertThatThrownBy(() -> db.run("CALL vimmrec.similarity." + mode + "({modalities: {interacted: 'e'},"
                        + " relationshipTypePrefix: 'VIRTUAL_'})"))
                .hasMessageContaining("[VIRTUAL_INTERACTED]");
        assertThat(everythingBut()).isEqualTo(before);
        db.run("CALL vimmrec.overlay.write({writeRelationshipType: 'AUGMENTED'})");
        assertThatThrownBy(() -> db.run("CALL vimmrec.similarity." + mode + "({modalities: {mented: 'e'},"
                        + " relationshipTypePrefix: 'AUG'})"))
                .hasMessageContaining("[AUGMENTED]")
                .hasMessageContaining(REPLACE);
        assertThatThrownBy(() ->
                        db.run("CALL vimmrec.similarity.drop({modalities: ['mented'], relationshipTypePrefix: 'AUG'})"))
                .hasMessageContaining("[AUGMENTED]");
        assertThat(count("AUGMENTED")).isPositive();
    }

    @Test
    void shouldNotWriteVirtualInteractionsAmongSimilarities() {
        List<String> before = everythingBut();
        for (String call : List.of(
                "overlay.write({modalities: ['o'], ",
                "overlay.update({modalities: ['o'], ",
                "synergistic.write({modalities: {o: 'f'}, ",
                "virtual.drop({")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call + "writeRelationshipType: 'SIMILAR_M'})"))
                    .as(call)
                    .hasMessageContaining("SIMILAR_M");
            assertThat(everythingBut()).as(call).isEqualTo(before);
        }
    }

    /** Types that contain relationships of others in addition to this plugin's. */
    static Stream<Arguments> mixedTypes() {
        String overlay = "overlay.write({topK: 2})";
        String overlayUpdate = "overlay.update()";
        String virtualDrop = "virtual.drop()";
        String similarity = "similarity.write({modalities: {m: 'e', o: 'f'}, topK: 2})";
        String similarityUpdate = "similarity.update({modalities: {m: 'e', o: 'f'}, topK: 3})";
        return Stream.of(
                Arguments.of(
                        "CREATE (:Shop)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(:Shop)",
                        "VIRTUAL_INTERACTED",
                        1,
                        List.of(overlay, overlayUpdate, virtualDrop)),
                Arguments.of(
                        "MATCH (u:User) CREATE (u)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(:Shop)",
                        "VIRTUAL_INTERACTED",
                        USERS,
                        List.of(overlay, overlayUpdate, virtualDrop)),
                Arguments.of(
                        "MATCH (i:Item) WHERE i.n < 3 CREATE (i)-[:VIRTUAL_INTERACTED {weight: 0.5}]->(i)",
                        "VIRTUAL_INTERACTED",
                        3,
                        List.of(overlay, overlayUpdate, virtualDrop)),
                Arguments.of(
                        "MATCH (a:User {n: 100}), (b:User) WHERE b <> a CREATE (a)-[:SIMILAR_M {score: 0.9}]->(b)",
                        "SIMILAR_M",
                        USERS - 1,
                        List.of(
                                similarity,
                                similarityUpdate,
                                "similarity.drop()",
                                "similarity.drop({modalities: ['m']})")),
                Arguments.of(
                        "MATCH (a:Item {n: 0}), (b:Item) WHERE b.n IN [1, 2, 3] CREATE (a)-[:SIMILAR_M {cosine: 0.9}]->(b)",
                        "SIMILAR_M",
                        3,
                        List.of(similarity, similarityUpdate, "similarity.drop()")),
                Arguments.of(
                        "MATCH (u:User), (i:Item {n: 0}) CREATE (u)-[:VIRTUAL_INTERACTED {price: 9.99}]->(i)",
                        "VIRTUAL_INTERACTED",
                        USERS,
                        List.of(overlay, overlayUpdate, virtualDrop)),
                Arguments.of(
                        "MATCH (i:Item {n: 4}) CREATE (i)-[:SIMILAR_O {cosine: 0.9}]->(:Brand), (i)<-[:SIMILAR_O {x: 1.5}]-(:Brand)",
                        "SIMILAR_O",
                        2,
                        List.of(similarity, similarityUpdate, "similarity.drop()")));
    }

    @ParameterizedTest
    @MethodSource("mixedTypes")
    void shouldRefuseItsOwnTypeIfItContainsRelationshipsOfOthers(
            String foreign, String type, int relationships, List<String> calls) {
        db.run(OVERLAY);
        db.run(foreign);
        calls.forEach(call -> assertRefusesForeign("CALL vimmrec." + call, type, relationships));
    }

    /** A type without relationships is free, even if the database has used its name before. */
    @Test
    void shouldWriteATypeWithoutRelationships() {
        createPurchases("{price: 9.99}");
        db.run("MATCH ()-[r:BOUGHT]->() DELETE r");
        db.run("CALL vimmrec.overlay.write({writeRelationshipType: 'BOUGHT'})");
        assertThat(count("BOUGHT")).isPositive();
    }

    @Test
    void shouldDropNothingIfTheTypeDoesNotExist() {
        assertThat(db.row("CALL vimmrec.virtual.drop({writeRelationshipType: 'BOUGHT'})"))
                .containsEntry("relationshipsDeleted", 0L);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Similarities of others

    static Stream<String> similaritiesOfOthers() {
        return Stream.of(
                "MATCH (a:Item), (b:Item) WHERE b.n = a.n + 1 CREATE (a)-[:SIMILAR_X {score: 0.75}]->(b)",
                "MATCH (a:User), (b:User) WHERE b.n = a.n + 1 CREATE (a)-[:SIMILAR_X {score: 0.75}]->(b)",
                "MATCH (a:User), (b:Item) WHERE b.n = a.n - 99 CREATE (a)-[:SIMILAR_X {cosine: 0.75}]->(b)",
                "UNWIND range(1, 9) AS n CREATE (:Page)-[:SIMILAR_X {score: 0.75}]->(:Page)");
    }

    @ParameterizedTest
    @MethodSource("similaritiesOfOthers")
    void shouldNeitherReadNorDropSimilaritiesOfOthersByDefault(String foreign) {
        List<Map<String, Object>> statistics = db.run("CALL vimmrec.statistics()");
        List<Map<String, Object>> edges = edges();
        db.run(foreign);
        assertThat(db.run("CALL vimmrec.statistics()")).isEqualTo(statistics);
        assertThat(edges()).isEqualTo(edges);
        assertThat(
                        db.row(
                                "CALL vimmrec.overlay.stats() YIELD modalityWeights RETURN keys(modalityWeights) AS modalities"))
                .extracting("modalities")
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("m", "o");
        db.run(OVERLAY);
        assertThat(db.row(
                        "CALL vimmrec.list() YIELD relationshipType, configuration WHERE relationshipType = 'VIRTUAL_INTERACTED'"
                                + " RETURN count(*) AS n"))
                .containsEntry("n", 1L);
        db.run("CALL vimmrec.virtual.drop()");

        List<String> others = everythingBut("SIMILAR_M", "SIMILAR_O");
        assertThat(listed()).containsExactly("SIMILAR_M", "SIMILAR_O");
        assertThat(db.run("CALL vimmrec.similarity.drop() YIELD relationshipType").stream()
                        .map(row -> row.get("relationshipType")))
                .containsExactly("SIMILAR_M", "SIMILAR_O");
        assertThat(everythingBut("SIMILAR_M", "SIMILAR_O")).isEqualTo(others);
        assertThat(count("SIMILAR_M") + count("SIMILAR_O")).isZero();
        assertThat(listed()).isEmpty();
        assertThat(db.run("CALL vimmrec.similarity.drop()")).isEmpty();
        assertThat(everythingBut()).isEqualTo(others);
        assertRefusesForeign(
                "CALL vimmrec.similarity.drop({modalities: ['x']})", "SIMILAR_X", (int) count("SIMILAR_X"));
        db.run("CALL vimmrec.similarity.drop({modalities: ['x'], adopt: true})");
        assertThat(count("SIMILAR_X")).isZero();
    }

    private List<Map<String, Object>> edges() {
        return db.run(
                "CALL vimmrec.overlay.stream() YIELD user, item, weight RETURN elementId(user) AS user, elementId(item) AS item,"
                        + " weight ORDER BY user, item");
    }

    /** The caller can read another tool's similarities by naming the modality. */
    @Test
    void shouldReadSimilaritiesOfOthersIfTheCallerNamesThem() {
        db.run("MATCH (a:Item), (b:Item) WHERE b.n = a.n + 1 CREATE (a)-[:SIMILAR_X {score: 0.75}]->(b)");
        assertThat(db.row("CALL vimmrec.statistics({modalities: ['x']})"))
                .containsEntry("relationshipCount", ITEMS - 1L)
                .containsEntry("modality", "x")
                .containsEntry("mean", 0.75);
        assertThat((long) db.row("CALL vimmrec.overlay.write({modalities: ['x']})")
                        .get("relationshipsCreated"))
                .isPositive();
        assertThat(count("SIMILAR_X")).isEqualTo(ITEMS - 1L);
    }

    @Test
    void shouldExplainWithItsOwnSimilaritiesOnly() {
        String explain =
                "MATCH (u:User {n: 100}), (i:Item {n: 1}) CALL vimmrec.explain({strategy: 'overlay', user: u, item: i})"
                        + " YIELD modality, similarity, contribution RETURN modality, similarity, contribution";
        List<Map<String, Object>> rows = db.run(explain);
        assertThat(rows).isNotEmpty();
        db.run("MATCH (a:Item), (b:Item) WHERE a <> b CREATE (a)-[:SIMILAR_X {score: 0.75}]->(b)");
        assertThat(db.run(explain)).isEqualTo(rows);
    }

    @ParameterizedTest
    @ValueSource(strings = {"statistics()", "overlay.stats()", "overlay.write()", "overlay.stream()"})
    void shouldNotReadSimilaritiesOfOthersIfItHasNoneOfItsOwn(String call) {
        db.run("CALL vimmrec.similarity.drop()");
        db.run("MATCH (a:Item), (b:Item) WHERE b.n = a.n + 1 CREATE (a)-[:SIMILAR_X {score: 0.75}]->(b)");
        List<String> before = everythingBut();
        assertThat(catchThrowable(() -> db.run("CALL vimmrec." + call))).isNotNull();
        assertThat(everythingBut()).isEqualTo(before);
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Two catalogues

    /**
     * Configurations of a second catalogue, which differs from the first in one or all names, and the names that the
     * error must contain.
     */
    static Stream<Arguments> secondCatalogues() {
        return Stream.of(
                Arguments.of(
                        "overlay",
                        "itemLabel: 'Movie', userLabel: 'Person', interactionType: 'WATCHED', modalities: ['plot']",
                        List.of("Movie", "Person", "WATCHED", "Item", "User", "INTERACTED")),
                Arguments.of(
                        "synergistic",
                        "itemLabel: 'Movie', userLabel: 'Person', interactionType: 'WATCHED', modalities: {plot: 'e'}",
                        List.of("Movie", "Person", "WATCHED", "Item", "User", "INTERACTED")),
                Arguments.of("overlay", "userLabel: 'Customer', modalities: ['m']", List.of("Customer", "User")),
                Arguments.of("synergistic", "itemLabel: 'Product', modalities: {m: 'e'}", List.of("Product", "Item")),
                Arguments.of("overlay", "interactionType: 'CLICKED'", List.of("CLICKED", "INTERACTED")),
                Arguments.of(
                        "overlay", "interactionType: ['INTERACTED', 'CLICKED']", List.of("CLICKED", "INTERACTED")));
    }

    @ParameterizedTest
    @MethodSource("secondCatalogues")
    void shouldRefuseToReplaceTheVirtualInteractionsOfAnotherCatalogue(
            String strategy, String configuration, List<String> names) {
        createCatalogue("Movie", "Person", "WATCHED");
        db.run("CALL vimmrec.similarity.write({itemLabel: 'Movie', modalities: {plot: 'e'}})");
        db.run("MATCH (u:User)-[:INTERACTED]->(i:Item) CREATE (u)-[:CLICKED]->(i) SET u:Customer, i:Product");
        db.run(OVERLAY);
        List<String> before = everythingBut();
        for (String mode : List.of("write", "update")) {
            String call = "CALL vimmrec." + strategy + "." + mode + "({" + configuration;
            Throwable refusal = catchThrowable(() -> db.run(call + "})"));
            assertThat(refusal)
                    .as(call)
                    .isNotNull()
                    .hasMessageContaining("[VIRTUAL_INTERACTED]")
                    .hasMessageContaining(REPLACE);
            assertThat(names)
                    .as(refusal.getMessage())
                    .allMatch(name -> refusal.getMessage().contains(name));
            assertThat(everythingBut()).as(call).isEqualTo(before);
        }
        db.run("CALL vimmrec." + strategy + ".write({" + configuration + ", " + REPLACE + "})");
        assertThat(everythingBut("VIRTUAL_INTERACTED")).isNotEmpty();
        assertThat((long) db.row("CALL vimmrec." + strategy + ".write({" + configuration + "})")
                        .get("relationshipsUnchanged"))
                .isEqualTo(count("VIRTUAL_INTERACTED"))
                .isPositive();
        // The type now belongs to the second catalogue.
        assertThatThrownBy(() -> db.run(OVERLAY)).hasMessageContaining(REPLACE);
        db.run("CALL vimmrec.overlay.update({" + REPLACE + "})");
        db.run(OVERLAY);
    }

    static Stream<Arguments> secondSimilarities() {
        return Stream.of(
                Arguments.of("itemLabel: 'Movie', modalities: {m: 'e'}", "SIMILAR_M", List.of("Movie", "Item")),
                Arguments.of(
                        "itemLabel: 'Movie', modalities: {fresh: 'f', o: 'e'}", "SIMILAR_O", List.of("Movie", "Item")),
                Arguments.of("itemLabel: 'Movie', modalities: {M: 'e'}", "SIMILAR_M", List.of("Movie", "Item")),
                Arguments.of(
                        "modalities: {lar_m: 'e'}, relationshipTypePrefix: 'SIMI'", "SIMILAR_M", List.of("lar_m")));
    }

    @ParameterizedTest
    @MethodSource("secondSimilarities")
    void shouldRefuseToReplaceTheSimilaritiesOfAnotherCatalogue(String configuration, String type, List<String> names) {
        createCatalogue("Movie", "Person", "WATCHED");
        List<String> before = everythingBut();
        for (String mode : List.of("write", "update")) {
            String call = "CALL vimmrec.similarity." + mode + "({" + configuration;
            Throwable refusal = catchThrowable(() -> db.run(call + "})"));
            assertThat(refusal)
                    .as(call)
                    .isNotNull()
                    .hasMessageContaining("[" + type + "]")
                    .hasMessageContaining(REPLACE);
            assertThat(names)
                    .as(refusal.getMessage())
                    .allMatch(name -> refusal.getMessage().contains(name));
            assertThat(everythingBut()).as(call).isEqualTo(before);
        }
        db.run("CALL vimmrec.similarity.write({" + configuration + ", " + REPLACE + "})");
        db.run("CALL vimmrec.similarity.write({" + configuration + "})");
        assertThatThrownBy(() -> db.run(SIMILARITIES)).hasMessageContaining(REPLACE);
    }

    /** A change of the strategy, a number, the embedding or the property does not make it another catalogue. */
    @Test
    void shouldAllowChangesWithinTheSameCatalogue() {
        db.run(OVERLAY);
        for (String call : List.of(
                "synergistic.write({modalities: {m: 'e'}})",
                "synergistic.write({modalities: {m: 'f'}, topK: 2})",
                "overlay.update({modalities: ['m']})",
                "overlay.write({modalities: ['o'], topK: 1, aggregation: 'max'})",
                "overlay.write({interactionType: ['INTERACTED']})",
                "overlay.write({interactionWeightProperty: 'w'})",
                "overlay.write({writeProperty: 'likelihood', minWeight: 0.01})",
                "synergistic.update({modalities: {o: 'f'}})",
                "similarity.write({modalities: {m: 'f'}})",
                "similarity.update({modalities: {M: 'e'}, topK: 2})",
                "similarity.write({modalities: {O: 'f'}, writeProperty: 'cosine', similarityCutoff: 0.1})")) {
            assertThat(catchThrowable(() -> db.run("CALL vimmrec." + call)))
                    .as(call)
                    .isNull();
        }
    }

    @Test
    void shouldKeepTheModalitiesOfTwoCataloguesApart() {
        createCatalogue("Movie", "Person", "WATCHED");
        db.run("CALL vimmrec.similarity.write({itemLabel: 'Movie', modalities: {Plot: 'e', cast: 'f'}})");
        db.run("CALL vimmrec.similarity.write({modalities: {third: 'f'}, relationshipTypePrefix: 'NEAR_'})");
        String movies = "itemLabel: 'Movie', userLabel: 'Person', interactionType: 'WATCHED'";
        assertThat(modalities("CALL vimmrec.statistics()")).containsExactlyInAnyOrder("m", "o");
        assertThat(modalities("CALL vimmrec.statistics({itemLabel: 'Movie'})"))
                .containsExactlyInAnyOrder("Plot", "cast");
        assertThat(modalities("CALL vimmrec.statistics({relationshipTypePrefix: 'NEAR_'})"))
                .containsExactly("third");
        db.run("CALL vimmrec.overlay.write({" + movies + ", writeRelationshipType: 'VIRTUAL_WATCHED'})");
        db.run(OVERLAY);
        assertThat(weights("VIRTUAL_WATCHED")).containsExactlyInAnyOrder("Plot", "cast");
        assertThat(weights("VIRTUAL_INTERACTED")).containsExactlyInAnyOrder("m", "o");
        assertThat((long) db.row(
                                "MATCH (a)-[r:VIRTUAL_WATCHED]->(b) WHERE NOT (a:Person AND b:Movie) RETURN count(r) AS n")
                        .get("n"))
                .isZero();

        for (String drop : List.of(
                "similarity.drop({itemLabel: 'Movie', modalities: ['m']})",
                "similarity.drop({itemLabel: 'Item', modalities: ['plot']})",
                "virtual.drop({userLabel: 'Person'})",
                "virtual.drop({itemLabel: 'Movie'})",
                "virtual.drop({writeRelationshipType: 'VIRTUAL_WATCHED', userLabel: 'User'})")) {
            List<String> before = everythingBut();
            assertThat(catchThrowable(() -> db.run("CALL vimmrec." + drop)))
                    .as(drop)
                    .isNotNull();
            assertThat(everythingBut()).as(drop).isEqualTo(before);
        }
        db.run("CALL vimmrec.similarity.drop()");
        assertThat(listed())
                .containsExactlyInAnyOrder(
                        "SIMILAR_PLOT", "SIMILAR_CAST", "NEAR_THIRD", "VIRTUAL_INTERACTED", "VIRTUAL_WATCHED");
        assertThat(count("SIMILAR_PLOT")).isPositive();
        db.run("CALL vimmrec.similarity.drop({relationshipTypePrefix: 'NEAR_'})");
        db.run("CALL vimmrec.similarity.drop({itemLabel: 'Movie'})");
        assertThat(listed()).containsExactlyInAnyOrder("VIRTUAL_INTERACTED", "VIRTUAL_WATCHED");
    }

    private List<Object> weights(String type) {
        return List.copyOf(((Map<?, ?>)
                        db.row("CALL vimmrec.list() YIELD relationshipType, modalityWeights WHERE relationshipType = '"
                                        + type + "' RETURN modalityWeights")
                                .get("modalityWeights"))
                .keySet());
    }

    // ---------------------------------------------------------------------------------------------------------------
    // The manifest's nodes

    static Stream<String> attachments() {
        return Stream.of(
                "MATCH (n:_VimmrecLedger) CREATE (:Audit)-[:SAW]->(n)",
                "MATCH (n:_VimmrecLedger) CREATE (n)-[:SEEN_BY {at: 1.5}]->(:Audit)",
                "MATCH (a:_VimmrecLedger), (b:_VimmrecLedger) WHERE a <> b CREATE (a)-[:SIBLING]->(b)",
                "MATCH (n:_VimmrecLedger) CREATE (n)-[:SELF]->(n)",
                "MATCH (n:_VimmrecLedger), (u:User) CREATE (n)-[:SAW]->(u)");
    }

    @ParameterizedTest
    @MethodSource("attachments")
    void shouldAcceptRelationshipsThatOthersAttachToItsNodes(String attach) {
        db.run(OVERLAY);
        for (String call : List.of(
                "similarity.write({modalities: {m: 'e', o: 'f'}, topK: 4})",
                "similarity.update({modalities: {m: 'e', o: 'f'}, topK: 5})",
                "overlay.write({topK: 2})",
                "overlay.update({topK: 2})",
                "synergistic.update({modalities: {m: 'e'}})",
                "synergistic.write({modalities: {m: 'e'}, topK: 2})",
                "virtual.drop()",
                "similarity.drop()")) {
            db.run(attach);
            if (call.contains("update")) {
                db.run("MATCH (i:Item {n: 3}) SET i.e = [i.e[0] + 1, 3.0]");
                db.run("MATCH (u:User {n: 104}), (i:Item {n: 2}) CREATE (u)-[:INTERACTED {rating: 1.0}]->(i)");
            }
            List<String> nodes = nodesOfOthers();
            assertThat(catchThrowable(() -> db.run("CALL vimmrec." + call)))
                    .as(call)
                    .isNull();
            assertThat(nodesOfOthers()).as(call).isEqualTo(nodes);
        }
        assertThat(db.row("MATCH (n:_VimmrecLedger) RETURN count(n) AS n")).containsEntry("n", 0L);
    }

    private List<String> nodesOfOthers() {
        return db
                .run("MATCH (n) WHERE NOT n:_VimmrecLedger RETURN elementId(n) AS id, labels(n) AS labels ORDER BY id")
                .stream()
                .map(ForeignDataTest::readable)
                .toList();
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Invalid weights and constraints

    /** If an interaction weight is invalid, only the row of the type that reads it has an error. */
    @ParameterizedTest
    @ValueSource(strings = {"-1.0", "'heavy'", "0.0 / 0"})
    void shouldListOtherTypesIfAnInteractionWeightIsInvalid(String weight) {
        db.run("CALL vimmrec.overlay.write({interactionWeightProperty: 'w'})");
        db.run("CALL vimmrec.overlay.write({writeRelationshipType: 'UNWEIGHED'})");
        String list = "CALL vimmrec.list() YIELD relationshipType, error RETURN relationshipType AS type, error";
        assertThat(db.run(list)).hasSize(4).allMatch(row -> row.get("error") == null);
        db.run("MATCH (u:User {n: 103})-[r:INTERACTED]->() WITH r LIMIT 1 SET r.w = " + weight);
        List<Map<String, Object>> rows = db.run(list);
        assertThat(rows).hasSize(4);
        for (Map<String, Object> row : rows) {
            if (row.get("type").equals("VIRTUAL_INTERACTED")) {
                assertThat((String) row.get("error")).contains("w");
            } else {
                assertThat(row.get("error")).as(row.toString()).isNull();
            }
        }
    }

    /** The type and property of a constraint, and a write that it forbids. */
    static Stream<Arguments> constraints() {
        return Stream.of(
                Arguments.of("SIMILAR_M", "score", "similarity.write({modalities: {m: 'e', o: 'f'}, topK: 4})"),
                Arguments.of("SIMILAR_Q", "score", "similarity.write({modalities: {o: 'f', q: 'e'}})"),
                Arguments.of("SIMILAR_M", "score", "similarity.update({modalities: {m: 'e', o: 'f'}, topK: 5})"),
                Arguments.of("SIMILAR_Q", "near", "similarity.write({modalities: {q: 'e'}, writeProperty: 'near'})"),
                Arguments.of("VIRTUAL_INTERACTED", "weight", "overlay.write()"),
                Arguments.of("VIRTUAL_INTERACTED", "weight", "overlay.update()"),
                Arguments.of(
                        "FUSED",
                        "weight",
                        "synergistic.write({modalities: {m: 'e'}, writeRelationshipType: 'FUSED'})"));
    }

    @ParameterizedTest
    @MethodSource("constraints")
    void shouldNameAConstraintThatItsValuesWouldViolate(String type, String property, String call) {
        if (type.equals("SIMILAR_M")) {
            db.run("MATCH ()-[r:SIMILAR_M]->() DELETE r"); // their equal values would prevent the constraint
        }
        db.run("CREATE CONSTRAINT unique_value FOR ()-[r:" + type + "]-() REQUIRE r." + property + " IS UNIQUE");
        try {
            List<String> before = everythingBut();
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call))
                    .hasMessageContaining(type)
                    .hasMessageContaining(property)
                    .hasMessageContaining("onstraint")
                    .message()
                    .doesNotContain("IndexEntryConflict", "already exists with");
            assertThat(everythingBut()).isEqualTo(before);
        } finally {
            db.run("DROP CONSTRAINT unique_value");
        }
        assertThat(catchThrowable(() -> db.run("CALL vimmrec." + call))).isNull();
    }

    @Test
    void shouldIgnoreConstraintsOnOtherTypesAndProperties() {
        db.run("CREATE CONSTRAINT other_property FOR ()-[r:SIMILAR_M]-() REQUIRE r.id IS UNIQUE");
        db.run("CREATE CONSTRAINT other_type FOR ()-[r:BOUGHT]-() REQUIRE r.score IS UNIQUE");
        try {
            assertThat(catchThrowable(() -> db.run(SIMILARITIES.replace("topK: 3", "topK: 4"))))
                    .isNull();
        } finally {
            db.run("DROP CONSTRAINT other_property");
            db.run("DROP CONSTRAINT other_type");
        }
    }
}
