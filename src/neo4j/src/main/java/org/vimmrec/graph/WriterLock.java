package org.vimmrec.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;

/** One writer a relationship type in a database: held while a procedure writes or drops. */
public final class WriterLock implements AutoCloseable {
    private static final Set<Key> HELD = ConcurrentHashMap.newKeySet();

    private final Task task;
    private final Set<Key> mine = new LinkedHashSet<>();

    private record Key(Object database, String type) {
    }

    private WriterLock(Task task) {
        this.task = task;
    }

    /**
     * Takes all the types, or none.
     *
     * @param task that writes; held until its last worker has ended
     * @throws IllegalStateException if another call is writing one of them
     */
    public static WriterLock acquire(Transaction tx, Collection<String> types, Task task) {
        Object database = database(tx);
        WriterLock lock = new WriterLock(task);
        for (String type : types) {
            Key key = new Key(database, type);
            if (!HELD.add(key)) {
                lock.close();
                throw new IllegalStateException(("Another call is writing or dropping relationships of type [%s] in this"
                        + " database, or gave up while a transaction of its own still commits. Wait until SHOW TRANSACTIONS no"
                        + " longer shows it, or end it with TERMINATE TRANSACTION.")
                                .formatted(type));
            }
            lock.mine.add(key);
        }
        return lock;
    }

    @Override
    public void close() {
        task.whenIdle(() -> HELD.removeAll(mine));
    }

    /** A name may stand for another database in a DBMS beside this one; an id, which goes with its files, for a copy. */
    private static Object database(Transaction tx) {
        try (Result result = tx.execute("CALL db.info() YIELD id, name")) {
            return result.next();
        }
    }
}
