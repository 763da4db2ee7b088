package org.vimmrec.graph;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/** One writer a relationship type in a database: held while a procedure writes or drops. */
public final class WriterLock implements AutoCloseable {
    private static final Set<Key> HELD = ConcurrentHashMap.newKeySet();

    private final Set<Key> mine = new LinkedHashSet<>();

    private record Key(String database, String type) {
    }

    private WriterLock() {
    }

    /**
     * Takes all the types, or none.
     *
     * @throws IllegalStateException if another call is writing one of them
     */
    public static WriterLock acquire(Transaction tx, Collection<String> types) {
        String database = databaseId(tx);
        WriterLock lock = new WriterLock();
        for (String type : types) {
            Key key = new Key(database, type);
            if (!HELD.add(key)) {
                lock.close();
                throw new IllegalStateException(("Another call is writing or dropping relationships of type [%s] in this"
                        + " database. Wait until it ends, or end it (SHOW TRANSACTIONS, TERMINATE TRANSACTION).")
                                .formatted(type));
            }
            lock.mine.add(key);
        }
        return lock;
    }

    @Override
    public void close() {
        HELD.removeAll(mine);
    }

    /** A database's name may stand for another one in a DBMS beside this one; its id does not. */
    private static String databaseId(Transaction tx) {
        try (Result result = tx.execute("CALL db.info() YIELD id")) {
            return (String) result.next().get("id");
        }
    }
}
