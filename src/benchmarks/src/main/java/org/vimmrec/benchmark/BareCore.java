package org.vimmrec.benchmark;

import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.neo4j.graphdb.TransientFailureException;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.procedure.Database;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Creates and deletes relationships with the Core API and does nothing else. Its time is a lower bound for a write. */
record BareCore(long[] sources, long[] targets, double[] values, long[] ranks) {
    static final String TYPE = "BARE";

    /** Reads the existing relationships of a type, to create them again with another type. */
    static BareCore of(Database db, String type, String property) {
        return of(db, type, property, null);
    }

    /** The same for relationships that may have a second property, a whole number. */
    static BareCore of(Database db, String type, String property, String rank) {
        try (Transaction tx = db.service().beginTx();
                ResourceIterator<Relationship> relationships = tx.findRelationships(RelationshipType.withName(type))) {
            Relationship[] all = relationships.stream().toArray(Relationship[]::new);
            BareCore bare = new BareCore(
                    new long[all.length],
                    new long[all.length],
                    new double[all.length],
                    rank == null ? null : new long[all.length]);
            for (int n = 0; n < all.length; n++) {
                bare.sources[n] = NodeIds.of(all[n].getStartNode());
                bare.targets[n] = NodeIds.of(all[n].getEndNode());
                bare.values[n] = (double) all[n].getProperty(property);
                if (rank != null) {
                    bare.ranks[n] = (long) all[n].getProperty(rank);
                }
            }
            return bare;
        }
    }

    /** Creates the relationships in batches, and returns the time in seconds. */
    double create(Database db, int threads, int batchSize) {
        long start = System.nanoTime();
        int batches = (sources.length + batchSize - 1) / batchSize;
        new Task(threads, TaskMonitor.NONE).parallel("bare", batches, () -> batch -> {
            int from = batch * batchSize;
            while (!created(db, from, Math.min(sources.length, from + batchSize))) {
                Thread.onSpinWait();
            }
        });
        return (System.nanoTime() - start) / 1e9;
    }

    /** Creates one batch. Returns false if a deadlock ended its transaction in favour of another. */
    private boolean created(Database db, int from, int to) {
        try (Transaction tx = db.service().beginTx()) {
            for (int n = from; n < to; n++) {
                Node target = NodeIds.node(tx, targets[n]);
                Relationship created =
                        NodeIds.node(tx, sources[n]).createRelationshipTo(target, RelationshipType.withName(TYPE));
                created.setProperty("value", values[n]);
                if (ranks != null) {
                    created.setProperty("rank", ranks[n]);
                }
            }
            tx.commit();
            return true;
        } catch (TransientFailureException e) {
            return false;
        }
    }

    /** Deletes all relationships of a type in batches, and returns the time in seconds. */
    static double delete(Database db, String type, int batchSize) {
        long start = System.nanoTime();
        boolean more = true;
        while (more) {
            try (Transaction tx = db.service().beginTx();
                    ResourceIterator<Relationship> relationships =
                            tx.findRelationships(RelationshipType.withName(type))) {
                for (int n = 0; n < batchSize && relationships.hasNext(); n++) {
                    relationships.next().delete();
                }
                more = relationships.hasNext();
                tx.commit();
            }
        }
        return (System.nanoTime() - start) / 1e9;
    }
}
