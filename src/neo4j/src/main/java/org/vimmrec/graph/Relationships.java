package org.vimmrec.graph;

import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** All relationships of a type. */
final class Relationships {
    /** In the place of a value: the relationship was deleted since it was found. What else its node has, still counts. */
    static final Object GONE = new Object();

    /** The pauses between them take about a second in all, spent once before an error. */
    private static final int MOST_LOOKS = 8;
    private static final int CHECK_EVERY = 4096;
    private static final String COUNT = "MATCH ()-[r:`%s`]->() RETURN count(r) AS count";
    /** Names that mean nothing else to Cypher, which takes no parameter in their place and reads escapes even in quotes. */
    private static final Pattern COUNTABLE = Pattern.compile("[A-Za-z0-9_]+");

    private Relationships() {
    }

    /** A property's value, null if the relationship has none, or {@link #GONE}. */
    static Object property(Relationship relationship, String property) {
        try {
            return relationship.getProperty(property, null);
        } catch (NotFoundException e) {
            return GONE;
        }
    }

    /**
     * A property's value that the relationship should have, null if it lacks it, or {@link #GONE}. While another client writes
     * or deletes the relationship, Neo4j may show it without its properties, so a missing value is looked up again.
     */
    static Object requiredProperty(Transaction tx, Relationship relationship, String property) {
        Object value = property(relationship, property);
        for (int looks = 1; value == null && looks < MOST_LOOKS; looks++) {
            Commit.pause(looks);
            try {
                value = tx.getRelationshipByElementId(relationship.getElementId()).getProperty(property, null);
            } catch (NotFoundException e) {
                return GONE;
            }
        }
        return value;
    }

    /** Visits each of them, and returns how many there are. Of one that is deleted meanwhile, a visit ends early. */
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

    /** How many there are. Neo4j keeps count of them; of its public interfaces, Cypher alone tells without visiting each. */
    static long count(Transaction tx, String type, Task task) {
        if (!COUNTABLE.matcher(type).matches()) {
            return forEach(tx, type, task, relationship -> { });
        }
        try (Result rows = tx.execute(COUNT.formatted(type))) {
            return (Long) rows.next().get("count");
        }
    }
}
