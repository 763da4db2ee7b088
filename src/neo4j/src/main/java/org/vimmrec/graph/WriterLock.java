package org.vimmrec.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** Ensures that only one procedure call writes or drops a relationship type in a database. */
public final class WriterLock implements AutoCloseable {
    private static final Set<Key> HELD = ConcurrentHashMap.newKeySet();

    private final Task task;
    private final Set<Key> keys = new LinkedHashSet<>();

    private record Key(Object database, String type) {}

    private WriterLock(Task task) {
        this.task = task;
    }

    /**
     * Acquires the locks of all types, or none.
     *
     * @param task the task that writes; {@link #close} releases the locks when its last worker has ended
     * @throws IllegalStateException if another call holds the lock of a type
     */
    public static WriterLock acquire(Transaction tx, Collection<String> types, Task task) {
        Object database = database(tx);
        WriterLock lock = new WriterLock(task);
        for (String type : types) {
            Key key = new Key(database, type);
            if (!HELD.add(key)) {
                lock.close();
                throw new IllegalStateException(
                        ("Another call is writing or dropping relationships of type [%s] in this"
                                        + " database, or has failed while one of its transactions is still committing. Wait until SHOW"
                                        + " TRANSACTIONS no longer lists it, or end it with TERMINATE TRANSACTION.")
                                .formatted(type));
            }
            lock.keys.add(key);
        }
        return lock;
    }

    @Override
    public void close() {
        task.whenIdle(() -> HELD.removeAll(keys));
    }

    /** Both id and name: two DBMSs in one process may use the same name, and a copy of a database has the same id. */
    private static Object database(Transaction tx) {
        try (Result result = tx.execute("CALL db.info() YIELD id, name")) {
            return result.next();
        }
    }
}
