package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Transaction;

/** {@code vimmrec.recommend.train} and {@code recommender: 'stored'}. */
@ExtendWith(SharedDatabase.class)
class StoredModelTest {
    private static final String TRAINING =
            "modalities: {taste: 'taste'}, epochs: 4, dimensions: 8, learningRate: 0.03, testFraction: 0.2";
    private static final String LIGHT_GCN = "recommender: 'lightGcn', " + TRAINING;
    private static final String ROWS =
            " YIELD user, item, score, rank RETURN id(user) AS user, id(item) AS item, score, rank";
    private static final String ONE_USER =
            "MATCH (u:User {n: 17}) CALL vimmrec.recommend.stream({recommender: 'stored'," + " users: [u]})" + ROWS;

    private final Database db;

    StoredModelTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        Tastes.create(db, 120, 5, true);
        db.run("MATCH (u:User) WITH u ORDER BY id(u) WITH collect(u) AS users UNWIND range(0, size(users) - 1) AS n"
                + " WITH users[n] AS u, n SET u.n = n");
    }

    private Map<String, Object> train(String keys) {
        return db.row("CALL vimmrec.recommend.train({" + keys + "})");
    }

    private void assertFails(String call, String... parts) {
        assertThatThrownBy(() -> db.run(call))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lightGcn", "freedom", "bm3", "vbpr"})
    void shouldRecommendFromStoredEmbeddingsWhatTheModelRecommends(String recommender) {
        String keys = "recommender: '" + recommender + "', strategy: 'overlay', virtualWeight: 0.2, " + TRAINING;
        db.run("CREATE (:User {n: -1})");
        List<Map<String, Object>> trained = db.run("CALL vimmrec.recommend.stream({" + keys + "})" + ROWS);
        int length = recommender.equals("vbpr") ? 17 : 8;
        assertThat(train(keys))
                .containsEntry("usersProcessed", 121L)
                .containsEntry("itemsProcessed", 120L)
                .containsEntry("embeddingDimension", (long) length)
                .containsEntry("nodePropertiesWritten", 240L);
        assertThat(db.run("CALL vimmrec.recommend.stream({recommender: 'stored'})" + ROWS))
                .isEqualTo(trained)
                .hasSize(1210);
        assertThat(db.run(
                        "MATCH (u:User) WITH collect(u) AS users CALL vimmrec.recommend.stream({recommender: 'stored',"
                                + " users: users})" + ROWS))
                .isEqualTo(trained);
        List<Map<String, Object>> one = db.run(ONE_USER);
        assertThat(one)
                .isEqualTo(trained.stream()
                        .filter(row -> row.get("user").equals(one.get(0).get("user")))
                        .toList())
                .hasSize(10);
        // what GDS and the vector index see: the dot product is the score
        db.run("CALL vimmrec.recommend.stream({recommender: 'stored', limit: 3}) YIELD user, item, score"
                        + " WHERE user.n >= 0 RETURN score,"
                        + " reduce(sum = 0.0, d IN range(0, size(user.vimmrecEmbedding) - 1) | sum + user.vimmrecEmbedding[d] *"
                        + " item.vimmrecEmbedding[d]) AS dot")
                .forEach(row -> assertThat((double) row.get("dot")).isCloseTo((double) row.get("score"), within(1e-5)));
        assertThat(db.row("CALL vimmrec.recommend.write({recommender: 'stored'})"))
                .containsEntry("relationshipsCreated", 1210L)
                .containsEntry("epochs", null);
        assertThat(db.row("CALL vimmrec.recommend.write({recommender: 'stored'})"))
                .containsEntry("relationshipsUnchanged", 1210L);
    }

    @Test
    void shouldConvergeListAndDrop() {
        train(LIGHT_GCN);
        assertThat(train(LIGHT_GCN + ", concurrency: 3, batchSize: 7"))
                .containsEntry("nodePropertiesWritten", 0L)
                .containsEntry("nodePropertiesUnchanged", 240L);
        assertThat(db.run("CALL vimmrec.list() YIELD kind, relationshipType, configuration, complete, itemsChanged,"
                        + " usersChanged RETURN kind, relationshipType, configuration.embeddingProperty AS property, complete,"
                        + " itemsChanged, usersChanged"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("kind", "embedding")
                        .containsEntry("relationshipType", null)
                        .containsEntry("property", "vimmrecEmbedding")
                        .containsEntry("complete", true)
                        .containsEntry("itemsChanged", 0L)
                        .containsEntry("usersChanged", 0L));
        db.run("MATCH (u:User {n: 3}) REMOVE u.vimmrecEmbedding");
        db.run("MATCH (u:User {n: 4}) SET u.vimmrecEmbedding = [1.0, 2.0]");
        db.run("CREATE (:Item)");
        assertThat(db.row("CALL vimmrec.list() YIELD itemsChanged")).containsEntry("itemsChanged", 1L);
        db.run("MATCH (i:Item) WHERE i.taste IS NULL DELETE i");
        assertThat(train(LIGHT_GCN)).containsEntry("nodePropertiesWritten", 2L);
        db.run("MATCH (u:User {n: 5})-[r]->() DELETE r");
        train(LIGHT_GCN);
        assertThat(db.row("MATCH (u:User) WHERE u.vimmrecEmbedding IS NULL RETURN u.n AS n"))
                .containsEntry("n", 5L);
        db.run("MATCH (u:User {n: 6}) REMOVE u:User");
        assertThat(db.run(
                        "CALL vimmrec.recommend.drop({embeddingProperty: 'vimmrecEmbedding'}) YIELD embeddingProperty,"
                                + " nodePropertiesRemoved RETURN *"))
                .containsExactly(Map.of("embeddingProperty", "vimmrecEmbedding", "nodePropertiesRemoved", 239L));
        assertThat(db.run("MATCH (n) WHERE n.vimmrecEmbedding IS NOT NULL RETURN n"))
                .isEmpty();
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        assertFails(ONE_USER, "No model is stored in the property [vimmrecEmbedding] (`embeddingProperty`).");
    }

    @Test
    void shouldRefuseForeignValuesUnlessTheCallerAdoptsThem() {
        db.run("MATCH (u:User {n: 3}) SET u.vimmrecEmbedding = [1.0, 2.0]");
        db.run("MATCH (i:Item) WITH i LIMIT 1 SET i.vimmrecEmbedding = 'mine'");
        String train = "CALL vimmrec.recommend.train({" + LIGHT_GCN + "%s})";
        assertFails(
                train.formatted(""),
                "The property [vimmrecEmbedding] holds other data: this plugin did not write it on 2 nodes, such as ",
                "Nothing was changed; name another `embeddingProperty`, or set `adopt: true`");
        assertFails(
                "CALL vimmrec.recommend.drop({embeddingProperty: 'vimmrecEmbedding'})", "did not write it on 2 nodes");
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
        assertThat(train(LIGHT_GCN + ", adopt: true")).containsEntry("nodePropertiesWritten", 240L);
        db.run("MATCH (u:User {n: 3}) SET u.vimmrecEmbedding = 'mine'");
        assertFails(train.formatted(""), "did not write it on 1 nodes");
        assertFails(
                "MATCH (u:User {n: 3}) CALL vimmrec.recommend.stream({recommender: 'stored', users: [u]}) YIELD item"
                        + " RETURN item",
                "is not the embedding of 8 numbers that vimmrec.recommend.train has written");
        assertFails(train.formatted(", embeddingProperty: 'taste'"), "must not be a property of `modalities`");

        db.run("MATCH (u:User)-[:INTERACTED]->(i) WITH u, i LIMIT 50 CREATE (u)-[:LIKED]->(i)");
        assertFails(
                train.formatted(", interactionType: 'LIKED'"),
                "were written for `interactionType` [INTERACTED], not for `interactionType` [LIKED]. Nothing was changed");
        assertFails(
                "CALL vimmrec.recommend.stream({recommender: 'stored', interactionType: 'LIKED'})",
                "were written for `interactionType`",
                "Give the labels of the training.");
        assertFails(
                "CALL vimmrec.recommend.train({recommender: 'ease'})",
                "must have embeddings, which 'ease' does not have");
        assertFails(
                "CALL vimmrec.recommend.train({recommender: 'store'})",
                "`recommender` must be 'recommended' or 'graphFilter' or ");
        db.run("MATCH (u:User {n: 8}) SET u:Item");
        assertFails(train.formatted(", adopt: true"), "1 nodes are users and items, such as ");
    }

    @Test
    void shouldSeeEveryChangeSinceTheModelWasRead() {
        train(LIGHT_GCN);
        List<Map<String, Object>> before = db.run(ONE_USER);
        Object best = before.get(0).get("item");
        Object second = before.get(1).get("item");
        db.run("MATCH (u:User {n: 17}), (i) WHERE id(i) = $item CREATE (u)-[:INTERACTED]->(i)", Map.of("item", best));
        List<Map<String, Object>> after = db.run(ONE_USER);
        assertThat(after).hasSize(10).noneMatch(row -> row.get("item").equals(best));
        assertThat(after.get(0)).containsEntry("item", second).containsEntry("rank", 1L);
        db.run("MATCH (i) WHERE id(i) = $item DETACH DELETE i", Map.of("item", second));
        assertThat(db.run(ONE_USER))
                .hasSize(10)
                .noneMatch(row -> row.get("item").equals(second));
        db.run("MATCH (i:Item) WITH i SKIP 3 LIMIT 100 REMOVE i:Item");
        assertThat(db.run(ONE_USER.replace("users: [u]", "users: [u], limit: 30")))
                .hasSameSizeAs(
                        db.run("MATCH (i:Item) WHERE NOT EXISTS { (:User {n: 17})-[:INTERACTED]->(i) } RETURN i"))
                .hasSizeBetween(13, 19);
        db.run("MATCH (i) WHERE i.taste IS NOT NULL SET i:Item");
        try (Transaction tx = db.service().beginTx()) { // uncommitted changes of the caller
            Database.run(tx, "MATCH (u:User {n: 17}) SET u.vimmrecEmbedding = null", Map.of());
            Database.run(tx, "MATCH (i:Item) SET i.vimmrecEmbedding = null", Map.of());
            assertThat(Database.run(tx, ONE_USER, Map.of())).hasSize(10);
        }
        assertThat(db.run(ONE_USER).get(0)).containsEntry("rank", 1L);
        train(LIGHT_GCN.replace("epochs: 4", "epochs: 6"));
        assertThat(db.run(ONE_USER))
                .isEqualTo(db.run("MATCH (u:User {n: 17}) CALL vimmrec.recommend.stream({"
                        + LIGHT_GCN.replace("epochs: 4", "epochs: 6") + ", users: [u]})" + ROWS));
        db.run("MATCH (m:_VimmrecLedger) WHERE m.kind = 'embedding' SET m.complete = false");
        assertFails(ONE_USER, "cannot be used, because its training is under way or was interrupted");
        assertThat(train(LIGHT_GCN)).containsEntry("usersProcessed", 120L);
    }

    @Test
    void shouldUseTheItemsOfNewUsersAndSessions() {
        train(LIGHT_GCN);
        String session = "MATCH (i:Item) WITH i ORDER BY id(i) SKIP 3 LIMIT 3 WITH collect(i) + collect(i) AS items"
                + " CALL vimmrec.recommend.stream({recommender: 'stored', session: items})" + ROWS;
        List<Map<String, Object>> anonymous = db.run(session);
        assertThat(anonymous)
                .hasSize(10)
                .allSatisfy(row -> assertThat(row.get("user")).isNull());
        db.run(
                "CREATE (u:User {n: 500}) WITH u MATCH (i:Item) WITH u, i ORDER BY id(i) SKIP 3 LIMIT 3 CREATE (u)-[:INTERACTED]->(i)");
        List<Map<String, Object>> known = db.run(ONE_USER.replace("17", "500").replace("id(user)", "null"));
        assertThat(known).isEqualTo(anonymous);
        assertThat(db.run("MATCH (i:Item) WITH i ORDER BY id(i) SKIP 3 LIMIT 3 WITH collect(i.vimmrecEmbedding) AS e"
                        + " MATCH (j:Item) WITH j, reduce(s = 0.0, d IN range(0, 7) | s + j.vimmrecEmbedding[d] * (e[0][d] + e[1][d]"
                        + " + e[2][d]) / 3) AS score ORDER BY score DESC RETURN id(j) AS item LIMIT 13"))
                .extracting(row -> row.get("item"))
                .containsSubsequence(
                        anonymous.stream().map(row -> row.get("item")).toList());
        db.run("MATCH (u:User {n: 500})-[r]->() DELETE r");
        assertThat(db.run(ONE_USER.replace("17", "500")).get(0).get("score"))
                .isEqualTo(db.row(
                                "MATCH (i:Item) RETURN toFloat(max(COUNT { MATCH (i)<-[:INTERACTED]-(u) RETURN DISTINCT u })) AS most")
                        .get("most"));
        assertThat(db.run("CALL vimmrec.recommend.stream({recommender: 'stored', session: []})"))
                .hasSize(10);
        assertFails(
                "CALL vimmrec.recommend.stream({recommender: 'stored', session: [1]})",
                "`session` must be a list of nodes");
        assertFails(
                "CALL vimmrec.recommend.stream({recommender: 'stored', topK: 3})",
                "`topK` has no effect with `recommender: 'stored'`");
        assertFails(
                "MATCH (i:Item) WITH i LIMIT 1 CALL vimmrec.recommend.stream({recommender: 'stored', users: [i]}) YIELD item RETURN item",
                "`users` must be a node with the label [User] that `userLabel` names, but node");
    }

    @Test
    void shouldRankItemsByTheSimilarityToGivenEmbeddings() {
        String query =
                "MATCH (q:Item) WITH q ORDER BY id(q) SKIP 5 LIMIT 1 CALL vimmrec.recommend.stream({modalities: {taste: 'taste',"
                        + " noise: 'noise'}, embeddings: {taste: q.taste, noise: q.noise}, modalityWeights: {taste: 3, noise: 1}, limit: 5})"
                        + " YIELD user, item, score, rank RETURN user, item, score, rank, q";
        List<Map<String, Object>> rows = db.run(query);
        assertThat(rows).hasSize(5);
        assertThat(rows.get(0).get("item")).isEqualTo(rows.get(0).get("q"));
        assertThat((double) rows.get(0).get("score")).isCloseTo(1, within(1e-6));
        String expected = "MATCH (q:Item) WITH q ORDER BY id(q) SKIP 5 LIMIT 1 MATCH (i:Item) WITH i,"
                + " 0.75 * (2 * vector.similarity.cosine(q.taste, i.taste) - 1) + 0.25 * (2 * vector.similarity.cosine(q.noise, i.noise) - 1)"
                + " AS score ORDER BY score DESC LIMIT 5 RETURN i AS item, score";
        List<Map<String, Object>> byHand = db.run(expected);
        for (int n = 0; n < 5; n++) {
            assertThat(rows.get(n).get("item")).isEqualTo(byHand.get(n).get("item"));
            assertThat((double) rows.get(n).get("score"))
                    .isCloseTo((double) byHand.get(n).get("score"), within(1e-5));
            assertThat(rows.get(n)).containsEntry("user", null).containsEntry("rank", n + 1L);
        }
        String call = "CALL vimmrec.recommend.stream({modalities: {taste: 'taste'}, embeddings: %s})";
        assertFails(
                call.formatted("{taste: [1.0, 2.0]}"),
                "`embeddings.taste` must have 16 numbers like the embeddings of items, but has 2.");
        assertFails(
                call.formatted("{sound: [1.0]}"),
                "`embeddings` has the modality [sound], which is not one of `modalities`");
        assertFails(call.formatted("{taste: [1.0, 'a']}"), "`embeddings.taste[1]` must be a finite number");
        assertFails(call.formatted("{taste: [0.0, 0]}"), "must not be all zeros");
        assertFails(call.formatted("{taste: [0.0/0.0]}"), "must be a finite number");
        assertFails(call.formatted("{}"), "`embeddings` must be a map");
        assertFails(call.formatted("null"), "`embeddings` must be a map");
        assertFails(
                call.formatted("{taste: [1.0]}, recommender: 'ease'"), "`recommender` has no effect with `embeddings`");
        assertFails(
                call.formatted("{taste: [1.0]}, modalityWeights: 'mean'"),
                "`modalityWeights` must be 'uniform' or a map");
        assertFails(call.formatted("{taste: [1.0]}, modalityWeights: {taste: 0}"), "weight");
    }
}
