package org.vimmrec.cli.evaluation;

import java.time.temporal.TemporalAmount;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.options.OptionValues;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.rule.Timestamp;
import picocli.CommandLine.Option;

/** The options of {@code evaluate} that say which interactions are held out. */
final class SplitOptions {

    @Option(
            names = "--cold-item-fraction",
            paramLabel = "SHARE",
            description =
                    "Share of items to hold out with all their interactions, so that there are cold items to find. "
                            + "At most 0.5. Default: 0.")
    private Double coldItemFraction;

    @Option(
            names = "--split-property",
            paramLabel = "PROPERTY",
            description =
                    "With --uri: the relationship property that is 0 for training, 1 for validation and 2 for test "
                            + "interactions. Default: a random split.")
    private String property;

    @Option(
            names = "--validation-from",
            paramLabel = "TIME",
            description =
                    "Split all interactions by their time: those from this time on are for validation, and earlier ones "
                            + "for training. A number, or with --uri also a date such as 2026-01-31. Needs --test-from. "
                            + "Default: a random split.")
    private String validationFrom;

    @Option(
            names = "--test-from",
            paramLabel = "TIME",
            description = "With --validation-from: the interactions from this time on are for the test. Default: none.")
    private String testFrom;

    @Option(
            names = "--gap",
            paramLabel = "DURATION",
            description = "With --validation-from: ignore interactions in this time before it: a number, or a duration "
                    + "such as P7D if --validation-from is a date. Default: 0.")
    private String gap;

    /** @throws CommandFailure if a value is out of range or options contradict each other */
    void check() {
        OptionChecks.range("--cold-item-fraction", coldItemFraction, 0.0, 0.5);
        if ((validationFrom == null) != (testFrom == null) || (gap != null && validationFrom == null)) {
            throw new CommandFailure(
                    "--validation-from, --test-from and --gap belong together: give the first two, and "
                            + "--gap if some interactions before --validation-from are to be ignored.");
        }
        if (validationFrom != null) {
            checkTimes();
        }
    }

    private void checkTimes() {
        if (property != null) {
            throw new CommandFailure("--split-property and --validation-from are two splits. Give one of them.");
        }
        Object validation = validationFrom();
        Object test = testFrom();
        boolean numbers = validation instanceof Number;
        if (numbers ? !(test instanceof Number) : validation.getClass() != test.getClass()) {
            throw new CommandFailure(
                    "--validation-from and --test-from must be two numbers, two dates, or two dates and times, but they "
                            + "are " + validationFrom + " and " + testFrom + ".");
        }
        if (Timestamp.number(validation) >= Timestamp.number(test)) {
            throw new CommandFailure("--test-from must be later than --validation-from, but they are " + testFrom
                    + " and " + validationFrom + ".");
        }
        Object ignored = gap();
        if (ignored != null && numbers == ignored instanceof TemporalAmount) {
            throw new CommandFailure("--gap must be " + (numbers ? "a number" : "a duration such as P7D")
                    + ", because --validation-from is a " + (numbers ? "number" : "date") + ", found " + gap);
        }
        if (ignored instanceof Number number && number.doubleValue() < 0) {
            throw new CommandFailure("--gap must be at least 0, found " + gap);
        }
        if (coldItemFraction != null && coldItemFraction > 0) {
            throw new CommandFailure("--cold-item-fraction does not apply to a split by time, which says what is held "
                    + "out. Leave one of them out.");
        }
    }

    /** @throws CommandFailure if this data set cannot be split with these options */
    void check(DataSet dataSet) {
        InteractionTable interactions = dataSet.interactions();
        if (property != null) {
            throw new CommandFailure("--split-property needs --uri: the split of a data set is its column x_label.");
        }
        if (coldItemFraction != null && coldItemFraction > 0 && interactions.labelled()) {
            throw new CommandFailure(
                    "--cold-item-fraction does not apply to this data set, whose x_label says what is held out.");
        }
        if (validationFrom == null) {
            return;
        }
        if (interactions.labelled()) {
            throw new CommandFailure(
                    "--validation-from does not apply to this data set, whose x_label says what is held out.");
        }
        if (!interactions.timed()) {
            throw new CommandFailure(
                    "--validation-from needs the column timestamp, which " + dataSet.name() + " does not have.");
        }
        if (!(validationFrom() instanceof Number)) {
            throw new CommandFailure("--validation-from and --test-from must be numbers, as the column timestamp is, "
                    + "found " + validationFrom + " and " + testFrom);
        }
    }

    /** Adds the options that are given to a configuration. */
    void addTo(Map<String, Object> configuration) {
        configuration.put("coldItemFraction", coldItemFraction);
        if (property != null) {
            configuration.put("split", Map.of("property", property));
        }
        if (validationFrom != null) {
            Map<String, Object> times = new LinkedHashMap<>();
            times.put("validationFrom", validationFrom());
            times.put("testFrom", testFrom());
            if (gap != null) {
                times.put("gap", gap());
            }
            configuration.put("split", times);
        }
    }

    private Object validationFrom() {
        return OptionValues.time("--validation-from", validationFrom);
    }

    private Object testFrom() {
        return OptionValues.time("--test-from", testFrom);
    }

    private Object gap() {
        return OptionValues.duration("--gap", gap);
    }
}
