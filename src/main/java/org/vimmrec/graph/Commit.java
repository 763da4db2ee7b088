package org.vimmrec.graph;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.neo4j.graphdb.ConstraintViolationException;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.QueryExecutionException;
import org.neo4j.graphdb.TransactionFailureException;
import org.neo4j.graphdb.TransactionTerminatedException;
import org.neo4j.graphdb.TransientFailureException;

/**
 * What the failure of a transaction means: whether another try can help, how long to wait before it, and what to tell the
 * user. Transaction listeners and triggers run inside a commit, so the failure that counts may be any cause of another.
 */
final class Commit {
    /** How often a transaction is tried. */
    static final int TRIES = 16;

    private static final int FIRST_PAUSE_MILLIS = 10;
    /** A pause ends soon enough to notice that the work is to end. */
    private static final int LONGEST_PAUSE_MILLIS = 400;
    private static final String TRANSIENT = "Neo.TransientError.";

    private Commit() {
    }

    /** Whether the same transaction may succeed when it is tried again. */
    static boolean mayPass(Throwable failure) {
        return failure instanceof NotFoundException || any(failure, e -> e instanceof TransientFailureException
                || e instanceof TransactionTerminatedException
                || e instanceof QueryExecutionException query && query.getStatusCode().startsWith(TRANSIENT));
    }

    /** Waits before the next try: longer after each failure, and for a random time, so that two that met do not meet again. */
    static void pause(int failures) {
        int longest = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while waiting to write again.", e);
        }
    }

    /**
     * The error for a transaction that Neo4j refuses to commit.
     *
     * @param failure the refusal, or the last of several
     * @param what the transaction writes, such as "relationships of type [X]"
     * @return an exception that shows the words of the listener, trigger or constraint that refused; or the failure itself
     *     where Neo4j's own message says everything
     */
    static RuntimeException refusal(RuntimeException failure, String what) {
        Throwable innermost = innermost(failure);
        // Without a cause in each case: Neo4j shows the innermost one, and nothing else.
        if (any(failure, ConstraintViolationException.class::isInstance)) {
            return new IllegalStateException(("A constraint of this database forbids to write %s: %s. Drop the constraint, or"
                    + " write to another type or property.").formatted(what, unended(words(innermost))));
        }
        if (failure instanceof TransactionFailureException && innermost != failure || mayPass(failure)) {
            return new IllegalStateException(("Neo4j did not commit %s, perhaps because of a transaction listener or trigger: %s."
                    + " What was written before stands; run the procedure again to finish.").formatted(what,
                            unended(words(innermost))));
        }
        return failure;
    }

    private static String words(Throwable failure) {
        return failure.getMessage() == null || failure.getMessage().isBlank() ? failure.getClass().getName()
                : failure.getMessage();
    }

    private static String unended(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    private static Throwable innermost(Throwable failure) {
        Map<Throwable, Boolean> seen = new IdentityHashMap<>();
        Throwable innermost = failure;
        while (innermost.getCause() != null && seen.put(innermost, true) == null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    /** Looks at a failure, its causes, and what they suppressed. */
    private static boolean any(Throwable failure, Predicate<Throwable> wanted) {
        return any(failure, wanted, new IdentityHashMap<>());
    }

    private static boolean any(Throwable failure, Predicate<Throwable> wanted, Map<Throwable, Boolean> seen) {
        if (failure == null || seen.put(failure, true) != null) {
            return false;
        }
        if (wanted.test(failure) || any(failure.getCause(), wanted, seen)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (any(suppressed, wanted, seen)) {
                return true;
            }
        }
        return false;
    }
}
