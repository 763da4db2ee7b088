package org.vimmrec.spark;

import java.io.Serializable;
import java.util.Iterator;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import org.vimmrec.rule.TimestampUnits;
import org.vimmrec.task.Shown;

/**
 * What is known of some interactions together.
 *
 * @param units of their times; null if the rules need none
 * @param counted the number of interactions that count
 * @param ignored the number that are too old or too light
 * @param hasWeight whether any weight has not decayed to nothing
 */
record InteractionCheck(TimestampUnits units, long counted, long ignored, boolean hasWeight) implements Serializable {

    static InteractionCheck none(InteractionRules rules) {
        return new InteractionCheck(InteractionWeigher.units(rules), 0, 0, false);
    }

    static InteractionCheck of(Iterator<InteractionTable.Values> values, InteractionRules rules) {
        TimestampUnits units = InteractionWeigher.units(rules);
        InteractionWeigher weigher = new InteractionWeigher(rules, units);
        InteractionTimes times = rules.times();
        boolean decays = times != null && times.decays() && !times.relative();
        long counted = 0;
        long ignored = 0;
        boolean hasWeight = false;
        while (values.hasNext()) {
            InteractionTable.Values each = values.next();
            Verdict verdict = weigher.weigh(each.user(), each);
            if (verdict == Verdict.COUNTS) {
                counted++;
                hasWeight |= !decays || times.decayed(weigher.weight(), weigher.time()) >= Double.MIN_NORMAL;
            }
            ignored += verdict == Verdict.IGNORED ? 1 : 0;
        }
        return new InteractionCheck(units, counted, ignored, hasWeight);
    }

    InteractionCheck plus(InteractionCheck other) {
        return new InteractionCheck(
                units == null ? null : units.merge(other.units),
                counted + other.counted,
                ignored + other.ignored,
                hasWeight || other.hasWeight);
    }

    /** @throws IllegalArgumentException if the interactions cannot be used */
    void require(InteractionRules rules) {
        if (units != null) {
            units.requireSingle();
            rules.times().numbers().forEach(units::requireUnitOf);
        }
        if (counted == 0 && ignored > 0) {
            throw new IllegalArgumentException(
                    ("No interaction counts: all %d of type %s (`interactionType`) are older than `since`, or lighter"
                                    + " than `minInteractionWeight`. Correct these keys, or leave them out.")
                            .formatted(ignored, Shown.names(rules.types())));
        }
        if (counted > 0 && !hasWeight) {
            throw new IllegalArgumentException(
                    "`asOf`: all interactions are so many half-lives older that their weights are 0. Give an earlier"
                            + " `asOf`, or a longer `halfLife`.");
        }
    }
}
