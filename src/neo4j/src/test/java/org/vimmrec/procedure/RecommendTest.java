package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.evaluation.Split;
import org.vimmrec.sparse.Interactions;

/** {@code vimmrec.recommend.*}: the rows are those that {@code vimmrec.evaluate} measures. */
@ExtendWith(SharedDatabase.class)
class RecommendTest {
    private static final String MODALITIES = "modalities: {taste: 'taste', noise: 'noise'}";
    private static final int AT = 10;

    private final Database db;

    RecommendTest(Database db) {
        this.db = db;
    }

    private Map<String, Object> evaluated(String keys, String strategy) {
        return db.run("CALL vimmrec.evaluate({" + MODALITIES + ", at: " + AT + ", " + keys + "})").stream()
                .filter(row -> row.get("strategy").equals(strategy))
                .findFirst()
                .orElseThrow();
    }

    private Map<String, Object> write(String keys) {
        return db.row("CALL vimmrec.recommend.write({" + keys + "})");
    }

    private void assertFails(String call, String... parts) {
        assertThatThrownBy(() -> db.run("CALL vimmrec.recommend." + call))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    /** The items of each user, ascending, by the ids of nodes. */
    private SortedMap<Long, List<Long>> items(String match) {
        TreeMap<Long, List<Long>> items = new TreeMap<>();
        db.run("MATCH (u:User) RETURN id(u) AS user").forEach(row -> items.put((long) row.get("user"), List.of()));
        db.run(match + " WITH DISTINCT u, i ORDER BY id(i) RETURN id(u) AS user, collect(id(i)) AS items")
                .forEach(row -> {
                    List<Long> ofUser = new ArrayList<>();
                    ((List<?>) row.get("items")).forEach(item -> ofUser.add((Long) item));
                    items.put((long) row.get("user"), ofUser);
                });
        return items;
    }

    /** The mean recall of the recommendations over the users with training and test interactions of a random split. */
    private double recall(double testFraction, long seed) {
        SortedMap<Long, List<Long>> all = items("MATCH (u:User)-[:INTERACTED]->(i:Item)");
        SortedMap<Long, List<Long>> recommended = items("MATCH (u:User)-[:RECOMMENDED]->(i:Item)");
        Map<Long, Integer> index = new HashMap<>();
        List<Long> ids = new ArrayList<>();
        db.run("MATCH (i:Item) RETURN id(i) AS id ORDER BY id").forEach(row -> {
            index.put((long) row.get("id"), ids.size());
            ids.add((long) row.get("id"));
        });
        Interactions.Builder builder = new Interactions.Builder(false);
        all.values().forEach(items -> {
            items.forEach(item -> builder.add(index.get(item), 1));
            builder.endUser();
        });
        Split split = Split.random(builder.build(), testFraction, seed);
        double sum = 0;
        int users = 0;
        int u = 0;
        for (List<Long> list : recommended.values()) {
            int held = split.test().count(u);
            if (held > 0 && split.training().count(u) > 0) {
                int found = 0;
                for (int n = 0; n < held; n++) {
                    found += list.contains(ids.get(split.test().item(u, n))) ? 1 : 0;
                }
                sum += (double) found / held;
                users++;
            }
            u++;
        }
        return sum / users;
    }

    @ParameterizedTest
    @CsvSource({
        "graphFilter, none", "graphFilter, overlay", "graphFilter, synergistic", "ease, overlay", "lightGcn, none",
        "lightGcn, synergistic", "freedom, overlay", "bm3, none", "vbpr, synergistic", "virtual, overlay"
    })
    void shouldHaveTheRecallThatEvaluateMeasures(String recommender, String strategy) {
        Tastes.create(db, 250, 6, true);
        String training = List.of("lightGcn", "freedom", "bm3", "vbpr").contains(recommender)
                ? ", epochs: 8, dimensions: 8, learningRate: 0.02"
                : "";
        String common = "recommender: '" + recommender + "'" + training + ", testFraction: 0.2";
        Map<String, Object> evaluated = evaluated(
                common
                        + ", seeds: 5, topKs: [4, 12], virtualWeights: 0.3, weightings: 'mean', strategies: ['overlay', 'synergistic']",
                strategy);
        String variant =
                strategy.equals("none") ? "" : ", topK: 4, virtualWeight: 0.3, modalityWeights: 'mean', searchTopK: 12";
        String search =
                strategy.equals("none") && List.of("freedom", "bm3", "vbpr").contains(recommender)
                        ? ", searchTopK: 12"
                        : "";
        Map<String, Object> written = write(MODALITIES + ", " + common + ", strategy: '" + strategy + "'" + variant
                + search + ", split: 'random', seed: 5, at: " + AT + ", limit: " + AT);
        assertThat(written)
                .containsEntry("recommendations", 250L * AT)
                .containsEntry("virtualInteractions", evaluated.get("virtualInteractions"))
                .containsEntry("relationshipsCreated", 250L * AT);
        assertThat(recall(0.2, 5))
                .isCloseTo((double) evaluated.get("recall"), within(1e-12))
                .isGreaterThan(0.05);
        if (!strategy.equals("none")) {
            assertThat(written.get("modalityWeights")).isEqualTo(evaluated.get("modalityWeights"));
        }
    }

    @Test
    void shouldWriteTheRowsThatItStreamsAndChangeNothingTheSecondTime() {
        Tastes.create(db, 120, 4, true);
        String keys = "recommender: 'graphFilter', limit: 5";
        List<Map<String, Object>> streamed = db.run("CALL vimmrec.recommend.stream({" + keys
                + "}) YIELD user, item, score, rank RETURN id(user) AS user, id(item) AS item, score, rank");
        assertThat(streamed).hasSize(600);
        assertThat(write(keys + ", concurrency: 3"))
                .containsEntry("relationshipsCreated", 600L)
                .containsEntry("usersProcessed", 120L);
        String stored = "MATCH (u)-[r:RECOMMENDED]->(i) RETURN id(u) AS user, id(i) AS item, r.score AS score,"
                + " r.rank AS rank ORDER BY user, rank";
        assertThat(db.run(stored)).isEqualTo(streamed);
        assertThat(write(keys)).containsEntry("relationshipsUnchanged", 600L).containsEntry("relationshipsUpdated", 0L);
        db.run("MATCH (u)-[r:RECOMMENDED {rank: 2}]->() WITH r LIMIT 7 SET r.rank = 3");
        db.run("MATCH (u)-[r:RECOMMENDED {rank: 1}]->() WITH r LIMIT 3 REMOVE r.rank");
        db.run("MATCH (u)-[r:RECOMMENDED {rank: 5}]->() WITH r LIMIT 2 SET r.score = -1.0");
        assertThat(write(keys))
                .containsEntry("relationshipsUpdated", 12L)
                .containsEntry("relationshipsUnchanged", 588L);
        assertThat(db.run(stored)).isEqualTo(streamed);
        assertThat(db.row("CALL vimmrec.recommend.stats({" + keys + "})"))
                .containsEntry("recommendations", 600L)
                .containsEntry("epochs", null);
        assertThat(write(keys.replace("5", "3"))).containsEntry("relationshipsDeleted", 240L);
        assertThat(db.run("CALL vimmrec.list() YIELD kind, relationshipType, relationshipCount, complete, itemsChanged,"
                        + " usersChanged, error RETURN *"))
                .containsExactly(map(
                        "kind",
                        "recommendation",
                        "relationshipType",
                        "RECOMMENDED",
                        "relationshipCount",
                        360L,
                        "complete",
                        true,
                        "itemsChanged",
                        0L,
                        "usersChanged",
                        0L,
                        "error",
                        null));
        db.run("MATCH (u:User) WITH u LIMIT 1 MATCH (i:Item) WHERE NOT (u)-[:INTERACTED]->(i) WITH u, i LIMIT 1"
                + " CREATE (u)-[:INTERACTED]->(i)");
        assertThat(db.row("CALL vimmrec.list() YIELD usersChanged")).containsEntry("usersChanged", 1L);
        assertThat(db.run("CALL vimmrec.recommend.drop({})"))
                .containsExactly(map(
                        "relationshipType",
                        "RECOMMENDED",
                        "relationshipsDeleted",
                        360L,
                        "embeddingProperty",
                        null,
                        "nodePropertiesRemoved",
                        0L));
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
    }

    private static Map<String, Object> map(Object... entries) {
        Map<String, Object> map = new HashMap<>();
        for (int n = 0; n < entries.length; n += 2) {
            map.put((String) entries[n], entries[n + 1]);
        }
        return map;
    }

    @Test
    void shouldWriteSomeUsersWithTheRowsOfTheFullRun() {
        Tastes.create(db, 100, 4, true);
        String keys = "recommender: 'ease', limit: 4";
        String some = "MATCH (u:User) WITH u ORDER BY id(u) SKIP 7 LIMIT 3 WITH collect(u) + collect(u) AS users"
                + " CALL vimmrec.recommend.%s({" + keys + ", users: users}) ";
        String rows = "YIELD user, item, score, rank RETURN id(user) AS user, id(item) AS item, score, rank";
        List<Map<String, Object>> all = db.run("CALL vimmrec.recommend.stream({" + keys + "}) " + rows);
        assertThat(db.run(some.formatted("stream") + rows)).isEqualTo(all.subList(28, 40));
        assertThat(db.run(some.formatted("stream").replace("LIMIT 3", "LIMIT 0") + rows))
                .isEmpty();
        Map<String, Object> first = db.row(some.formatted("write")
                + "YIELD usersProcessed, relationshipsCreated RETURN usersProcessed, relationshipsCreated");
        assertThat(first).isEqualTo(Map.of("usersProcessed", 3L, "relationshipsCreated", 12L));
        assertThat(write(keys))
                .containsEntry("relationshipsCreated", 388L)
                .containsEntry("relationshipsUnchanged", 12L);
        db.run("MATCH (u:User) WITH u ORDER BY id(u) SKIP 6 LIMIT 4 MATCH (u)-[r:RECOMMENDED]->() DELETE r");
        assertThat(
                        db.row(
                                some.formatted("write")
                                        + "YIELD relationshipsCreated, relationshipsDeleted RETURN relationshipsCreated, relationshipsDeleted"))
                .isEqualTo(Map.of("relationshipsCreated", 12L, "relationshipsDeleted", 0L));
        assertThat(db.row("MATCH ()-[r:RECOMMENDED]->() RETURN count(r) AS count"))
                .containsEntry("count", 396L);
        assertThat(db.row("CALL vimmrec.list() YIELD complete, usersChanged")).containsEntry("usersChanged", 0L);
        assertThatThrownBy(() -> db.run(some.formatted("write").replace("limit: 4", "limit: 5")
                        + "YIELD usersProcessed RETURN usersProcessed"))
                .hasMessageContaining(
                        "`users` can only be given if the relationships of type [RECOMMENDED] were written"
                                + " with the same configuration, but `limit` was 4 and is 5.");
        assertThat(write(keys)).containsEntry("relationshipsCreated", 4L);
        assertFails("stream({" + keys + ", users: [1]})", "`users` must be a list of nodes, but has 1.");
        assertThatThrownBy(() -> db.run("MATCH (i:Item) WITH i LIMIT 1 CALL vimmrec.recommend.stream({" + keys
                        + ", users: [i]}) YIELD item RETURN item"))
                .hasMessageContaining("`users` must be a node with the label [User] that `userLabel` names, but node ");
    }

    @Test
    void shouldRecommendPopularItemsToUnknownUsersAndNeverWhatIsKnown() {
        Tastes.create(db, 100, 4, true);
        db.run("CREATE (:User {name: 'new'})");
        db.run("MATCH (i:Item) WITH i LIMIT 5 SET i:User"); // items that are users
        db.run("MATCH (a:Item:User), (b:Item) WITH a, b LIMIT 9 CREATE (a)-[:INTERACTED]->(b)");
        List<Map<String, Object>> popular = db.run(
                "MATCH (i:Item) RETURN id(i) AS item, toFloat(COUNT { MATCH (i)<-[:INTERACTED]-(u:User) RETURN DISTINCT u }) AS score"
                        + " ORDER BY score DESC LIMIT 6");
        for (String recommender : List.of("graphFilter", "ease", "lightGcn', epochs: 2, seed: 3, x: '", "popularity")) {
            String keys = "recommender: '" + recommender.replace(", x: '", "") + (recommender.contains("x:") ? "" : "'")
                    + ", limit: 200";
            List<Map<String, Object>> rows = db.run("CALL vimmrec.recommend.stream({" + keys
                    + "}) YIELD user, item, score, rank WHERE user.name = 'new' RETURN score, rank ORDER BY rank");
            assertThat(rows).hasSize(120);
            for (int n = 0; n < popular.size(); n++) {
                assertThat(rows.get(n)).containsEntry("score", popular.get(n).get("score"));
            }
            assertThat(db.run("CALL vimmrec.recommend.stream({" + keys + "}) YIELD user, item"
                            + " WHERE user = item OR EXISTS { (user)-[:INTERACTED]->(item) } RETURN *"))
                    .isEmpty();
        }
    }

    @Test
    void shouldRefitForTheEpochsThatValidationFinds() {
        Tastes.create(db, 200, 6, true);
        String keys = "recommender: 'lightGcn', dimensions: 8, testFraction: 0.2, seed: 2";
        Map<String, Object> stopped = db.row("CALL vimmrec.recommend.stats({" + keys + ", split: 'random'})");
        Map<String, Object> refitted = db.row("CALL vimmrec.recommend.stats({" + keys + "})");
        assertThat((long) refitted.get("epochs")).isPositive().isEqualTo(stopped.get("epochs"));
        assertThat(refitted.get("scoreDistribution")).isNotEqualTo(stopped.get("scoreDistribution"));
        assertThat(db.row("CALL vimmrec.recommend.stats({" + keys + ", concurrency: 3})")
                        .get("scoreDistribution"))
                .isEqualTo(refitted.get("scoreDistribution"));
    }

    @Test
    void shouldUseWhatTheEvaluationRecommends() {
        Tastes.create(db, 500, 4, true);
        assertFails(
                "write({})",
                "vimmrec.recommend.write: `recommender` is 'recommended', but no evaluation of [User], [Item] and [INTERACTED]"
                        + " is recorded. Call vimmrec.evaluate.write with the same labels, or name a recommender.");
        db.run("CALL vimmrec.evaluate.write({modalities: {taste: 'taste'}, strategies: ['synergistic'],"
                + " weightings: ['uniform'], topKs: [5], virtualWeights: [0.1], maxPerInteractions: [2], minWeight: 0.001,"
                + " at: 10, testFraction: 0.2, recommenders: ['ease', 'graphFilter'], regularization: 40})");
        Map<?, ?> configuration = (Map<?, ?>) write("").get("configuration");
        assertThat(configuration.get("recommender")).isIn("ease", "graphFilter");
        assertThat(configuration.get("strategy")).isEqualTo("synergistic");
        assertThat(configuration.get("topK")).isEqualTo(5L);
        assertThat(configuration.get("maxPerInteraction")).isEqualTo(2.0);
        assertThat(configuration.get("modalities")).isEqualTo(Map.of("taste", "taste"));
        assertThat(configuration.get("at")).isEqualTo(10L);
        Map<?, ?> named =
                (Map<?, ?>) db.row("CALL vimmrec.recommend.stats({recommender: 'ease', strategy: 'recommended'})")
                        .get("configuration");
        assertThat(named.get("regularization")).isEqualTo(100.0);
        assertThat(named.get("strategy")).isEqualTo("synergistic");
        Map<?, ?> without = (Map<?, ?>)
                db.row("CALL vimmrec.recommend.stats({strategy: 'none'})").get("configuration");
        assertThat(without.containsKey("topK")).isFalse();
        db.run("MATCH (e:_VimmrecLedger) WHERE e.evaluatedAt IS NOT NULL REMOVE e.`model.recommender`");
        assertFails("stats({})", "was recorded by an older version of this plugin", "evaluate.write again");
    }

    @Test
    void shouldTreatASessionAsOneMoreUser() {
        Tastes.create(db, 100, 4, true);
        String session = "MATCH (i:Item) WITH i ORDER BY id(i) SKIP 3 LIMIT 3 WITH collect(i) + collect(i) AS items"
                + " CALL vimmrec.recommend.stream({recommender: '%s'%s, session: items}) YIELD user, item, score, rank"
                + " RETURN user, id(item) AS item, score, rank";
        for (String recommender :
                List.of("graphFilter", "ease", "popularity")) { // trained ones depend on the order of users
            String more = "";
            List<Map<String, Object>> anonymous = db.run(session.formatted(recommender, more));
            db.run("CREATE (u:User {name: 'session'}) WITH u MATCH (i:Item) WITH u, i ORDER BY id(i) SKIP 3 LIMIT 3"
                    + " CREATE (u)-[:INTERACTED]->(i)");
            assertThat(
                            db.run(
                                    "MATCH (u:User {name: 'session'}) CALL vimmrec.recommend.stream({recommender: '"
                                            + recommender + "'" + more
                                            + ", users: [u]}) YIELD item, score, rank RETURN null AS user, id(item) AS item, score, rank"))
                    .isEqualTo(anonymous)
                    .hasSize(10);
            db.run("MATCH (u:User {name: 'session'}) DETACH DELETE u");
        }
        assertFails("stream({recommender: 'ease', session: [], split: 'random'})", "`split` must not be given with");
        assertFails("stream({recommender: 'ease', session: [], users: []})", "`users` and `session` must not both");
        assertFails("write({recommender: 'ease', session: []})", "unknown key `session`");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{recommender: 'eese'}| `recommender` must be 'recommended' or 'stored' or 'graphFilter' or ",
                "{recommender: null}| `recommender` must not be null",
                "{recommender: 'ease', strategy: 'both'}| `strategy` must be 'none' or 'overlay' or 'synergistic'",
                "{recommender: 'ease', topK: 3}| `topK` has no effect without virtual interactions",
                "{recommender: 'ease', search: 'exact'}| `search` has no effect on this recommender",
                "{recommender: 'ease', searchTopK: 30}| `searchTopK` has no effect on this recommender",
                "{recommender: 'ease', layers: 3}| `layers` has no effect on 'ease'",
                "{recommender: 'ease', strategy: 'overlay'}| `modalities` is required for virtual interactions",
                "{recommender: 'vbpr'}| `modalities` is required for 'vbpr'",
                "{recommender: 'ease', modalities: ['taste']}| `modalities` must be a map",
                "{recommender: 'popularity', strategy: 'overlay', modalities: {m: 'taste'}}| `strategy` has no effect on",
                "{recommender: 'ease', limit: 0}| `limit` must be a whole number",
                "{recommender: 'ease', limit: 1001}| `limit` must be a whole number",
                "{recommender: 'ease', limit: null}| `limit` must not be null",
                "{recommender: 'ease', users: 1}| `users` must be a list of nodes",
                "{recommender: 'ease', rankProperty: 'score'}| `writeProperty` and `rankProperty` must differ",
                "{recommender: 'ease', writeRelationshipType: 'INTERACTED'}| must not be a type of real interactions",
                "{recommender: 'virtual', strategy: 'overlay', modalities: {taste: 'taste'}, topK: 40, searchTopK: 30}|"
                        + " `searchTopK` must be a whole number"
            })
    void shouldRefuseInvalidConfigurations(String example) {
        Tastes.create(db, 20, 4, true);
        String[] parts = example.split("\\| ?");
        assertFails("write(" + parts[0] + ")", parts[1]);
    }

