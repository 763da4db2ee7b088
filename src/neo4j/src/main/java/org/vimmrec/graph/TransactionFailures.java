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
 * Handles failed transactions: decides whether to retry, waits before a retry, and creates the error for the user.
 * Transaction listeners and triggers run inside a commit, so the relevant exception may be any cause of the failure.
 */
final class TransactionFailures {
    private static final int MAX_ATTEMPTS = 16;
    private static final int FIRST_PAUSE_MILLIS = 10;
    /** Short enough to notice soon that the task was stopped. */
    private static final int MAX_PAUSE_MILLIS = 400;

    private static final String TRANSIENT = "Neo.TransientError.";
    /** Some triggers, including those of APOC, report a deadlock in their own transaction as text only. */
    private static final Pattern DEADLOCK = Pattern.compile(
            "can't acquire .* because holders of that lock are waiting for|Neo\\.TransientError\\.|DeadlockDetected",
            Pattern.DOTALL);

    private TransactionFailures() {}

    /**
     * Whether to retry a transaction.
     *
     * @param failures number of failed attempts
     */
    static boolean mayRetry(Throwable failure, int failures) {
        return failures < MAX_ATTEMPTS && isTransient(failure);
    }

    /** Whether the transaction violates a constraint of the database. */
    static boolean violatesConstraint(Throwable failure) {
        return any(failure, ConstraintViolationException.class::isInstance);
    }

    private static boolean isTransient(Throwable failure) {
        return failure instanceof NotFoundException
                || any(
                        failure,
                        e -> e instanceof TransientFailureException
                                || e instanceof TransactionTerminatedException
                                || e instanceof QueryExecutionException query
                                        && query.getStatusCode().startsWith(TRANSIENT)
                                || e.getMessage() != null
                                        && DEADLOCK.matcher(e.getMessage()).find());
    }

    /** Whether a commit failed because of an exception that Neo4j did not throw itself. */
    private static boolean isFromListener(Throwable failure) {
        return failure instanceof TransactionFailureException && any(failure.getCause(), e -> !isFromNeo4j(e));
    }

    private static boolean isFromNeo4j(Throwable failure) {
        return failure.getClass().getName().startsWith("org.neo4j.");
    }

    /**
     * Waits before a retry: exponential back-off with a random part, so that two competing transactions do not collide
     * again.
     */
    static void backOff(int failures) {
        int longest = Math.min(MAX_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(failures - 1, 10));
        try {
            Thread.sleep(ThreadLocalRandom.current().nextInt(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The call was interrupted while it waited to retry a transaction.", e);
        }
    }

    /**
     * The error for a transaction that could not be committed.
     *
     * @param failure the failure of the last attempt
     * @param what the data that the transaction writes, such as "relationships of type [X]"
     * @return an exception with the message of the listener, trigger or constraint that made the commit fail; or the
     *     failure itself if the message of Neo4j is sufficient
     */
    static RuntimeException toUserError(RuntimeException failure, String what) {
        // The exceptions have no cause, because Neo4j shows only the message of the innermost cause.
        if (violatesConstraint(failure)) {
            return new IllegalStateException(
                    ("A constraint of this database does not allow writing %s: %s. Drop the constraint,"
                                    + " or write to another type or property.")
                            .formatted(what, withoutPeriod(messages(failure))));
        }
        if (isFromListener(failure) || isTransient(failure)) {
            return new IllegalStateException(
                    ("Neo4j did not commit %s, perhaps because of a transaction listener or trigger: %s."
                                    + " Earlier transactions of this call are committed; run the procedure again to finish.")
                            .formatted(what, withoutPeriod(messages(failure))));
        }
        return failure;
    }

    /**
     * The messages of the causes that Neo4j did not throw, outermost first; if there are none, that of the innermost
     * cause.
     */
    private static String messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        Throwable innermost = failure;
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            String message = message(cause);
            if (!isFromNeo4j(cause)) {
                messages.removeIf(outer -> outer.contains(message)); // a wrapper that repeats the message of its cause
                messages.add(message);
            }
            innermost = cause;
        }
        return messages.isEmpty() ? message(innermost) : String.join(": ", messages);
    }

    private static String message(Throwable failure) {
        return failure.getMessage() == null || failure.getMessage().isBlank()
                ? failure.getClass().getName()
                : failure.getMessage();
    }

    private static String withoutPeriod(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** Whether a failure, one of its causes, or one of their suppressed exceptions satisfies a condition. */
    private static boolean any(Throwable failure, Predicate<Throwable> condition) {
        return any(failure, condition, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static boolean any(Throwable failure, Predicate<Throwable> condition, Set<Throwable> seen) {
        if (failure == null || !seen.add(failure)) {
            return false;
        }
        if (condition.test(failure) || any(failure.getCause(), condition, seen)) {
            return true;
        }
        for (Throwable suppressed : failure.getSuppressed()) {
            if (any(suppressed, condition, seen)) {
                return true;
            }
        }
        return false;
    }
}
