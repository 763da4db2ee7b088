package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Users and items are the same nodes: people who follow people. Ann and Bob are each other's nearest neighbours. Ann
 * follows Bob, so without a special rule Ann would get a virtual interaction with herself.
 */
@ExtendWith(SharedDatabase.class)
class SharedLabelTest {
    private static final String KEYS = "modalities: {m: 'e'}, userLabel: 'Person', itemLabel: 'Person',"
            + " interactionType: 'FOLLOWS', virtualWeight: 1.0";

    private final Database db;

    SharedLabelTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createPeople() {
        db.run("CREATE (a:Person {name: 'ann', e: [1.0, 0.0]}), (b:Person {name: 'bob', e: [1.0, 0.1]}),"
                + " (c:Person {name: 'cat', e: [1.0, 0.3]}), (d:Person {name: 'dan', e: [1.0, 0.6]}),"
                + " (a)-[:FOLLOWS]->(b), (b)-[:FOLLOWS]->(a), (b)-[:FOLLOWS]->(c), (c)-[:FOLLOWS]->(d)");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}, itemLabel: 'Person'})");
    }

    private List<Object> edges(String strategy, String more) {
        return db
                .run("CALL vimmrec." + strategy + ".stream({" + KEYS + more + "}) YIELD user, item, weight"
                        + " RETURN user.name + ' ' + item.name AS edge ORDER BY edge")
                .stream()
                .map(row -> row.get("edge"))
                .toList();
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
    void shouldNeverLinkAUserToItself(String strategy, String aggregation) {
        String more = ", aggregation: '" + aggregation + "'";
        assertThat(edges(strategy, more)).containsExactly("ann cat", "ann dan", "bob dan", "cat ann", "cat bob");
        assertThat(edges(strategy, more + ", maxPerUser: 1")).containsExactly("ann cat", "bob dan", "cat bob");
        assertThat(db.row("CALL vimmrec." + strategy + ".stats({" + KEYS + more + "}) YIELD virtualInteractions"))
                .containsEntry("virtualInteractions", 5L);
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldNeverWriteALoop(String strategy) {
        String loops = "MATCH (n)-[:VIRTUAL_INTERACTED]->(n) RETURN count(*) AS n";
        db.run("CALL vimmrec." + strategy + ".write({" + KEYS + "})");
        assertThat(db.row(loops)).containsEntry("n", 0L);
        // Dan followed nobody until now, and Eve is new.
        db.run("MATCH (d:Person {name: 'dan'}), (c:Person {name: 'cat'}) CREATE (d)-[:FOLLOWS]->(c),"
                + " (:Person {name: 'eve', e: [1.0, 0.31]})-[:FOLLOWS]->(c)");
        db.run("CALL vimmrec.similarity.update({modalities: {m: 'e'}, itemLabel: 'Person'})");
        assertThat(db.row(
                        "CALL vimmrec." + strategy + ".update({" + KEYS + "}) YIELD mode, usersRecomputed RETURN mode"))
                .containsEntry("mode", "update");
        assertThat(db.row(loops)).containsEntry("n", 0L);
        assertThat(db.run("CALL vimmrec." + strategy + ".write({" + KEYS + "}) YIELD relationshipsCreated AS c,"
                        + " relationshipsDeleted AS d, relationshipsUpdated AS u"))
                .containsExactly(Map.of("c", 0L, "d", 0L, "u", 0L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlay", "synergistic"})
    void shouldReturnNoExplanationForTheOwnNode(String strategy) {
        String call =
                "MATCH (a:Person {name: 'ann'}), (b:Person {name: $item}) CALL vimmrec.explain({user: a, item: b, strategy: '"
                        + strategy + "', " + KEYS + "}) YIELD kept, reason RETURN kept, reason";
        assertThat(db.run(call, Map.of("item", "ann"))).isEmpty();
        assertThat(db.run(call, Map.of("item", "cat")))
                .hasSize(1)
                .allSatisfy(row -> assertThat((String) row.get("reason")).contains("number 1 of the user's"));
    }

    /** Some nodes have both labels, and others have only one. */
    @Test
    void shouldDistinguishItemsFromUsersIfLabelsOverlap() {
        db.run("MATCH (p:Person) WHERE p.name IN ['ann', 'cat'] SET p:Seller");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}, itemLabel: 'Person'})");
        assertThat(
                        db.run(
                                "CALL vimmrec.overlay.stream({modalities: {m: 'e'}, userLabel: 'Seller', itemLabel: 'Person',"
                                        + " interactionType: 'FOLLOWS'}) YIELD user, item RETURN user.name + ' ' + item.name AS edge ORDER BY edge"))
                .extracting(row -> row.get("edge"))
                .containsExactly("ann cat", "ann dan", "cat ann", "cat bob");
    }

    /** A user who follows herself has a real interaction, which counts like any other. It is never virtual. */
    @Test
    void shouldAcceptARealInteractionWithTheOwnNode() {
        db.run("MATCH (a:Person {name: 'ann'}) CREATE (a)-[:FOLLOWS]->(a)");
        assertThat(edges("overlay", "")).containsExactly("ann cat", "ann dan", "bob dan", "cat ann", "cat bob");
    }
}
