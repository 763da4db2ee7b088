package org.vimmrec.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Tests reading and counting relationships while another client deletes some of them. */
@ExtendWith(SharedDatabase.class)
class RelationshipsTest {
    private final Database db;

    RelationshipsTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createRelationships() {
        db.run("UNWIND range(1, 5) AS n CREATE ()-[:SOME {n: n, w: 0.5}]->()");
    }

    private void deleteAllBut(Relationship one) {
        db.run("MATCH ()-[r:SOME]->() WHERE elementId(r) <> '" + one.getElementId() + "' DELETE r");
    }

    @Test
    void shouldDistinguishAValueAMissingPropertyAndADeletedRelationship() {
        try (Transaction tx = db.service().beginTx();
                var some = tx.findRelationships(RelationshipType.withName("SOME"))) {
            Relationship first = some.next();
            Relationship second = some.next();
            deleteAllBut(first);
            assertThat(Relationships.property(first, "w")).isEqualTo(0.5);
            assertThat(Relationships.property(first, "x")).isNull();
            assertThat(Relationships.property(second, "w")).isSameAs(Relationships.DELETED);
        }
    }

    @Test
    void shouldSkipRelationshipsThatAreDeletedMeanwhile() {
        try (Transaction tx = db.service().beginTx()) {
            boolean[] first = {true};
            long count = Relationships.forEach(tx, "SOME", new Task(1, TaskMonitor.NONE), relationship -> {
                if (first[0]) {
                    first[0] = false;
                    deleteAllBut(relationship);
                }
                assertThat(relationship.getAllProperties()).containsEntry("w", 0.5);
            });
            assertThat(count).isEqualTo(1);
        }
    }

    /** Only plain names go into a Cypher query. In other names, Cypher could interpret characters such as escapes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SOME_MORE",
                "Some9",
                "9",
                "SOME_MORE\n",
                "of a kind",
                "`",
                "``",
                "a`b",
                "\\",
                "\\u0060",
                "a\\u0060]->() DELETE r //",
                "\"",
                "'",
                "$type",
                "{",
                "%s",
                "\u00fc\ud83d\ude00"
            })
    void shouldCountTheRelationshipsOfATypeWithAnyName(String type) {
        Task task = new Task(1, TaskMonitor.NONE);
        try (Transaction tx = db.service().beginTx()) {
            assertThat(Relationships.count(tx, type, task)).isZero();
            for (int n = 0; n < 3; n++) {
                tx.createNode().createRelationshipTo(tx.createNode(), RelationshipType.withName(type));
            }
            assertThat(Relationships.count(tx, type, task))
                    .as("including relationships of this transaction")
                    .isEqualTo(3);
            tx.commit();
        }
        try (Transaction tx = db.service().beginTx()) {
            assertThat(Relationships.count(tx, type, task)).isEqualTo(3);
        }
    }
}
