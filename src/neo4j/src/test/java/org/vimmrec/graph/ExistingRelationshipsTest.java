package org.vimmrec.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import org.vimmrec.update.Manifest;

/** There are enough items for several threads. */
@ExtendWith(SharedDatabase.class)
class ExistingRelationshipsTest {
    private static final int ITEMS = 3000;
    private static final String TYPE = "SIMILAR_M";

    private final Database db;

    ExistingRelationshipsTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void writeSimilarities() {
        db.run("UNWIND range(0, " + (ITEMS - 1) + ") AS n"
                + " CREATE (:Item {n: n, e: [sin(n), cos(n * 1.7), n % 7 + 0.1]})");
        db.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}, topK: 3})");
    }

    private ExistingRelationships check(int concurrency) {
        Task task = new Task(concurrency, TaskMonitor.NONE);
        Manifest manifest = new ManifestStore(db.service(), task).read(TYPE);
        try (Transaction tx = db.service().beginTx()) {
            Ownership ownership = Ownership.of(tx, TYPE, manifest, false, task);
            return ExistingRelationships.of(ReadTransactions.beside(db.service(), tx), ownership, task);
        }
    }

    private long[] sources() {
        return db.run("MATCH (a)-[:" + TYPE + "]->() RETURN DISTINCT id(a) AS id ORDER BY id").stream()
                .mapToLong(row -> (long) row.get("id"))
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void shouldFindTheNodesWithRelationshipsAtAnyConcurrency(int concurrency) {
        db.run("MATCH (i:Item)-[r:" + TYPE + "]->() WHERE i.n % 5 = 0 DELETE r");

        assertThat(check(concurrency).sources()).hasSize(ITEMS * 4 / 5).containsExactly(sources());
    }

    @ParameterizedTest
    @CsvSource({
        "MATCH (a:Item {n: 1500}) CREATE (:Other)-[:SIMILAR_M {score: 0.5}]->(a), 1",
        "MATCH (a:Item {n: 1500}) CREATE (a)-[:SIMILAR_M {score: 0.5}]->(:Other), 1",
        "MATCH (a:Item {n: 2999})-[r:SIMILAR_M]->() SET r.score = true, 3",
        "MATCH (a:Item {n: 1})-[r:SIMILAR_M]->() SET r.score = true CREATE (:Other)-[:SIMILAR_M]->(a), 6"
    })
    void shouldRefuseForeignRelationshipsWhereverTheyStart(String foreign, int expected) {
        db.run(foreign);

        assertThatThrownBy(() -> check(4)).hasMessageContaining("did not write " + expected + " of its relationships");
    }

    @Test
    void shouldNotBeMisledByAMissingAndAForeignRelationship() {
        db.run("MATCH (a:Item {n: 7})-[r:" + TYPE + "]->() WITH a, r LIMIT 1 DELETE r" + " CREATE (:Other)-[:" + TYPE
                + " {score: 0.5}]->(a)");

        assertThatThrownBy(() -> check(4)).hasMessageContaining("did not write 1 of its relationships");
    }

    @Test
    void shouldSkipNodesThatWereDeleted() {
        db.run("MATCH (i:Item) WHERE i.n % 100 = 0 DETACH DELETE i");

        assertThat(check(4).sources()).containsExactly(sources());
    }
}
