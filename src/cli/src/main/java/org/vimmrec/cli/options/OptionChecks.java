package org.vimmrec.cli.options;

import java.util.List;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;

/**
 * Checks option values. An option that is not given is null and passes. Each check fails with a {@link CommandFailure}.
 */
public final class OptionChecks {

    private OptionChecks() {}

    /** Checks that a number lies in a range, bounds included. */
    public static void range(String option, Number value, long min, long max) {
        if (value != null && (value.longValue() < min || value.longValue() > max)) {
            throw new CommandFailure(
                    option + " must be " + (max == Integer.MAX_VALUE ? "at least " + min : "from " + min + " to " + max)
                            + ", found " + value);
        }
    }

    /** Checks that each number lies in a range, bounds included. */
    static void ranges(String option, List<? extends Number> values, long min, long max) {
        if (values != null) {
            values.forEach(value -> range(option, value, min, max));
        }
    }

    /** Checks that a number lies in a range, bounds included. */
    public static void range(String option, Double value, double min, double max) {
        if (value != null && !(value >= min && value <= max)) {
            throw new CommandFailure(
                    option + " must be " + (max == Double.MAX_VALUE ? "at least " + min : "from " + min + " to " + max)
                            + ", found " + value);
        }
    }

    /** Checks that a number is above 0 and finite. */
    public static void positive(String option, Double value) {
        positive(option, Double.MAX_VALUE, value);
    }

    /** Checks that a number is above 0 and at most as large as another, which is infinite or the largest number. */
    public static void positive(String option, double max, Double value) {
        if (value != null && !(value > 0 && value <= max)) {
            throw new CommandFailure(option + " must be above 0, found " + value);
        }
    }

    /** Checks that a weight is above 0 and at most 1. */
    public static void weight(String option, Double value) {
        if (value != null && !(value > 0 && value <= 1)) {
            throw new CommandFailure(option + " must be above 0 and at most 1, found " + value);
        }
    }

    /** Checks that a word is one of the choices, ignoring case. */
    public static void choice(String option, String value, List<String> choices) {
        if (value != null && choices.stream().noneMatch(value::equalsIgnoreCase)) {
            throw new CommandFailure(
                    option + " must be " + joinWithOr(choices) + ", found " + MessageText.abbreviate(value));
        }
    }

    /** Checks that each word is one of the choices, ignoring case. */
    public static void choices(String option, List<String> values, List<String> choices) {
        if (values != null) {
            values.forEach(value -> choice(option, value, choices));
        }
    }

    /** Such as "mean, sum or max". */
    private static String joinWithOr(List<String> choices) {
        int last = choices.size() - 1;
        return String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }
}
