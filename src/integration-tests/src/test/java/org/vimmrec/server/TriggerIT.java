package org.vimmrec.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.SessionConfig;
import org.neo4j.driver.exceptions.Neo4jException;

/** Tests writes in a server with APOC triggers that change the end nodes of created relationships, or reject them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggerIT {
    private static final String OVERLAY = "CALL vimmrec.overlay.write({maxPerUser: 30, batchSize: 500})";
    private static final String EDGES =
            "MATCH (u)-[r:VIRTUAL_INTERACTED]->(i) RETURN u.n AS user, i.n AS item, r.weight AS weight"
                    + " ORDER BY user, item";
    private static final String TOUCH = "UNWIND [r IN $createdRelationships WHERE type(r) = 'VIRTUAL_INTERACTED'] AS r"
            + " WITH startNode(r) AS u, endNode(r) AS i SET i.touched = timestamp(), u.touched = timestamp()";
    private static final String VETO =
            "CALL apoc.util.validate(any(r IN $createdRelationships WHERE type(r) = 'VIRTUAL_INTERACTED'),"
                    + " 'no edges on Sundays', [])";

    private Neo4jServer server;
    private List<Record> expected;

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                System.getProperty("java.class.path").contains("/neo4j-kernel-5.26."),
                "Maven Central has APOC for Neo4j 5.26 only");
        server = new Neo4jServer("triggers").withoutGds().withApoc().start();
        server.run("UNWIND range(0, 399) AS n CREATE (:Item {n: n, e: [k IN range(1, 8) | sin(1.7 * n * k + k)]})");
        server.run(
                "MATCH (i:Item) WITH i ORDER BY i.n WITH collect(i) AS items UNWIND range(0, 599) AS n CREATE (u:User {n: n})"
                        + " WITH u, n, items UNWIND range(0, 4) AS k WITH u, items[(n * 7 + k * k * 31) % 400] AS i CREATE (u)-[:INTERACTED]->(i)");
        server.run("CALL vimmrec.similarity.write({modalities: {m: 'e'}})");
        server.run(OVERLAY);
        expected = server.run(EDGES);
        server.run("CALL vimmrec.virtual.drop()");
        assertThat(expected).hasSizeGreaterThan(5000);
    }

    @AfterAll
    void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    private void install(String statement, String phase) throws InterruptedException {
        onSystem("CALL apoc.trigger.install('neo4j', 'other', \"" + statement + "\", {phase: '" + phase + "'})");
        awaitTriggers(1);
    }

    @AfterEach
    void removeTrigger() throws InterruptedException {
        onSystem("CALL apoc.trigger.dropAll('neo4j')");
        awaitTriggers(0);
        server.run("CALL vimmrec.virtual.drop()");
    }

    private void onSystem(String statement) {
        try (Session session = server.driver().session(SessionConfig.forDatabase("system"))) {
            session.run(statement).consume();
        }
    }

    private void awaitTriggers(int count) throws InterruptedException {
        while (server.run("CALL apoc.trigger.list() YIELD name RETURN name").size() != count) {
            Thread.sleep(50);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"before", "afterAsync"})
    void shouldWriteTheSameResultWithATriggerThatUpdatesEndNodes(String phase) throws InterruptedException {
        install(TOUCH, phase);
        server.run(OVERLAY);
        assertThat(server.run(EDGES)).isEqualTo(expected);
        server.run(OVERLAY);
        assertThat(server.run(EDGES)).isEqualTo(expected);
        assertThat(server.run("MATCH (i:Item) WHERE i.touched IS NOT NULL RETURN i LIMIT 1"))
                .isNotEmpty();
        server.run("MATCH (n) WHERE n.touched IS NOT NULL REMOVE n.touched");
    }

    @Test
    void shouldShowTheMessageOfATriggerThatRejectsAWrite() throws InterruptedException {
        install(VETO, "before");
        assertThatThrownBy(() -> server.run(OVERLAY))
                .isInstanceOf(Neo4jException.class)
                .hasMessageContaining("no edges on Sundays")
                .hasMessageContaining("[VIRTUAL_INTERACTED]");
        assertThat(server.run(EDGES)).isEmpty();
    }
}
