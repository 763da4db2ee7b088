package org.vimmrec.graph;

import org.vimmrec.task.Shown;

/**
 * Collects the errors of several reading threads and keeps the one of the first element, so that the reported error
 * does not depend on the order in which threads run.
 */
final class FirstError {
    private int element = Integer.MAX_VALUE;
    private String message;

    /** Keeps the message, unless there is one of this or an earlier element. */
    synchronized void add(int newElement, String newMessage) {
        if (newElement < element) {
            element = newElement;
            message = Shown.line(newMessage);
        }
    }

    /** Whether there is an error of an earlier element, so that this element need not be read. */
    synchronized boolean isBefore(int other) {
        return element < other;
    }

    synchronized void throwIfAny() {
        if (message != null) {
            throw new IllegalArgumentException(message);
        }
    }
}
