package org.vimmrec.cli;

import java.util.List;

/** Checks of option values. An option that was not given is null, and passes. */
final class Require {

    private Require() {
    }

    /** Refuses a number outside a range. */
    static void range(String option, Number value, long least, long most) {
        if (value != null && (value.longValue() < least || value.longValue() > most)) {
            throw new CommandFailure(option + " should be "
                    + (most == Integer.MAX_VALUE ? "at least " + least : "from " + least + " to " + most) + ", found " + value);
        }
    }

    /** Refuses numbers outside a range. */
    static void ranges(String option, List<? extends Number> values, long least, long most) {
        if (values != null) {
            values.forEach(value -> range(option, value, least, most));
        }
    }

    /** Refuses a weight that is not above 0 and at most 1. */
    static void weight(String option, Double value) {
        if (value != null && !(value > 0 && value <= 1)) {
            throw new CommandFailure(option + " should be above 0 and at most 1, found " + value);
        }
    }

    /** Refuses a word that is not among the choices, whose case does not matter. */
    static void choice(String option, String value, List<String> choices) {
        if (value != null && choices.stream().noneMatch(value::equalsIgnoreCase)) {
            throw new CommandFailure(option + " should be " + either(choices) + ", found " + Excerpt.of(value));
        }
    }

    /** Refuses words that are not among the choices. */
    static void choices(String option, List<String> values, List<String> choices) {
        if (values != null) {
            values.forEach(value -> choice(option, value, choices));
        }
    }

    /** Such as "mean, sum or max". */
    private static String either(List<String> choices) {
        int last = choices.size() - 1;
        return String.join(", ", choices.subList(0, last)) + " or " + choices.get(last);
    }
}