    @Test
    void shouldRefuseForeignDataAndOtherKinds() {
        Tastes.create(db, 60, 4, true);
        String keys = "recommender: 'graphFilter'";
        db.run("MATCH (u:User), (i:Item) WITH u, i LIMIT 2 CREATE (u)-[:RECOMMENDED {score: 1.0}]->(i)");
        assertFails("write({" + keys + "})", "holds other data: this plugin did not write 2 of its relationships");
        assertThat(write(keys + ", adopt: true"))
                .satisfies(row -> assertThat(
                                (long) row.get("relationshipsCreated") + (long) row.get("relationshipsUpdated"))
                        .isEqualTo(600L));
        db.run(
                "MATCH (u:User), (i:Item) WHERE NOT (u)-[:RECOMMENDED]->(i) WITH u, i LIMIT 1 CREATE (u)-[:RECOMMENDED]->(i)");
        assertFails("write({" + keys + "})", "this plugin did not write 1 of its relationships");
        db.run("MATCH ()-[r:RECOMMENDED]->() WHERE r.score IS NULL DELETE r");
        db.run("CALL vimmrec.similarity.write({modalities: {taste: 'taste'}})");
        db.run("CALL vimmrec.overlay.write({})");
        assertFails(
                "write({" + keys + ", writeRelationshipType: 'VIRTUAL_INTERACTED'})",
                "The relationships of type [VIRTUAL_INTERACTED] are virtual interactions, not recommendations.");
        assertFails("drop({writeRelationshipType: 'VIRTUAL_INTERACTED'})", "use vimmrec.virtual.drop.");
        assertThatThrownBy(() -> db.run("CALL vimmrec.virtual.drop({writeRelationshipType: 'RECOMMENDED'})"))
                .hasMessageContaining("are recommendations. Nothing was dropped; use vimmrec.recommend.drop.");
        assertThatThrownBy(() -> db.run("CALL vimmrec.overlay.write({writeRelationshipType: 'RECOMMENDED'})"))
                .hasMessageContaining("are recommendations, not virtual interactions");
        assertThat(db.run("CALL vimmrec.export.stream({}) YIELD kind RETURN count(*) > 0 AS any"))
                .containsExactly(Map.of("any", true));
        assertFails("drop({userLabel: 'Item'})", "were written for `userLabel`");
    }

