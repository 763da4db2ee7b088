package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vimmrec.recommend.update}: the relationships are those of a fresh write with the same configuration. */
@ExtendWith(SharedDatabase.class)
class RecommendUpdateTest {
    private static final String MODALITIES = "modalities: {taste: 'taste'}";
    private static final String LIGHT_GCN = "recommender: 'lightGcn', epochs: 2, dimensions: 8";
    private static final String UPDATE = "CALL vimmrec.recommend.update({})";

    private final Database db;

    RecommendUpdateTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createGraph() {
        Tastes.create(db, 100, 5, true);
    }

    private Map<String, Object> write(String keys) {
        return db.row("CALL vimmrec.recommend.write({" + keys + "})");
    }

    private List<Map<String, Object>> stored() {
        return db.run("MATCH (u)-[r:RECOMMENDED]->(i) RETURN id(u) AS user, id(i) AS item, r.score AS score,"
                + " r.rank AS rank ORDER BY user, rank");
    }

    private List<Map<String, Object>> manifest() {
        return db.run("CALL vimmrec.list() YIELD kind, configuration, complete, itemsChanged, usersChanged"
                + " WHERE kind = 'recommendation' RETURN *");
    }

    private void assertFails(String call, String... parts) {
        assertThatThrownBy(() -> db.run("CALL vimmrec." + call))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }

