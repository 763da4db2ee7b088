package org.vimmrec.reference;

/** Section 5: how what a user's items say about one candidate becomes one number. */
public enum Aggregation {
    MEAN,
    SUM,
    MAX
}