    @Test
    void shouldEstimateWhatItNeeds() {
        Tastes.create(db, 60, 4, true);
        Map<String, Object> estimate = db.row("CALL vimmrec.recommend.write.estimate({recommender: 'lightGcn'})");
        assertThat(estimate).containsEntry("relationshipCount", 600L).containsEntry("nodeCount", 180L);
        Map<String, Object> overlay =
                db.row("CALL vimmrec.recommend.stats.estimate({recommender: 'graphFilter', strategy: 'overlay', "
                        + MODALITIES + "})");
        Map<String, Object> training = db.row("CALL vimmrec.recommend.train.estimate({recommender: 'lightGcn'})");
        assertThat(training).containsEntry("relationshipCount", 0L).containsEntry("nodeCount", 180L);
        assertThat((long) db.row("CALL vimmrec.recommend.train.estimate({recommender: 'lightGcn', dimensions: 256})")
                        .get("bytesMin"))
                .isGreaterThan((long) training.get("bytesMin"));
        assertFails("train.estimate({recommender: 'ease'})", "must have embeddings, which 'ease' does not have");
        assertThat(db.run("MATCH (n) WHERE n.vimmrecEmbedding IS NOT NULL OR n:_VimmrecLedger RETURN n"))
                .isEmpty();
        Map<String, Object> none = db.row("CALL vimmrec.recommend.stats.estimate({recommender: 'graphFilter'})");
        assertThat((long) overlay.get("bytesMin"))
                .isGreaterThan((long) none.get("bytesMin"))
                .isPositive();
    }
}
