package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Pattern;
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
    /** How often a transaction is tried that may succeed another time. */
    private static final int TRIES = 16;
    private static final int FIRST_PAUSE_MILLIS = 10;
    /** A pause ends soon enough to notice that the work is to end. */
    private static final int LONGEST_PAUSE_MILLIS = 400;
    private static final String TRANSIENT = "Neo.TransientError.";
    /** Some triggers, APOC's among them, keep nothing of a deadlock in their own transactions but its text. */
    private static final Pattern DEADLOCK = Pattern.compile(
            "can't acquire .* because holders of that lock are waiting for|Neo\\.TransientError\\.|DeadlockDetected", Pattern.DOTALL);

    private Commit() {
    }

    /**
     * Whether to try a transaction again.
     *
     * @param failures how often it has failed
     */
    static boolean mayPass(Throwable failure, int failures) {
        return failures < TRIES && isTransient(failure);
    }

    /** Whether what was to be committed contradicts a rule of the database. */
    static boolean violatesConstraint(Throwable failure) {
        return any(failure, ConstraintViolationException.class::isInstance);
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof NotFoundException || any(failure, e -> e instanceof TransientFailureException
                || e instanceof TransactionTerminatedException
                || e instanceof QueryExecutionException query && query.getStatusCode().startsWith(TRANSIENT)
                || e.getMessage() != null && DEADLOCK.matcher(e.getMessage()).find());
    }

    /** Whether Neo4j failed to commit for a reason that is not its own. */
    private static boolean isOfListener(Throwable failure) {
        return failure instanceof TransactionFailureException && any(failure.getCause(), e -> !isOfNeo4j(e));
    }

    private static boolean isOfNeo4j(Throwable failure) {
        return failure.getClass().getName().startsWith("org.neo4j.");
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
        // Without a cause in each case: Neo4j shows the innermost one, and nothing else.
        if (violatesConstraint(failure)) {
            return new IllegalStateException(("A constraint of this database forbids to write %s: %s. Drop the constraint, or"
                    + " write to another type or property.").formatted(what, unended(words(failure))));
        }
        if (isOfListener(failure) || isTransient(failure)) {
            return new IllegalStateException(("Neo4j did not commit %s, perhaps because of a transaction listener or trigger: %s."
                    + " What was written before stands; run the procedure again to finish.").formatted(what,
                            unended(words(failure))));
        }
        return failure;
    }

    /** What the causes say that are not Neo4j's own, from the outside in; or else what the innermost one says. */
    private static String words(Throwable failure) {
        List<String> words = new ArrayList<>();
        Throwable innermost = failure;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            String message = message(cause);
            if (!isOfNeo4j(cause)) {
                words.removeIf(outer -> outer.contains(message)); // a wrapper that repeats its cause
                words.add(message);
            }
            innermost = cause;
        }
        return words.isEmpty() ? message(innermost) : String.join(": ", words);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null || failure.getMessage().isBlank() ? failure.getClass().getName()
                : failure.getMessage();
    }

    private static String unended(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Looks at a failure, its causes, and what they suppressed. */
    private static boolean any(Throwable failure, Predicate<Throwable> wanted) {
        return any(failure, wanted, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean any(Throwable failure, Predicate<Throwable> wanted, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
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
