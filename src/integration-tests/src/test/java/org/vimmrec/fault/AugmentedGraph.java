package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.neo4j.driver.Record;
import org.vimmrec.procedure.Database;
import org.vimmrec.server.Neo4jServer;

/**
 * A graph of items, users and interactions, in an embedded database or a server, with the relationships of the plugin.
 */
record AugmentedGraph(Cypher cypher) {

    /** Runs Cypher statements. */
    interface Cypher {
        List<Map<String, Object>> run(String statement);
    }

    /**
     * The relationships of one type.
     *
     * @param bySource by source node, one string per relationship with its target and exact value
     */
    record Written(Map<String, List<String>> bySource) {
        static final Written NOTHING = new Written(Map.of());

        /**
         * Fails if the relationships of a source are neither those of {@code before} nor those of {@code after}.
         * Returns the number of sources that are as in {@code after} and differ from {@code before}.
         */
        int requireOldOrNew(Written before, Written after) {
            Set<String> sources = new TreeSet<>(before.bySource.keySet());
            sources.addAll(after.bySource.keySet());
            assertThat(sources).containsAll(bySource.keySet());
            int changed = 0;
            for (String source : sources) {
                assertThat(of(source)).as("relationships of " + source).isIn(before.of(source), after.of(source));
                changed += of(source).equals(after.of(source)) && !of(source).equals(before.of(source)) ? 1 : 0;
            }
            return changed;
        }

        List<String> of(String source) {
            return bySource.getOrDefault(source, List.of());
        }
    }

    static AugmentedGraph in(Database db) {
        return new AugmentedGraph(db::run);
    }

    static AugmentedGraph in(Neo4jServer server) {
        return new AugmentedGraph(
                statement -> server.run(statement).stream().map(Record::asMap).toList());
    }

    /**
     * Creates items with embeddings {@code e} and {@code f}, and users with five interactions. All nodes have a number
     * {@code n}.
     */
    AugmentedGraph create(int items, int users) {
        cypher.run("UNWIND range(0, " + (items - 1)
                + ") AS n CREATE (:Item {n: n, e: [k IN range(1, 8) | sin(1.7 * n * k + k)],"
                + " f: [k IN range(1, 8) | cos(1.3 * n * k)]})");
        cypher.run(
                "MATCH (i:Item) WITH i ORDER BY i.n WITH collect(i) AS items UNWIND range(0, " + (users - 1) + ") AS n"
                        + " CREATE (u:User {n: n}) WITH u, n, items UNWIND range(0, 4) AS k"
                        + " WITH u, items[(n * 7 + k * k * 31) % size(items)] AS i CREATE (u)-[:INTERACTED]->(i)");
        return this;
    }

    /** Reads the relationships of a type. Nodes are identified by their number {@code n}. */
    Written written(String type) {
        Map<String, List<String>> bySource = new TreeMap<>();
        cypher.run("MATCH (s)-[r:" + type + "]->(t) WITH head(labels(s)) + s.n AS source,"
                        + " t.n + ' ' + coalesce(toString(r.score), '') + ' ' + coalesce(toString(r.weight), '')"
                        + " + coalesce(' ' + r.rank, '') AS edge"
                        + " ORDER BY edge RETURN source, collect(edge) AS edges")
                .forEach(row -> bySource.put((String) row.get("source"), strings(row.get("edges"))));
        return new Written(bySource);
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
