package org.vimmrec.config;

/** What a procedure does with its result: the last part of its name. */
public enum Mode {
    /** Returns one row per result. */
    STREAM,
    /** Returns summary statistics. */
    STATS,
    /** Writes the result as relationships and returns summary statistics. */
    WRITE,
    /** Explains one result. */
    EXPLAIN,
    /** Brings written relationships up to date; the cost depends on how much changed since the last write. */
    UPDATE;

    /** Whether the mode writes relationships. */
    boolean writes() {
        return this == WRITE || this == UPDATE;
    }
}
