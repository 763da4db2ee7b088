package org.vimmrec.config;

/** What a procedure does with its result; a suffix of its name. */
public enum Mode {
    /** A row per result. */
    STREAM,
    /** Figures only. */
    STATS,
    /** Figures, and the result as relationships in the database. */
    WRITE,
    /** The same, at the cost of what has changed since the last time. */
    UPDATE;

    /** Whether relationships are written. */
    boolean writes() {
        return this == WRITE || this == UPDATE;
    }
}