    /** New interactions, a new user, a new item and a deleted one. */
    private void changeGraph() {
        db.run("MATCH (u:User) WITH u ORDER BY id(u) SKIP 3 LIMIT 2 MATCH (i:Item) WHERE NOT (u)-[:INTERACTED]->(i)"
                + " WITH u, i ORDER BY id(u), id(i) LIMIT 4 CREATE (u)-[:INTERACTED {timestamp: 5}]->(i)");
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) LIMIT 1 CREATE (u:User)-[:INTERACTED {timestamp: 6}]->(i)"
                + " CREATE (u)-[:INTERACTED {timestamp: 7}]->(:Item {taste: i.taste})");
        db.run("MATCH (i:Item)<-[:RECOMMENDED]-() WITH DISTINCT i ORDER BY id(i) SKIP 2 LIMIT 1 DETACH DELETE i");
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) LIMIT 20 SET i.inStock = NOT coalesce(i.inStock, false)");
        db.run("MATCH (u)-[r:RECOMMENDED]->() WITH r ORDER BY id(u) LIMIT 3 DELETE r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recommender: 'graphFilter', limit: 7",
                "recommender: 'graphFilter', strategy: 'overlay', maxPerItem: 9, maxPerGroup: {group: 2}, "
                        + MODALITIES,
                "recommender: 'EASE', strategy: 'synergistic', regularization: 50, virtualWeight: 0.2, topK: 4, "
                        + "modalityWeights: {taste: 1}, " + MODALITIES,
                "recommender: 'virtual', maxPerInteraction: 2, searchTopK: 20, " + MODALITIES,
                "recommender: 'popularity', writeProperty: 'score', rankProperty: 'rank'",
                "recommender: 'graphFilter', halfLife: 100, timestampProperty: 'timestamp', asOf: 1000",
                "recommender: 'graphFilter', interactionType: {INTERACTED: 0.5}, minInteractionWeight: 0.1",
                "recommender: 'graphFilter', split: {validationFrom: 800, testFrom: 900}, candidateLabel: 'Item'",
                "recommender: 'ease', split: 'latest', testFraction: 0.2, coldItemFraction: 0.1, seed: -3, at: 5",
                "recommender: 'stored'",
                "recommender: 'stored', candidateProperty: 'inStock'"
            })
    void shouldEqualAFreshWrite(String keys) {
        if (keys.contains("stored")) {
            db.run("CALL vimmrec.recommend.train({" + LIGHT_GCN + "})");
        }
        db.run("MATCH (i:Item) SET i.group = id(i) % 5, i.inStock = id(i) % 3 > 0");
        long written = (long) write(keys).get("relationshipsCreated");
        assertThat(db.row(UPDATE))
                .containsEntry("relationshipsUnchanged", written)
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L)
                .containsEntry("relationshipsDeleted", 0L);
        changeGraph();
        Map<String, Object> updated = db.row(UPDATE);
        assertThat((long) updated.get("relationshipsCreated")).isPositive();
        assertThat(updated.get("relationshipType")).isEqualTo("RECOMMENDED");
        List<Map<String, Object>> rows = stored();
        List<Map<String, Object>> manifest = manifest();
        assertThat(db.row(UPDATE))
                .containsEntry("relationshipsUnchanged", (long) rows.size())
                .containsEntry("relationshipsCreated", 0L)
                .containsEntry("relationshipsUpdated", 0L)
                .containsEntry("relationshipsDeleted", 0L);
        assertThat(stored()).isEqualTo(rows);
        db.run("CALL vimmrec.recommend.drop({})");
        assertThat(write(keys)).containsEntry("relationshipsCreated", (long) rows.size());
        assertThat(stored()).isEqualTo(rows);
        assertThat(manifest()).isEqualTo(manifest);
    }

    @Test
    void shouldUseTheEmbeddingsOfTheLastTraining() {
        db.run("CALL vimmrec.recommend.train({" + LIGHT_GCN + "})");
        write("recommender: 'stored', limit: 6");
        List<Map<String, Object>> before = stored();
        db.run("CALL vimmrec.recommend.train({" + LIGHT_GCN + ", seed: 2})");
        assertThat((long) db.row(UPDATE).get("relationshipsCreated")).isPositive();
        List<Map<String, Object>> rows = stored();
        assertThat(rows).isNotEqualTo(before).hasSize(600);
        assertThat(write("recommender: 'stored', limit: 6"))
                .containsEntry("relationshipsUnchanged", 600L)
                .containsEntry("relationshipsUpdated", 0L);
    }

    @Test
    void shouldUpdateSomeUsers() {
        write("recommender: 'popularity', limit: 4");
        db.run("MATCH (u:User)-[r:RECOMMENDED]->() DELETE r");
        assertThat(db.row("MATCH (u:User) WITH u ORDER BY id(u) LIMIT 2 WITH collect(u) AS users"
                        + " CALL vimmrec.recommend.update({users: users, concurrency: 1}) YIELD usersProcessed,"
                        + " relationshipsCreated RETURN *"))
                .containsEntry("usersProcessed", 2L)
                .containsEntry("relationshipsCreated", 8L);
        assertThat(stored()).hasSize(8);
        assertThat(db.row(UPDATE)).containsEntry("relationshipsCreated", 392L);
    }

    @Test
    void shouldAcceptTheKeysOfTheLastWriteAndNoOthers() {
        assertFails(
                "recommend.update({})",
                "vimmrec.recommend.write has not written relationships of type [RECOMMENDED], so there is nothing to update.");
        write("recommender: 'graphFilter', limit: 4, writeRelationshipType: 'FOR_YOU', batchSize: 50");
        assertThat(db.row("CALL vimmrec.recommend.update({writeRelationshipType: 'FOR_YOU', recommender: 'GRAPHFILTER',"
                        + " limit: 4.0, batchSize: 20, strategy: 'recommended'})"))
                .containsEntry("relationshipsUnchanged", 400L);
        assertThat(db.row("CALL vimmrec.recommend.update({writeRelationshipType: 'FOR_YOU',"
                        + " recommender: 'recommended'})"))
                .containsEntry("relationshipsUnchanged", 400L);
        String type = "recommend.update({writeRelationshipType: 'FOR_YOU', ";
        assertFails(
                type + "limit: 5})",
                "vimmrec.recommend.update: an update has the configuration of the last write, but `limit` was 4 and is"
                        + " 5. Leave the key out, or call vimmrec.recommend.write.");
        assertFails(type + "recommender: 'ease'})", "`recommender` was graphFilter and is ease.");
        assertFails(type + "seed: 4})", "`seed` was 1 and is 4.");
        assertFails(
                type + "onMismatch: 'replace'})", "`onMismatch` is a key of the write mode and has no effect here.");
        assertFails(type + "limt: 4})", "unknown key `limt`. Did you mean [limit]?");
        assertFails("recommend.update({limit: 4})", "has not written relationships of type [RECOMMENDED]");
        assertThat(db.row("MATCH ()-[r:FOR_YOU]->() RETURN count(r) AS count")).containsEntry("count", 400L);
    }

    @Test
    void shouldRefuseToTrain() {
        write(LIGHT_GCN);
        assertFails(
                "recommend.update({})",
                "vimmrec.recommend.update: an update of 'lightGcn' would be a new training. Call"
                        + " vimmrec.recommend.write; or keep the model with vimmrec.recommend.train, and write and"
                        + " update with `recommender: 'stored'`.");
    }

    @Test
    void shouldRefuseRelationshipsOfAnotherKind() {
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + "})");
        db.run("CALL vimmrec.overlay.write({" + MODALITIES + ", writeRelationshipType: 'RECOMMENDED'})");
        assertFails(
                "recommend.update({})", "vimmrec.recommend.write has not written relationships of type [RECOMMENDED]");
    }
}
