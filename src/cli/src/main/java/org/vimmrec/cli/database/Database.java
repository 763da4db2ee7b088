package org.vimmrec.cli.database;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A Neo4j database with the plugin: in this process, or on a server. It runs one query at a time. */
public interface Database extends AutoCloseable {

    /** Returns the version of Neo4j. A server of the 2025 and 2026 lines has components with other versions, too. */
    String VERSION_QUERY = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' "
            + "RETURN versions[0] AS version";

    /**
     * Runs a query in a transaction of its own and passes on its rows one by one, without holding all of them.
     *
     * @param rows receives each row, a map of its columns, which it must not keep
     */
    void stream(String cypher, Map<String, Object> parameters, Consumer<Map<String, Object>> rows);

    /** Runs a query in a transaction of its own and returns its rows, each a map of its columns. */
    default List<Map<String, Object>> query(String cypher, Map<String, Object> parameters) {
        List<Map<String, Object>> rows = new ArrayList<>();
        stream(cypher, parameters, row -> rows.add(new HashMap<>(row)));
        return rows;
    }

    /** A column that is a map. */
    @SuppressWarnings("unchecked") // the keys of a map of Cypher are text
    static Map<String, Object> map(Object column) {
        return (Map<String, Object>) column;
    }

    /**
     * What the running query says about its progress, in the column {@code statusDetails} of {@code SHOW TRANSACTIONS}.
     * Another thread than that of the query calls this.
     *
     * @return null if no query is running, or the user may not see its transaction
     */
    String status();

    /** The version of Neo4j. */
    String version();

    /** The versions of the plugin and of Neo4j, in words. */
    default String versions() {
        return "VI-MMRec "
                + query("RETURN vimmrec.version() AS version", Map.of()).get(0).get("version") + ", Neo4j " + version();
    }

    /** Whether the process has been told to stop. Later failures are consequences of this. */
    boolean interrupted();

    @Override
    void close();
}
