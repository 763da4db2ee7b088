package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interaction weights and stored similarities at the limits of floating-point numbers. */
@ExtendWith(SharedDatabase.class)
class ExtremeValuesTest {
    private static final String KEYS = "interactionWeightProperty: 'w', virtualWeight: 1.0";

    private final Database db;

    ExtremeValuesTest(Database db) {
        this.db = db;
    }

    /** Item c is a neighbour of a with similarity 0.5, and of b with 0.25. */
    @BeforeEach
    void createGraph() {
        db.run(
                "CREATE (a:Item {name: 'a', e: [1.0]}), (b:Item {name: 'b', e: [1.0]}), (c:Item {name: 'c', e: [1.0]}), (:User)");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}})");
        db.run("MATCH (:Item)-[r:SIMILAR_M]->(:Item) DELETE r");
        db.run("MATCH (a:Item {name: 'a'}), (b:Item {name: 'b'}), (c:Item {name: 'c'})"
                + " CREATE (a)-[:SIMILAR_M {score: 0.5}]->(c), (b)-[:SIMILAR_M {score: 0.25}]->(c)");
    }

    private void interact(String item, double weight) {
        db.run(
                "MATCH (u:User), (i:Item {name: $item}) CREATE (u)-[:INTERACTED {w: $weight}]->(i)",
                Map.of("item", item, "weight", weight));
    }

    private double weight(String more) {
        return (double) db.row("CALL vimmrec.overlay.stream({" + KEYS + more + "}) YIELD weight")
                .get("weight");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.MIN_VALUE, 4e-320, 1e-310, 1e-200, 1, 1e200, 1e300, 8e307})
    void shouldComputeWeightsUpToRounding(double weight) {
        interact("a", weight);
        interact("b", weight);
        assertThat(weight("")).isEqualTo(0.375);
        assertThat(weight(", aggregation: 'max'")).isEqualTo(0.5);
        double bounded = Math.min(1, 0.75 * weight); // by `maxWeight`
        assertThat(weight(", aggregation: 'sum'")).isCloseTo(bounded, within(Double.MIN_VALUE + 1e-15 * bounded));
        Map<String, Object> stats = db.row("CALL vimmrec.overlay.stats({" + KEYS + ", aggregation: 'sum'})");
        Map<?, ?> distribution = (Map<?, ?>) stats.get("weightDistribution");
        assertThat(distribution.values())
                .allSatisfy(figure -> assertThat((Double) figure).isFinite());
        assertThat((double) distribution.get("mean")).isCloseTo(bounded, within(Double.MIN_VALUE + 1e-15 * bounded));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mean", "sum", "max"})
    void shouldRefuseWeightsWhoseSumOverflows(String aggregation) {
        interact("a", 1e308);
        interact("b", 1e308);
        for (String mode : List.of("stats", "stream", "write")) {
            assertThatThrownBy(() -> db.run(
                            "CALL vimmrec.overlay." + mode + "({" + KEYS + ", aggregation: '" + aggregation + "'})"))
                    .satisfies(e -> assertThat(e.getMessage()).contains("`interactionWeightProperty`", "[w]", (String)
                            db.row("MATCH (u:User) RETURN elementId(u) AS id").get("id")));
        }
        assertThat(db.row("MATCH ()-[r:VIRTUAL_INTERACTED]->() RETURN count(r) AS n"))
                .containsEntry("n", 0L);
    }

    @Test
    void shouldBoundHugeSumsInTheDistribution() {
        db.run("MATCH (i:Item {name: 'a'}) UNWIND range(1, 20) AS n CREATE (:User)-[:INTERACTED {w: 1.7e308}]->(i)");
        Map<String, Object> stats = db.row("CALL vimmrec.overlay.stats({" + KEYS + ", aggregation: 'sum'})");
        assertThat((Map<?, ?>) stats.get("weightDistribution"))
                .allSatisfy((name, figure) -> assertThat((double) figure).isEqualTo(name.equals("stdDev") ? 0 : 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1.01", "2", "1e300", "-1e300", "1.001", "0.0/0.0", "1.0/0.0"})
    void shouldRefuseInvalidSimilarities(String score) {
        interact("a", 1);
        db.run("MATCH (:Item {name: 'b'})-[r:SIMILAR_M]->() SET r.score = " + score);
        String relationship = (String) db.row("MATCH (:Item {name: 'b'})-[r:SIMILAR_M]->() RETURN elementId(r) AS id")
                .get("id");
        for (String call : List.of(
                "statistics()",
                "overlay.stats()",
                "overlay.write()",
                "overlay.stream()",
                "synergistic.stats({modalities: {m: 'e'}})")) {
            assertThatThrownBy(() -> db.run("CALL vimmrec." + call))
                    .as(call)
                    .satisfies(e -> assertThat(e.getMessage())
                            .contains("[score]", "`similarityProperty`", relationship, "a number from -1 to 1"));
        }
    }

    /** A cosine in single precision may be 1.0000001. */
    @Test
    void shouldTreatASimilaritySlightlyAboveOneAsOne() {
        interact("a", 1);
        db.run("MATCH (:Item {name: 'a'})-[r:SIMILAR_M]->() SET r.score = 1.0000001192");
        assertThat(weight("")).isEqualTo(1);
        assertThat(db.row("CALL vimmrec.statistics() YIELD max")).containsEntry("max", 1.0);
    }

    @Test
    void shouldNotDependOnTheOrderInWhichParallelInteractionsWereCreated() {
        List<Double> weights = new ArrayList<>(List.of(0.1, 0.2, 0.3, 0.7, 1e-17, 1e16, 3.3, 1e-9, 0.6, 1 / 3.0));
        List<Double> found = new ArrayList<>();
        List<Object> changes = new ArrayList<>();
        for (int order = 0; order < 12; order++) {
            Collections.shuffle(weights, new Random(order));
            db.run("MATCH (:User)-[r:INTERACTED]->() DELETE r");
            weights.forEach(weight -> interact("a", weight));
            interact("b", 1e15);
            found.add(weight(""));
            changes.add(db.row("CALL vimmrec.overlay.write({" + KEYS
                            + ", aggregation: 'sum'}) YIELD relationshipsUpdated AS n")
                    .get("n"));
            changes.add(
                    db.row("CALL vimmrec.overlay.update({" + KEYS + ", aggregation: 'sum'}) YIELD usersChanged AS n")
                            .get("n"));
        }
        assertThat(found).containsOnly(found.get(0));
        assertThat(changes).containsOnly(0L);
    }
}
