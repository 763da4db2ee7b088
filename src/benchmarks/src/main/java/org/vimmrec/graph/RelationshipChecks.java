package org.vimmrec.graph;

import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;
import org.vimmrec.update.Manifest;

/** Times how the relationships of a type are checked before a write. */
public record RelationshipChecks(GraphDatabaseService db, String type) {

    /** The seconds of a check by nodes. */
    public double seconds(int concurrency) {
        return seconds(new Task(concurrency, TaskMonitor.NONE), true);
    }

    /** The seconds of a scan of the type. */
    public double secondsOfScan() {
        return seconds(new Task(1, TaskMonitor.NONE), false);
    }

    private double seconds(Task task, boolean byNodes) {
        Manifest manifest = new ManifestStore(db, task).read(type);
        try (Transaction tx = db.beginTx()) {
            Ownership ownership = Ownership.of(tx, type, manifest, false, task);
            long start = System.nanoTime();
            int sources = (byNodes
                            ? ExistingRelationships.of(ReadTransactions.beside(db, tx), ownership, task)
                            : ExistingRelationships.scan(tx, ownership, task))
                    .sources()
                    .length;
            double seconds = (System.nanoTime() - start) / 1e9;
            if (sources != manifest.sources().ids().length) {
                throw new IllegalStateException(sources + " nodes with relationships, but "
                        + manifest.sources().ids().length + " in the manifest");
            }
            return seconds;
        }
    }
}
