package org.vimmrec.procedure;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.vimmrec.task.Shown;

/**
 * An error that the caller can correct. Neo4j shows the text of the innermost exception of a failed procedure, so this
 * one has no cause, and its text is only the message, on one line.
 */
final class UserError extends IllegalArgumentException {
    private static final long serialVersionUID = 1;
    private static final String OWN = "org.vimmrec.";

    private UserError(Throwable original) {
        super(Shown.line(original.getMessage()));
        setStackTrace(original.getStackTrace());
    }

    /** The message alone, because Neo4j shows the class name to the user, too. */
    @SuppressWarnings("OverrideThrowableToString")
    @Override
    public String toString() {
        return getMessage();
    }

    /**
     * Does a procedure's work. Errors that the plugin throws, also while rows are read, become errors of this class.
     */
    static <R> Stream<R> guard(Supplier<Stream<R>> work) {
        Stream<R> rows = guarded(work);
        Iterator<R> iterator = rows.iterator();
        Iterator<R> guarded = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return guarded(iterator::hasNext);
            }

            @Override
            public R next() {
                return guarded(iterator::next);
            }
        };
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(guarded, Spliterator.ORDERED), false)
                .onClose(rows::close);
    }

    private static <R> R guarded(Supplier<R> work) {
        try {
            return work.get();
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw isOwn(e) ? new UserError(e) : e;
        }
    }

    /** Whether the plugin threw the exception, and not the JDK or Neo4j. */
    private static boolean isOwn(RuntimeException e) {
        boolean plain = e.getClass() == IllegalArgumentException.class || e.getClass() == IllegalStateException.class;
        return plain
                && e.getStackTrace().length > 0
                && e.getStackTrace()[0].getClassName().startsWith(OWN);
    }
}
