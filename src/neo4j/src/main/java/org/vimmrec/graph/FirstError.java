package org.vimmrec.graph;

import org.vimmrec.task.Shown;

/**
 * The error to report where several threads read: that of the first element, and of that the first one, whichever thread is
 * there first.
 */
final class FirstError {
    private int element = Integer.MAX_VALUE;
    private String refusal;

    synchronized void add(int newElement, String newRefusal) {
        if (newElement < element) {
            element = newElement;
            refusal = Shown.line(newRefusal);
        }
    }

    /** Whether elements from this one on need not be read any more. */
    synchronized boolean isBefore(int other) {
        return element < other;
    }

    synchronized void throwIfAny() {
        if (refusal != null) {
            throw new IllegalArgumentException(refusal);
        }
    }

    /** A value that is no number of use, to follow "must be a number, but was". */
    static Object described(Object value) {
        return value == null ? "missing" : value instanceof Number ? value : "of type " + value.getClass().getSimpleName();
    }
}
