package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which items {@code vimmrec.recommend.*} may show, and which interactions it learns from. */
@ExtendWith(SharedDatabase.class)
class RecommendSelectionTest {
    private static final String ROWS =
            " YIELD user, item, score RETURN id(user) AS user, id(item) AS item, score, item:InStock AS inStock";
    private static final String CANDIDATES = ", candidateLabel: 'InStock'";
    private static final String EVERYTHING = ", limit: 1000";
    private static final String LIGHT_GCN =
            "recommender: 'lightGcn', epochs: 4, dimensions: 8, learningRate: 0.03, testFraction: 0.2";

    private final Database db;

    RecommendSelectionTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        Tastes.create(db, 120, 5, true);
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) WITH collect(i) AS items UNWIND range(0, size(items) - 1) AS n"
                + " WITH items[n] AS i, n WHERE n % 5 = 0 SET i:InStock, i.stock = true");
        db.run("CREATE (:User {name: 'nobody'})");
    }

    private List<Map<String, Object>> stream(String keys) {
        return db.run("CALL vimmrec.recommend.stream({" + keys + "})" + ROWS);
    }

    /** The full ranking without the others, and the first ten of each user. */
    private static List<Map<String, Object>> firstTen(List<Map<String, Object>> all) {
        return all.stream()
                .filter(row -> (boolean) row.get("inStock"))
                .collect(Collectors.groupingBy(row -> (long) row.get("user"), TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .flatMap(rows -> rows.stream().limit(10))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"recommender: 'graphFilter'", "recommender: 'ease'", "recommender: 'popularity'"})
    void shouldShowTheCandidatesOfTheFullRanking(String keys) {
        List<Map<String, Object>> expected = firstTen(stream(keys + EVERYTHING));
        assertThat(stream(keys + CANDIDATES)).isEqualTo(expected).hasSize(121 * 10);
        assertThat(stream(keys + ", candidateProperty: 'stock'")).isEqualTo(expected);
        assertThat(db.row("CALL vimmrec.recommend.write({" + keys + CANDIDATES + "})"))
                .containsEntry("relationshipsCreated", 1210L);
        assertThat(db.run("MATCH (:User)-[r:RECOMMENDED]->(i) WHERE NOT i:InStock RETURN r"))
                .isEmpty();
    }

    @Test
    void shouldShowTheCandidatesOfAStoredModel() {
        db.run("CALL vimmrec.recommend.train({" + LIGHT_GCN + "})");
        List<Map<String, Object>> expected = firstTen(stream("recommender: 'stored'" + EVERYTHING));
        assertThat(stream("recommender: 'stored'" + CANDIDATES))
                .isEqualTo(expected)
                .hasSize(1210);
        assertThat(db.run(
                        "MATCH (u:User) WITH collect(u) AS users CALL vimmrec.recommend.stream({recommender: 'stored',"
                                + " users: users" + CANDIDATES + "})" + ROWS))
                .isEqualTo(expected);
    }

    /** Early stopping looks at candidates, as it does in an evaluation. */
    @Test
    void shouldTrainOnASplitAsAnEvaluationDoes() {
        String common = LIGHT_GCN + CANDIDATES;
        double measured = db
                .run("CALL vimmrec.evaluate({modalities: {taste: 'taste'}, seeds: 3, topKs: 4,"
                        + " virtualWeights: 0.1, weightings: 'mean', strategies: 'overlay', " + common + "})")
                .stream()
                .filter(row -> row.get("strategy").equals("none"))
                .map(row -> (double) row.get("coverage"))
                .findFirst()
                .orElseThrow();
        db.run("CALL vimmrec.recommend.write({" + common + ", split: 'random', seed: 3, limit: 20})");
        double shown = (long) db.row("MATCH ()-[:RECOMMENDED]->(i) RETURN count(DISTINCT i) AS items")
                .get("items");
        assertThat(shown / 120).isBetween(measured, measured + 0.02); // evaluate lists users with held-out items only
    }

    @Test
    void shouldNeverShowWhatAUserExcludes() {
        db.run("MATCH (u:User) MATCH (i:Item) WHERE (id(u) + id(i)) % 3 = 0 CREATE (u)-[:RETURNED]->(i)");
        db.run("CALL vimmrec.recommend.train({" + LIGHT_GCN + "})");
        for (String keys : List.of("recommender: 'graphFilter'", LIGHT_GCN, "recommender: 'stored'")) {
            assertThat(stream(keys + ", excludeTypes: 'RETURNED'" + EVERYTHING))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(((long) row.get("user") + (long) row.get("item")) % 3)
                            .isPositive());
        }
        db.run("MATCH (u:User {name: 'nobody'}), (i:Item) WITH u, i ORDER BY id(i) LIMIT 2 WITH u, collect(i) AS items"
                + " CALL vimmrec.recommend.stream({recommender: 'graphFilter', session: items, excludeTypes: 'RETURNED'})"
                + " YIELD item RETURN count(item) AS items");
        assertThat(db.run("MATCH (u:User {name: 'nobody'}) WITH u CALL vimmrec.recommend.stream({recommender: 'stored',"
                        + " users: [u], excludeTypes: 'RETURNED'})" + ROWS))
                .isNotEmpty()
                .allSatisfy(row -> assertThat(((long) row.get("user") + (long) row.get("item")) % 3)
                        .isPositive());
    }

    @Test
    void shouldRefuseLimitsThatHaveNoEffect() {
        assertThatThrownBy(() -> stream("recommender: 'stored', maxPerGroup: {stock: 1}"))
                .hasMessageContaining("`maxPerGroup` has no effect with `recommender: 'stored'`");
        assertThatThrownBy(() -> stream("recommender: 'ease', maxPerItem: 1"))
                .hasMessageContaining("`maxPerItem` has no effect without virtual interactions");
    }
}
