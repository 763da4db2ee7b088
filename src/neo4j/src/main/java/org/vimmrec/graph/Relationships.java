package org.vimmrec.graph;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.task.Task;

/** Scans and counts relationships, and reads their properties while other clients delete them. */
final class Relationships {
    /** Returned instead of a value if the relationship was deleted after it was found. */
    static final Object DELETED = InteractionWeigher.DELETED;

    /** The pauses between the attempts add up to about a second. */
    private static final int MAX_ATTEMPTS = 8;

    private static final int CHECK_EVERY = 4096;
    private static final String COUNT = "MATCH ()-[r:`%s`]->() RETURN count(r) AS count";
    /**
     * Names that are safe to insert into a query: Cypher has no parameters for labels and types, and it interprets
     * escape sequences even in quoted names.
     */
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_]+");

    private Relationships() {}

    /** The value of a property, null if it is missing, or {@link #DELETED}. */
    static Object property(Relationship relationship, String property) {
        try {
            return relationship.getProperty(property, null);
        } catch (NotFoundException e) {
            return DELETED;
        }
    }

    /**
     * The value of a property that the relationship should have, null if it is missing, or {@link #DELETED}. Neo4j may
     * return a relationship without its properties while another client writes or deletes it, so this reads a missing
     * value again.
     */
    static Object requiredProperty(Transaction tx, Relationship relationship, String property) {
        Object value = property(relationship, property);
        for (int attempts = 1; value == null && attempts < MAX_ATTEMPTS; attempts++) {
            try {
                value = tx.getRelationshipByElementId(relationship.getElementId())
                        .getProperty(property, null);
            } catch (NotFoundException e) {
                return DELETED;
            }
            if (value == null) { // it exists: another client may be about to write the value
                TransactionFailures.backOff(attempts);
            }
        }
        return value;
    }

    /** Visits all relationships of a type and returns their number. Skips those that are deleted concurrently. */
    static long forEach(Transaction tx, String type, Task task, Consumer<Relationship> visitor) {
        long count = 0;
        try (ResourceIterator<Relationship> relationships = tx.findRelationships(RelationshipType.withName(type))) {
            while (relationships.hasNext()) {
                if (count++ % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                try {
                    visitor.accept(relationships.next());
                } catch (NotFoundException e) {
                    count--;
                }
            }
        }
        return count;
    }

    /** Whether a label or type can be inserted into a query; see {@link #SAFE_NAME}. */
    static boolean isSafeInQueries(String name) {
        return SAFE_NAME.matcher(name).matches();
    }

    /** The number of relationships of a type. Uses Cypher, because only Cypher reads the count store of Neo4j. */
    static long count(Transaction tx, String type, Task task) {
        if (!isSafeInQueries(type)) {
            return forEach(tx, type, task, relationship -> {});
        }
        try (Result rows = tx.execute(COUNT.formatted(type))) {
            return (Long) rows.next().get("count");
        }
    }
}
