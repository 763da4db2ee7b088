package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests {@code vimmrec.explain} on a graph like that of {@link VirtualTest} and on random graphs. */
@ExtendWith(SharedDatabase.class)
class ExplainTest {
    private static final String MODALITIES = "modalities: {visual: 'v', text: 't'}";

    private final Database db;

    ExplainTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        db.run("CREATE (a:Item {name: 'a', v: [1.0, 0.0], t: [1, 0, 0]}), (b:Item {name: 'b', v: [3, 4]}),"
                + " (c:Item {name: 'c', v: [0.0, 2.0]}), (d:Item {name: 'd', t: [7.0, 0.0, 0.0]}), (z:Item {name: 'z'}),"
                + " (u1:User {name: '1'}), (u2:User {name: '2'}), (u3:User {name: '3'}), (u4:User {name: '4'}),"
                + " (u1)-[:INTERACTED]->(a), (u2)-[:INTERACTED {times: 3}]->(b), (u2)-[:INTERACTED]->(c),"
                + " (u4)-[:INTERACTED]->(d), (u4)-[:INTERACTED]->(z), (u4)-[:INTERACTED]->(b)");
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
    }

    private List<Map<String, Object>> explain(String user, String item, String configuration) {
        return db.run(
                "MATCH (u:User {name: $user}), (i:Item {name: $item}) CALL vimmrec.explain({user: u, item: i"
                        + configuration
                        + "}) YIELD interactedItem, modality, similarity, contribution, weight, kept, reason"
                        + " RETURN interactedItem.name AS from, modality, similarity, contribution, weight, kept, reason",
                Map.of("user", user, "item", item));
    }

    private void assertFails(String cypher, String... parts) {
        assertThatThrownBy(() -> db.run(cypher))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    private static void assertRow(
            Map<String, Object> row, String from, String modality, double similarity, double contribution) {
        assertThat(row).containsEntry("from", from).containsEntry("modality", modality);
        assertThat((double) row.get("similarity")).isCloseTo(similarity, within(1e-7));
        assertThat((double) row.get("contribution")).isCloseTo(contribution, within(1e-7));
    }

    @Test
    void shouldReturnContributionsByItemAndModalityLargestFirst() {
        // u4 has b, d and z. Item a is a neighbour of d by text and of b by picture. Both b and d have a single
        // modality, which has all their weight.
        List<Map<String, Object>> rows = explain("4", "a", ", virtualWeight: 1");
        assertThat(rows).hasSize(2);
        assertRow(rows.get(0), "d", "text", 1, 1 / 3.0);
        assertRow(rows.get(1), "b", "visual", 0.6, 0.6 / 3);
        assertThat(rows).allSatisfy(row -> {
            assertThat(row).containsEntry("kept", true);
            assertThat((double) row.get("weight")).isCloseTo(1.6 / 3, within(1e-7));
            assertThat((String) row.get("reason"))
                    .isEqualTo("A virtual interaction of weight 0.5333, number 1 of the user's by weight.");
        });
    }

    /** The example of docs/explanation/method.md. */
    @Test
    void shouldMultiplyWeightsAndSimilarityAndDivideByTheNumberOfInteractions() {
        db.clear();
        db.run("CREATE (lamp:Item {name: 'lamp', v: [1.0, 0.0], t: [1.0, 0.0]}), (cup:Item {name: 'cup'}),"
                + " (:Item {name: 'lantern', v: [0.9726, 0.2325]}), (:Item {name: 'manual', t: [0.6, 0.8]}),"
                + " (u:User {name: 'Mia'}), (u)-[:INTERACTED]->(lamp), (u)-[:INTERACTED]->(cup)");
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        assertThat(explain("Mia", "lantern", ", virtualWeight: 0.1, modalityWeights: {visual: 0.3595, text: 0.6405}"))
                .singleElement()
                .satisfies(row -> {
                    assertThat((double) row.get("similarity")).isCloseTo(0.9726, within(5e-6));
                    assertThat((double) row.get("weight"))
                            .isEqualTo(row.get("contribution"))
                            .isCloseTo(0.1 * 0.3595 * 0.9726 / 2, within(1e-7))
                            .isCloseTo(0.0175, within(5e-5));
                });
    }

    @Test
    void shouldSplitAFusedSimilarityByTheCommonModalities() {
        db.run("MATCH (i:Item {name: 'b'}) SET i.t = [0.0, 1.0, 0.0]");
        List<Map<String, Object>> rows = explain(
                "1",
                "b",
                ", strategy: 'synergistic', virtualWeight: 1, modalityWeights: {visual: 3, text: 1}, " + MODALITIES);
        assertThat(rows).hasSize(2);
        assertRow(rows.get(0), "a", "visual", 0.6, 0.45);
        assertRow(rows.get(1), "a", "text", 0, 0);
        assertThat((double) rows.get(0).get("weight")).isCloseTo(0.45, within(1e-7));
    }

    @Test
    void shouldReturnOnlyTheLargestContributionForMax() {
        db.run("MATCH (u:User {name: '1'}), (d:Item {name: 'c'}) CREATE (u)-[:INTERACTED]->(d)");
        List<Map<String, Object>> rows =
                explain("1", "b", ", virtualWeight: 1, aggregation: 'max', modalities: ['visual']");
        assertThat(rows).hasSize(1);
        assertRow(rows.get(0), "c", "visual", 0.8, 0.8);
    }

    @Test
    void shouldNameTheLimitThatExcludesAVirtualInteraction() {
        assertThat(explain("1", "b", ", virtualWeight: 0.1, minWeight: 0.09"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row)
                            .containsEntry("kept", false)
                            .containsEntry(
                                    "reason",
                                    "No virtual interaction: the weight 0.02471 is not above `minWeight`, 0.09.");
                    assertThat((double) row.get("contribution")).isCloseTo(0.1 * 0.6 * 0.7 / 1.7, within(1e-7));
                });
        assertThat(explain("1", "b", ", maxPerUser: 1"))
                .singleElement()
                .satisfies(
                        row -> assertThat(row)
                                .containsEntry("kept", false)
                                .containsEntry(
                                        "reason",
                                        "No virtual interaction: it is number 2 of the user's by weight, and `maxPerUser` is 1."));
        assertThat(explain("1", "b", ", maxPerInteraction: 1.5").get(0))
                .containsEntry("kept", false)
                .containsEntry(
                        "reason",
                        "No virtual interaction: it is number 2 of the user's by weight, and `maxPerInteraction` 1.5 allows"
                                + " 1 for 1 real ones.");
        assertThat(explain("1", "d", ", maxPerUser: 1"))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("kept", true));
    }

    @Test
    void shouldScaleContributionsDownToTheBoundOfTheWeight() {
        List<Map<String, Object>> rows = explain("4", "a", ", virtualWeight: 1, maxWeight: 0.4");
        assertThat(rows).hasSize(2);
        assertRow(rows.get(0), "d", "text", 1, 0.4 / 1.6);
        assertRow(rows.get(1), "b", "visual", 0.6, 0.4 * 0.6 / 1.6);
        assertThat(rows.get(0))
                .containsEntry("weight", 0.4)
                .containsEntry(
                        "reason",
                        "A virtual interaction of weight 0.4000 (`maxWeight`), number 1 of the user's by weight.");
    }

    @Test
    void shouldReturnNoRowsWithoutContributionsOrForARealInteraction() {
        assertThat(explain("1", "c", "")).isEmpty();
        assertThat(explain("1", "z", "")).isEmpty();
        assertThat(explain("3", "a", "")).isEmpty();
        assertThat(explain("1", "a", "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "overlay, mean",
        "overlay, sum",
        "overlay, max",
        "synergistic, mean",
        "synergistic, sum",
        "synergistic, max"
    })
    void shouldReturnContributionsThatAddUpToTheWrittenWeights(String strategy, String aggregation) {
        Random random = new Random(strategy.hashCode() * 31 + aggregation.hashCode());
        db.clear();
        db.run(
                "UNWIND $items AS item CREATE (i:Item {name: item.name}) SET i.v = item.v, i.t = item.t",
                Map.of(
                        "items",
                        random.ints(0, 1000)
                                .limit(30)
                                .mapToObj(n -> {
                                    Map<String, Object> item = new java.util.HashMap<>(Map.of("name", "i" + n));
                                    if (n % 4 != 0) {
                                        item.put("v", random.doubles(3, -0.4, 1).toArray());
                                    }
                                    if (n % 5 != 0) {
                                        item.put("t", random.doubles(4, -0.4, 1).toArray());
                                    }
                                    return item;
                                })
                                .toList()));
        db.run("UNWIND range(1, 12) AS n CREATE (:User {name: n})");
        db.run("MATCH (u:User), (i:Item) WHERE (u.name * 7 + toInteger(substring(i.name, 1)) * 13) % 11 < 2"
                + " CREATE (u)-[:INTERACTED {times: 1 + u.name % 3}]->(i)");
        db.run("CALL vimmrec.similarity.write({topK: 4, " + MODALITIES + "})");
        String configuration = MODALITIES + ", topK: 3, maxPerUser: 6, minWeight: 0.002, popularityDiscount: 0.4,"
                + " maxWeight: 0.05, maxPerInteraction: 2.5, aggregation: '" + aggregation
                + "', interactionWeightProperty: 'times', modalityWeights: {visual: 0.7, text: 0.3}";
        assertThat((long)
                        db.row("CALL vimmrec." + strategy + ".write({" + configuration + "}) YIELD virtualInteractions")
                                .get("virtualInteractions"))
                .isBetween(20L, 72L);

        List<Map<String, Object>> pairs = db.run(
                "MATCH (u:User), (i:Item) OPTIONAL MATCH (u)-[v:VIRTUAL_INTERACTED]->(i)"
                        + " CALL (u, i) { CALL vimmrec.explain({user: u, item: i, strategy: $strategy, " + configuration
                        + "})"
                        + " YIELD contribution, weight, kept RETURN sum(contribution) AS sum, max(weight) AS weight,"
                        + " coalesce(max(toInteger(kept)), 0) = 1 AS kept } RETURN v.weight AS written, sum, weight, kept",
                Map.of("strategy", strategy));
        assertThat(pairs).hasSize(12 * 30);
        for (Map<String, Object> pair : pairs) {
            assertThat(pair).containsEntry("kept", pair.get("written") != null);
            if (pair.get("written") != null) {
                assertThat(pair.get("weight")).isEqualTo(pair.get("written"));
                assertThat(((Number) pair.get("sum")).doubleValue())
                        .isCloseTo((double) pair.get("written"), within(1e-14));
            }
        }
    }

    @Test
    void shouldRefuseNodesThatAreNotAUserOrAnItem() {
        assertFails(
                "MATCH (u:User), (i:Item) WITH u, i LIMIT 1 CALL vimmrec.explain({user: i, item: u}) YIELD kept RETURN kept",
                "`user` must be a node with the label [User] that `userLabel` names, but node",
                "has the labels [Item]");
        assertFails(
                "MATCH (u:User) WITH u LIMIT 1 CALL vimmrec.explain({user: u, item: u}) YIELD kept RETURN kept",
                "`item` must be a node with the label [Item] that `itemLabel` names, but node",
                "has the labels [User]");
        assertFails("CALL vimmrec.explain({user: 4})", "vimmrec.explain: `user` must be a node, but was 4 (INTEGER)");
        assertFails("CALL vimmrec.explain({user: null})", "`user` must be a node, but was null");
        assertFails("CALL vimmrec.explain()", "`user` is required: a node");
        assertFails(
                "MATCH (u:User) WITH u LIMIT 1 CALL vimmrec.explain({user: u}) YIELD kept RETURN kept",
                "`item` is required: a node");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "strategy: 'overly'|`strategy` must be 'overlay' or 'synergistic', but was 'overly'",
                "stratgy: 'overlay'|Did you mean [strategy]?",
                "usr: 1|Did you mean [user]?",
                "strategy: 'synergistic'|`modalities` is required",
                "virtualWeight: 7|`virtualWeight`",
                "similarityCutoff: 0.5|unknown key `similarityCutoff`"
            })
    void shouldRefuseAConfigurationThatTheStrategyWouldRefuse(String text) {
        String[] parts = text.split("\\|");
        assertFails(
                "MATCH (u:User), (i:Item) WITH u, i LIMIT 1 CALL vimmrec.explain({user: u, item: i, " + parts[0]
                        + "}) YIELD kept RETURN kept",
                parts[1]);
    }
}
