package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests {@code vimmrec.statistics}, {@code vimmrec.overlay.*}, {@code vimmrec.synergistic.*} and
 * {@code vimmrec.virtual.drop} on a graph that is small enough to compute by hand.
 *
 * <p>Similarities in modality visual are 0.6 for a-b and 0.8 for b-c, with mean 0.7. In modality text, a-d is 1. Item z
 * has no embedding. User u1 has a; u2 has b (with weight 3) and c; u3 has no items; u4 has d and z.
 */
@ExtendWith(SharedDatabase.class)
class VirtualTest {
    private static final String MAP = "modalities: {visual: 'v', text: 't'}";

    private final Database db;

    VirtualTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        db.run(
                "CREATE (a:Item {name: 'a', v: [1.0, 0.0], t: [1, 0, 0]}), (b:Item {name: 'b', v: [3, 4]}),"
                        + " (c:Item {name: 'c', v: [0.0, 2.0]}), (d:Item {name: 'd', t: [7.0, 0.0, 0.0]}), (z:Item {name: 'z'}),"
                        + " (u1:User {name: '1'}), (u2:User {name: '2'}), (u3:User {name: '3'}), (u4:User {name: '4'}),"
                        + " (u1)-[:INTERACTED]->(a), (u2)-[:INTERACTED {times: 3}]->(b), (u2)-[:INTERACTED]->(c),"
                        + " (u4)-[:INTERACTED]->(d), (u4)-[:INTERACTED]->(z), (u3)-[:INTERACTED]->(:Other), (c)-[:INTERACTED]->(b)");
        db.run("CALL vimmrec.similarity.write({" + MAP + "})");
    }

    private List<String> stream(String strategy, String configuration) {
        return db
                .run("CALL vimmrec." + strategy + ".stream({" + configuration + "}) YIELD user, item, weight"
                        + " RETURN user.name + item.name + ' ' + toString(round(weight, 6)) AS line ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    private List<String> stored(String type, String property) {
        return db
                .run("MATCH (u)-[r:" + type + "]->(i) RETURN u.name + i.name + ' ' + toString(round(r." + property
                        + ", 6)) AS line ORDER BY line")
                .stream()
                .map(row -> (String) row.get("line"))
                .toList();
    }

    private void assertFails(String cypher, String... parts) {
        assertThatThrownBy(() -> db.run(cypher))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @Test
    void shouldReturnStatisticsOfTheStoredSimilarities() {
        List<Map<String, Object>> rows = db.run("CALL vimmrec.statistics()");
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0))
                .contains(
                        entry("modality", "text"),
                        entry("relationshipType", "SIMILAR_TEXT"),
                        entry("relationshipCount", 2L),
                        entry("mean", 1.0),
                        entry("stdDev", 0.0),
                        entry("min", 1.0),
                        entry("max", 1.0));
        assertThat((double) rows.get(0).get("weight")).isCloseTo(1 / 1.7, within(1e-9));
        assertThat(rows.get(1)).contains(entry("modality", "visual"), entry("relationshipCount", 4L));
        assertThat((double) rows.get(1).get("mean")).isCloseTo(0.7, within(1e-9));
        assertThat((double) rows.get(1).get("stdDev")).isCloseTo(0.1, within(1e-9));
        assertThat((double) rows.get(1).get("weight")).isCloseTo(0.7 / 1.7, within(1e-9));
        assertThat(rows.get(1).get("percentiles"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Double.class))
                .containsOnlyKeys("p1", "p5", "p10", "p25", "p50", "p75", "p90", "p95", "p99", "p999", "p100")
                .hasEntrySatisfying("p50", value -> assertThat(value).isCloseTo(0.7, within(1e-9)));
    }

    @Test
    void shouldReturnStatisticsOfTheNamedModalitiesInOrder() {
        assertThat(
                        db.run(
                                "CALL vimmrec.statistics({modalities: ['visual', 'text'], weighting: 'uniform'}) YIELD modality, weight"))
                .containsExactly(
                        Map.of("modality", "visual", "weight", 0.5), Map.of("modality", "text", "weight", 0.5));
        assertThat(db.run("CALL vimmrec.statistics({modalities: ['visual']}) YIELD modality, weight"))
                .containsExactly(Map.of("modality", "visual", "weight", 1.0));
    }

    @Test
    void shouldPreferTheModalityThatAgreesWithCoInteractions() {
        db.clear();
        // There are two tastes. `v` distinguishes them, and `t` does not.
        db.run("UNWIND range(0, 7) AS n CREATE (:Item {n: n, v: [n / 4, 1 - n / 4], t: [n % 2, 1 - n % 2]})");
        db.run("UNWIND range(0, 1) AS taste UNWIND range(1, 3) AS user CREATE (u:User) WITH u, taste MATCH (i:Item)"
                + " WHERE i.n / 4 = taste CREATE (u)-[:INTERACTED]->(i)");
        db.run("CALL vimmrec.similarity.write({" + MAP + "})");
        assertThat(db.run("CALL vimmrec.statistics({" + MAP
                        + ", weighting: 'coInteraction', sampleSize: 5000}) YIELD modality," + " weight"))
                .containsExactly(
                        Map.of("modality", "visual", "weight", 1.0), Map.of("modality", "text", "weight", 0.0));
        // Each user has all items of one taste, and these have equal `v`. Two random items are of the same taste in 3
        // of 7 cases.
        Map<String, Object> visual = db.run(
                        "CALL vimmrec.statistics({" + MAP + ", weighting: 'coInteraction', sampleSize: 5000})")
                .get(0);
        assertThat(visual).containsEntry("coInteracted", Map.of("pairs", 5000L, "mean", 1.0, "stdDev", 0.0));
        Map<?, ?> random = (Map<?, ?>) visual.get("random");
        assertThat((long) random.get("pairs")).isBetween(4200L, 4550L); // an item with itself is not counted
        assertThat((double) random.get("mean")).isCloseTo(3 / 7.0, within(0.03));
        assertThat((double) random.get("stdDev")).isCloseTo(Math.sqrt(12) / 7, within(0.01));
        assertThat(db.run("CALL vimmrec.statistics({" + MAP + "}) YIELD coInteracted, random"))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.values()).containsOnlyNulls());
        assertThat(db.run("CALL vimmrec.overlay.stats({" + MAP
                        + ", modalityWeights: 'coInteraction'}) YIELD modalityWeights"))
                .containsExactly(Map.of("modalityWeights", Map.of("visual", 1.0, "text", 0.0)));
        assertThat(db.run("CALL vimmrec.synergistic.stats({" + MAP
                        + ", modalityWeights: 'coInteraction'}) YIELD modalityWeights"))
                .containsExactly(Map.of("modalityWeights", Map.of("visual", 1.0, "text", 0.0)));
    }

    @Test
    void shouldOverlayModalitiesByTheirMean() {
        // u1 has a, whose neighbours are b (modality weight 0.7/1.7) and d (1/1.7).
        // u2 has b and c. Only b has a new neighbour, a: 0.6/2.
        // u4 has d and z. Text is the only modality of d, so it has all its weight. z has no neighbours, but counts
        // in the mean: 1/2.
        assertThat(stream("overlay", "virtualWeight: 1"))
                .containsExactly("1b 0.247059", "1d 0.588235", "2a 0.3", "4a 0.5");
        assertThat(stream("overlay", "")).containsExactly("1b 0.002471", "1d 0.005882", "2a 0.003", "4a 0.005");
    }

    @Test
    void shouldAcceptModalityWeightsOfEveryKind() {
        assertThat(stream("overlay", "virtualWeight: 1, modalityWeights: 'mean'"))
                .contains("1b 0.247059");
        assertThat(stream("overlay", "virtualWeight: 1, modalityWeights: 'uniform'"))
                .contains("1b 0.3", "1d 0.5");
        assertThat(stream("overlay", "virtualWeight: 1, modalityWeights: {visual: 3, text: 1}"))
                .containsExactly("1b 0.45", "1d 0.25", "2a 0.3", "4a 0.5");
        // Without a weight for text, d has no neighbours.
        assertThat(stream("overlay", "virtualWeight: 1, modalityWeights: {visual: 2, text: 0}"))
                .containsExactly("1b 0.6", "2a 0.3");
        assertThat(stream("overlay", "virtualWeight: 1, modalities: ['visual']"))
                .containsExactly("1b 0.6", "2a 0.3");
        assertFails(
                "CALL vimmrec.overlay.stats({modalityWeights: {visual: 2}})",
                "`modalityWeights`",
                "no weight for [text]");
        assertFails(
                "CALL vimmrec.overlay.stats({modalityWeights: {visual: 2, text: 1, txt: 1}})",
                "`modalityWeights`",
                "[txt]",
                "Did you mean [text]?");
    }

    @Test
    void shouldAggregate() {
        assertThat(stream("overlay", "virtualWeight: 1, aggregation: 'sum'"))
                .containsExactly("1b 0.247059", "1d 0.588235", "2a 0.6", "4a 1.0");
        db.run("MATCH (u:User {name: '1'}), (c:Item {name: 'c'}) CREATE (u)-[:INTERACTED]->(c)");
        // u1 has a and c, which contribute 0.247059 and 0.8 to b.
        assertThat(stream("overlay", "virtualWeight: 1, aggregation: 'max'")).contains("1b 0.8", "1d 0.588235");
        // The sum 1.047059 is bounded by the default of `maxWeight`.
        assertThat(stream("overlay", "virtualWeight: 1, aggregation: 'sum'")).contains("1b 1.0");
        assertThat(stream("overlay", "virtualWeight: 0.5, aggregation: 'sum'")).contains("1b 0.523529");
        assertThat(stream("overlay", "virtualWeight: 1, aggregation: 'mean'")).contains("1b 0.523529");
    }

    @Test
    void shouldWeighInteractionsByTheirPropertyOrOneWithoutIt() {
        assertThat(stream("overlay", "virtualWeight: 1, interactionWeightProperty: 'times'"))
                .contains("2a 0.45", "4a 0.5");
        assertThat(stream("overlay", "virtualWeight: 0.5, interactionWeightProperty: 'times', aggregation: 'sum'"))
                .contains("2a 0.9");
        assertThat(stream("overlay", "virtualWeight: 1, interactionWeightProperty: 'times', aggregation: 'max'"))
                .contains("2a 0.6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "0.0/0.0", "1.0/0.0", "'3'", "true", "[1]"})
    void shouldRefuseAnInteractionWeightThatIsNotAboveZero(String value) {
        String id = (String) db.row("MATCH (:User {name: '1'})-[r:INTERACTED]->() SET r.times = " + value
                        + " RETURN elementId(r) AS id")
                .get("id");
        assertFails(
                "CALL vimmrec.overlay.stats({interactionWeightProperty: 'times'})",
                "`interactionWeightProperty`",
                "[times]",
                id,
                "a number above 0");
    }

    @Test
    void shouldCountParallelInteractionsOnceOrAddUpTheirWeights() {
        db.run(
                "MATCH (u:User {name: '2'}), (c:Item {name: 'c'}) CREATE (u)-[:INTERACTED]->(c), (u)-[:INTERACTED {times: 2}]->(c)");
        assertThat(stream("overlay", "virtualWeight: 1")).contains("2a 0.3");
        // b has weight 3 and similarity 0.6 to a; c has weight 1 + 1 + 2.
        assertThat(stream("overlay", "virtualWeight: 1, interactionWeightProperty: 'times'"))
                .contains("2a 0.257143");
    }

    @Test
    void shouldReadSeveralInteractionTypes() {
        db.run("MATCH (u:User {name: '3'}), (b:Item {name: 'b'}) CREATE (u)-[:VIEWED]->(b)");
        assertThat(stream("overlay", "virtualWeight: 1, interactionType: ['INTERACTED', 'VIEWED']"))
                .contains("1b 0.247059", "3a 0.6", "3c 0.8");
        assertThat(stream("overlay", "virtualWeight: 1, interactionType: 'VIEWED'"))
                .containsExactly("3a 0.6", "3c 0.8");
    }

    @Test
    void shouldKeepTheHighestWeightsAboveTheMinimum() {
        assertThat(stream("overlay", "virtualWeight: 1, minWeight: 0.31")).containsExactly("1d 0.588235", "4a 0.5");
        assertThat(stream("overlay", "virtualWeight: 1, minWeight: 0.5")).containsExactly("1d 0.588235");
        assertThat(stream("overlay", "virtualWeight: 1, maxPerUser: 1"))
                .containsExactly("1d 0.588235", "2a 0.3", "4a 0.5");
    }

    /** Items a, b and d have one user each: all weights are halved. Then b has two users. */
    @Test
    void shouldDivideWeightsByThePopularityOfTheItem() {
        assertThat(stream("overlay", "virtualWeight: 1, popularityDiscount: 1"))
                .containsExactly("1b 0.123529", "1d 0.294118", "2a 0.15", "4a 0.25");
        db.run("MATCH (b:Item {name: 'b'}) CREATE (:User {name: '5'})-[:INTERACTED]->(b)");
        assertThat(stream("overlay", "virtualWeight: 1, popularityDiscount: 1"))
                .containsExactly("1b 0.082353", "1d 0.294118", "2a 0.15", "4a 0.25", "5a 0.3", "5c 0.4");
    }

    @Test
    void shouldBoundWeights() {
        assertThat(stream("overlay", "virtualWeight: 1, maxWeight: 0.4"))
                .containsExactly("1b 0.247059", "1d 0.4", "2a 0.3", "4a 0.4");
    }

    /** User 1 has one interaction and two virtual ones. */
    @Test
    void shouldKeepNoMoreThanTheRealInteractionsAllow() {
        assertThat(stream("overlay", "virtualWeight: 1, maxPerInteraction: 1.9"))
                .containsExactly("1d 0.588235", "2a 0.3", "4a 0.5");
        assertThat(stream("overlay", "virtualWeight: 1, maxPerInteraction: 2")).hasSize(4);
        assertThat(stream("overlay", "virtualWeight: 1, maxPerInteraction: 0.1"))
                .hasSize(3);
        // The five interactions with items allow one each, and each of the four users may have one.
        assertThat((long) db.row("CALL vimmrec.overlay.write.estimate({maxPerInteraction: 0.1})")
                        .get("relationshipCount"))
                .isEqualTo(4);
    }

    @Test
    void shouldUseOnlyTheNearestTopK() {
        db.run("MATCH (u:User {name: '3'}), (b:Item {name: 'b'}) CREATE (u)-[:INTERACTED]->(b)");
        assertThat(stream("overlay", "virtualWeight: 1")).contains("3a 0.6", "3c 0.8");
        assertThat(stream("overlay", "virtualWeight: 1, topK: 1"))
                .contains("3c 0.8")
                .doesNotContain("3a 0.6");
    }

    @Test
    void shouldStreamEachUsersItemsBestFirst() {
        assertThat(db.run(
                        "CALL vimmrec.overlay.stream({virtualWeight: 1}) YIELD user, item WITH user, item WHERE user.name = '1'"
                                + " RETURN collect(item.name) AS items"))
                .containsExactly(Map.of("items", List.of("d", "b")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldNeverDuplicateARealInteraction(String strategy) {
        db.run("MATCH (u:User {name: '1'}), (i:Item) MERGE (u)-[:INTERACTED]->(i)");
        assertThat(stream(strategy, MAP)).isNotEmpty().noneMatch(line -> line.startsWith("1"));
    }

    @Test
    void shouldAcceptOtherNamesForEverything() {
        db.run("CREATE (p:Product {name: 'p', v: [1.0, 0.0]}), (q:Product {name: 'q', v: [3.0, 4.0]}),"
                + " (:Customer {name: 'k'})-[:BOUGHT]->(p)");
        db.run(
                "CALL vimmrec.similarity.write({modalities: {image: 'v'}, itemLabel: 'Product', relationshipTypePrefix: 'NEAR_',"
                        + " writeProperty: 'cosine'})");
        String names =
                "itemLabel: 'Product', userLabel: 'Customer', interactionType: 'BOUGHT', relationshipTypePrefix: 'NEAR_',"
                        + " similarityProperty: 'cosine', virtualWeight: 1";
        assertThat(stream("overlay", names)).containsExactly("kq 0.6");
        assertThat(stream("overlay", names + ", relationshipTypePrefix: '', modalities: ['near_image']"))
                .isNotNull();
        db.run("CALL vimmrec.overlay.write({" + names + ", writeRelationshipType: 'MAYBE', writeProperty: 'w'})");
        assertThat(stored("MAYBE", "w")).containsExactly("kq 0.6");
        db.run("CALL vimmrec.synergistic.write({" + names
                + ", modalities: {image: 'v'}, writeRelationshipType: 'MAYBE',"
                + " writeProperty: 'w', virtualWeight: 0.5})");
        assertThat(stored("MAYBE", "w")).containsExactly("kq 0.3");
        assertThat(db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'MAYBE'})"))
                .containsExactly(Map.of("relationshipType", "MAYBE", "relationshipsDeleted", 1L));
    }

    @Test
    void shouldFuseModalities() {
        // p and q have both modalities, so their uniform mean is (0.6 + 0.8) / 2.
        db.run("CREATE (p:Item {name: 'p', v: [-1, 0], t: [0, 1, 0]}), (:Item {name: 'q', v: [-3, -4], t: [0, 4, 3]}),"
                + " (:User {name: '5'})-[:INTERACTED]->(p)");
        assertThat(stream("synergistic", MAP + ", virtualWeight: 1, modalityWeights: 'uniform'"))
                .contains("5q 0.7", "1b 0.6", "1d 1.0", "2a 0.3", "4a 0.5");
        assertThat(stream("synergistic", MAP + ", virtualWeight: 1, modalityWeights: {visual: 3, text: 1}"))
                .contains("5q 0.65");
        assertThat(stream("synergistic", MAP + ", virtualWeight: 1, modalityWeights: {visual: 1, text: 0}"))
                .contains("5q 0.6", "1b 0.6")
                .doesNotContain("1d 1.0");
        assertThat(stream(
                        "synergistic", MAP + ", virtualWeight: 1, modalityWeights: 'uniform', similarityCutoff: 0.65"))
                .contains("5q 0.7", "1d 1.0")
                .noneMatch(line -> line.startsWith("1b"));
        assertThat(stream("synergistic", MAP + ", virtualWeight: 1, modalityWeights: 'uniform', topK: 1"))
                .contains("1d 1.0")
                .noneMatch(line -> line.startsWith("1b"));
    }

    @Test
    void shouldFuseOverAllItemsAndNotOnlyStoredNeighbours() {
        db.run("CALL vimmrec.similarity.drop()");
        assertThat(stream("synergistic", MAP + ", virtualWeight: 1, modalityWeights: 'uniform'"))
                .containsExactly("1b 0.6", "1d 1.0", "2a 0.3", "4a 0.5");
        assertFails(
                "CALL vimmrec.synergistic.stats({" + MAP + "})",
                "[SIMILAR_VISUAL]",
                "Run vimmrec.similarity.write first.");
    }

    @Test
    void shouldSummarizeVirtualInteractions() {
        Map<String, Object> row =
                db.row("CALL vimmrec.overlay.stats({virtualWeight: 1, modalityWeights: {visual: 3, text: 1}})");
        assertThat(row)
                .contains(
                        entry("usersProcessed", 4L),
                        entry("usersAugmented", 3L),
                        entry("virtualInteractions", 4L),
                        entry("meanPerUser", 1.0),
                        entry("coldItems", 0L),
                        entry("coldItemsReached", 0L),
                        entry("modalityWeights", Map.of("visual", 0.75, "text", 0.25)));
        assertThat((double) ((Map<?, ?>) row.get("weightDistribution")).get("mean"))
                .isCloseTo(1.5 / 4, within(1e-9));
        assertThat((double) ((Map<?, ?>) row.get("weightDistribution")).get("min"))
                .isCloseTo(0.25, within(1e-9));
        assertThat((double) ((Map<?, ?>) row.get("weightDistribution")).get("max"))
                .isCloseTo(0.5, within(1e-9));
        assertThat(row.get("configuration"))
                .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                .contains(
                        entry("virtualWeight", 1.0),
                        entry("topK", null),
                        entry("interactionType", List.of("INTERACTED")));
    }

    @Test
    void shouldCountColdItemsAndThoseReached() {
        db.run("CREATE (:Item {name: 'cold', v: [3.0, 4.0]}), (:Item {name: 'colder'})");
        assertThat(db.run("CALL vimmrec.synergistic.stats({modalities: {visual: 'v'}, modalityWeights: 'uniform'})"
                        + " YIELD coldItems, coldItemsReached"))
                .containsExactly(Map.of("coldItems", 2L, "coldItemsReached", 1L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldWriteWhatItStreams(String strategy) {
        Map<String, Object> row = db.row("CALL vimmrec." + strategy + ".write({" + MAP + "})");
        assertThat(row)
                .contains(
                        entry("relationshipType", "VIRTUAL_INTERACTED"),
                        entry("relationshipsCreated", 4L),
                        entry("virtualInteractions", 4L),
                        entry("relationshipsUpdated", 0L),
                        entry("relationshipsDeleted", 0L),
                        entry("relationshipsUnchanged", 0L),
                        entry("usersAugmented", 3L));
        assertThat(stored("VIRTUAL_INTERACTED", "weight")).hasSize(4).isEqualTo(stream(strategy, MAP));
        assertThat(db.run("MATCH (:User)-[v:VIRTUAL_INTERACTED]->(:Item) RETURN DISTINCT keys(v) AS keys"))
                .containsExactly(Map.of("keys", List.of("weight")));
    }

    /** The writer's threads compute the rows and sum them up. There are enough users for several blocks of sums. */
    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldReturnTheSameStatisticsFromStatsAndWriteAndUpdate(String strategy) {
        db.run("MATCH (i:Item) WITH collect(i) AS items UNWIND range(1, 5000) AS n"
                + " WITH n, items[n % size(items)] AS i CREATE (:User)-[:INTERACTED {times: n / 7.0}]->(i)");
        String keys = MAP + ", interactionWeightProperty: 'times', aggregation: 'sum'";
        Map<String, Object> stats = db.row("CALL vimmrec." + strategy + ".stats({" + keys + ", concurrency: 1})");
        stats.keySet().removeAll(Set.of("preProcessingMillis", "computeMillis", "configuration", "notices"));
        assertThat((long) stats.get("usersAugmented")).isBetween(3000L, 4500L);
        assertThat(db.row("CALL vimmrec." + strategy + ".write({" + keys + ", concurrency: 4, batchSize: 500})"))
                .containsAllEntriesOf(stats);
        stats.keySet().removeAll(Set.of("weightDistribution", "coldItems", "coldItemsReached"));
        db.run("MATCH (:User)-[v:VIRTUAL_INTERACTED]->() WITH v LIMIT 100 DELETE v");
        assertThat(db.row("CALL vimmrec." + strategy + ".update({" + keys + ", concurrency: 4, batchSize: 50})"))
                .containsAllEntriesOf(stats)
                .contains(entry("mode", "update"), entry("relationshipsCreated", 100L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldEstimateWithoutWriting(String strategy) {
        for (String mode : List.of("stats", "write")) {
            Map<String, Object> row = db.row("CALL vimmrec." + strategy + "." + mode + ".estimate({" + MAP + "})");
            assertThat(row).contains(entry("nodeCount", 9L));
            assertThat((long) row.get("relationshipCount")).isGreaterThanOrEqualTo(4);
            assertThat((long) row.get("bytesMin")).isPositive().isLessThanOrEqualTo((long) row.get("bytesMax"));
        }
        assertThat(stored("VIRTUAL_INTERACTED", "weight")).isEmpty();
    }

    /** Few items have neighbours, but a user who has one of these items gets many virtual interactions. */
    @Test
    void shouldEstimateNoFewerRelationshipsThanThereAre() {
        db.run("UNWIND range(1, 100) AS n CREATE (i:Item) SET i.v = CASE WHEN n < 6 THEN [1.0, n] END");
        db.run("MATCH (u:User {name: '1'}), (a:Item {name: 'a'}) CREATE (u)-[:ONE]->(a)");
        db.run("CALL vimmrec.similarity.write({" + MAP + "})");
        Map<String, Object> estimate = db.row("CALL vimmrec.overlay.write.estimate({interactionType: 'ONE'})");
        assertThat((long) estimate.get("relationshipCount"))
                .isGreaterThanOrEqualTo((long) db.row("CALL vimmrec.overlay.stats({interactionType: 'ONE'})")
                        .get("virtualInteractions"))
                .isPositive();
    }

    @Test
    void shouldEstimateFewerRelationshipsForFewerPerUser() {
        assertThat((long) db.row("CALL vimmrec.overlay.write.estimate({maxPerUser: 1})")
                        .get("relationshipCount"))
                .isEqualTo(4);
    }

    @Test
    void shouldDropVirtualInteractionsAndNothingElse() {
        db.run("CALL vimmrec.overlay.write()");
        long others = (long) db.row("MATCH ()-[r]->() WHERE type(r) <> 'VIRTUAL_INTERACTED' RETURN count(*) AS n")
                .get("n");
        db.run("MATCH (u:User) REMOVE u:User");
        assertThat(db.run("CALL vimmrec.virtual.drop()"))
                .containsExactly(Map.of("relationshipType", "VIRTUAL_INTERACTED", "relationshipsDeleted", 4L));
        assertThat(db.row("MATCH ()-[r]->() RETURN count(*) AS n")).containsEntry("n", others);
        assertThat(db.run("CALL vimmrec.virtual.drop()"))
                .containsExactly(Map.of("relationshipType", "VIRTUAL_INTERACTED", "relationshipsDeleted", 0L));
        assertFails(
                "CALL vimmrec.virtual.drop({writeRelationshipType: 'INTERACTED'})",
                "`writeRelationshipType`",
                "real interactions");
        assertFails(
                "CALL vimmrec.virtual.drop({writeRelationshipType: 'SIMILAR_TEXT'})",
                "`writeRelationshipType`",
                "[SIMILAR_TEXT]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldNameALabelTypeOrPropertyThatNothingHas(String strategy) {
        String stats = "CALL vimmrec." + strategy + ".stats({" + MAP + ", ";
        assertFails(stats + "userLabel: 'Usr'})", "no node has the label [Usr]", "`userLabel`", "Did you mean [User]?");
        assertFails(stats + "itemLabel: 'Itm'})", "no node has the label [Itm]", "`itemLabel`", "Did you mean [Item]?");
        assertFails(
                stats + "interactionType: 'INTERACTS'})",
                "no relationship has the type [INTERACTS]",
                "`interactionType`",
                "Did you mean [INTERACTED]?");
        assertFails(
                stats + "interactionType: ['INTERACTED', 'NONE']})",
                "no relationship has the type [NONE]",
                "`interactionType`");
        assertFails(stats + "interactionWeightProperty: 'time'})", "[time]", "`interactionWeightProperty`");
        assertFails(stats + "userLabel: 'Other'})", "`interactionType`", "[Other]");
    }

    @Test
    void shouldFailIfNoSimilaritiesAreStored() {
        assertFails(
                "CALL vimmrec.overlay.stats({modalities: ['vsual']})",
                "[SIMILAR_VSUAL]",
                "`modalities.vsual`",
                "Did you mean [SIMILAR_VISUAL]?",
                "Run vimmrec.similarity.write first.");
        assertFails(
                "CALL vimmrec.overlay.stats({relationshipTypePrefix: 'NO_'})",
                "[NO_]",
                "`relationshipTypePrefix`",
                "Run vimmrec.similarity.write first.");
        assertFails(
                "CALL vimmrec.statistics({relationshipTypePrefix: 'NO_'})",
                "[NO_]",
                "Run vimmrec.similarity.write first.");
        assertFails(
                "CALL vimmrec.statistics({similarityProperty: 'cosine'})",
                "`similarityProperty`",
                "[cosine]",
                "missing");
        assertFails(
                "CALL vimmrec.overlay.stats({similarityProperty: 'cosine'})",
                "`similarityProperty`",
                "[cosine]",
                "missing");
    }
}
