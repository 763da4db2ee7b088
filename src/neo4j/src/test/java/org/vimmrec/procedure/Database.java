package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.neo4j.configuration.GraphDatabaseSettings;
import org.neo4j.dbms.api.DatabaseManagementService;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.config.Setting;
import org.neo4j.harness.Neo4j;
import org.neo4j.harness.Neo4jBuilder;
import org.neo4j.harness.Neo4jBuilders;
import org.neo4j.io.ByteUnit;

/** A real Neo4j in this process with the plugin's procedures, driven by Cypher. */
public final class Database implements AutoCloseable {
    private final Neo4j neo4j;

    /** Starts Neo4j with its default settings. */
    public Database() {
        this(builder());
    }

    private Database(Neo4jBuilder builder) {
        neo4j = builder.build();
    }

    /** Starts Neo4j with one setting changed. */
    public static <T> Database with(Setting<T> setting, T value) {
        return new Database(builder().withConfig(setting, value));
    }

    /**
     * Starts Neo4j with more procedures than the plugin's: those of a test or of another plugin, without restrictions.
     */
    public static Database with(Class<?>... procedures) {
        Neo4jBuilder builder = builder().withConfig(GraphDatabaseSettings.procedure_unrestricted, List.of("*"));
        for (Class<?> procedure : procedures) {
            builder = builder.withProcedure(procedure);
        }
        return new Database(builder);
    }

    private static Neo4jBuilder builder() {
        return Neo4jBuilders.newInProcessBuilder()
                .withDisabledServer()
                .withConfig(GraphDatabaseSettings.pagecache_memory, ByteUnit.mebiBytes(512)) // allocated as needed
                .withProcedure(SimilarityProcedures.class)
                .withProcedure(StatisticsProcedures.class)
                .withProcedure(OverlayProcedures.class)
                .withProcedure(SynergisticProcedures.class)
                .withProcedure(VirtualProcedures.class)
                .withProcedure(ExplainProcedures.class)
                .withProcedure(EvaluationProcedures.class)
                .withProcedure(RecommendProcedures.class)
                .withProcedure(ExportProcedures.class)
                .withProcedure(ListProcedure.class)
                .withFunction(Version.class);
    }

    /** The database service, for tests of the graph package. */
    public GraphDatabaseService service() {
        return neo4j.defaultDatabaseService();
    }

    /** The database management service, for tests that listen to transactions. */
    public DatabaseManagementService management() {
        return neo4j.databaseManagementService();
    }

    /** Runs a query in a transaction of its own, commits, and returns the rows. */
    public List<Map<String, Object>> run(String cypher, Map<String, Object> parameters) {
        try (Transaction tx = service().beginTx()) {
            List<Map<String, Object>> rows = run(tx, cypher, parameters);
            tx.commit();
            return rows;
        }
    }

    /** Runs a query without parameters. */
    public List<Map<String, Object>> run(String cypher) {
        return run(cypher, Map.of());
    }

    /** Runs a query in a given transaction. */
    public static List<Map<String, Object>> run(Transaction tx, String cypher, Map<String, Object> parameters) {
        try (Result result = tx.execute(cypher, parameters)) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.hasNext()) {
                rows.add(result.next());
            }
            return rows;
        }
    }

    /** Returns the only row of a query. */
    public Map<String, Object> row(String cypher, Map<String, Object> parameters) {
        List<Map<String, Object>> rows = run(cypher, parameters);
        if (rows.size() != 1) {
            throw new AssertionError(rows.size() + " rows from " + cypher);
        }
        return rows.get(0);
    }

    /** Returns the only row of a query without parameters. */
    public Map<String, Object> row(String cypher) {
        return row(cypher, Map.of());
    }

    /** Deletes everything. */
    public void clear() {
        run("MATCH (n) DETACH DELETE n");
    }

    @Override
    public void close() {
        neo4j.close();
    }
}
