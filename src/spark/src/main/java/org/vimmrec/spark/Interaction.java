package org.vimmrec.spark;

import java.io.Serializable;
import org.vimmrec.rule.InteractionWeigher.Verdict;

/**
 * What a relationship of a user says of the item that is its key.
 *
 * @param weight above 0 and finite, before it decays
 * @param time if the rules need it
 */
record Interaction(long user, Verdict verdict, double weight, double time) implements Serializable {

    /** Whether it is a vote, for or against similar items. */
    boolean isVote() {
        return verdict == Verdict.COUNTS || verdict == Verdict.NEGATIVE;
    }
}
