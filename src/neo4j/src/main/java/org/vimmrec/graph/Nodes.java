package org.vimmrec.graph;

import java.util.Arrays;
import java.util.function.Predicate;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Reads the ids of all nodes with a label. */
public final class Nodes {
    private static final int CHECK_EVERY = 4096;

    private static final String COUNT = "MATCH (n:`%s`) RETURN count(n) AS count";

    private Nodes() {}

    /** The number of nodes with a label. Uses Cypher, because only Cypher reads the count store of Neo4j. */
    static long count(Transaction tx, String label, Task task) {
        if (!Relationships.isSafeInQueries(label)) {
            return readAny(tx, label, task).size();
        }
        try (Result rows = tx.execute(COUNT.formatted(label))) {
            return (Long) rows.next().get("count");
        }
    }

    /**
     * Reads the ids of at least one node.
     *
     * @param key the configuration key that names the label, for the error message
     * @throws IllegalArgumentException if no node has the label
     */
    static IdIndex read(Transaction tx, String label, String key, Task task) {
        IdIndex nodes = readAny(tx, label, task);
        if (nodes.size() == 0) {
            throw UnknownNameErrors.noLabel(tx, label, key);
        }
        return nodes;
    }

    /** Whether any node with a label meets a condition. Looks at all nodes if none does. */
    static boolean any(Transaction tx, String label, Predicate<Node> condition, Task task) {
        try (ResourceIterator<Node> nodes = tx.findNodes(Label.label(label))) {
            for (int n = 0; nodes.hasNext(); n++) {
                if (n % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                if (condition.test(nodes.next())) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Checks that a node with a label has a property.
     *
     * @param key the configuration key that names the property, for the error message
     * @throws IllegalArgumentException if none has
     */
    static void requireProperty(Transaction tx, String label, String property, String key, Task task) {
        if (!any(tx, label, node -> node.hasProperty(property), task)) {
            throw UnknownNameErrors.noProperty(tx, label, property, key);
        }
    }

    /** Reads the ids; returns an empty index if no node has the label. */
    public static IdIndex readAny(Transaction tx, String label, Task task) {
        long[] ids = new long[1024];
        int count = 0;
        try (ResourceIterator<Node> nodes = tx.findNodes(Label.label(label))) {
            while (nodes.hasNext()) {
                if (count % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                if (count == ids.length) {
                    ids = Arrays.copyOf(ids, count * 2);
                }
                ids[count++] = NodeIds.of(nodes.next());
            }
        }
        ids = Arrays.copyOf(ids, count);
        Arrays.sort(ids);
        return IdIndex.of(ids);
    }
}
