package org.vimmrec.cli.options;

import java.util.Map;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that say which real interactions count, and how much. */
public final class InteractionOptions {

    @Option(
            names = "--interaction-weight-property",
            paramLabel = "PROPERTY",
            description = "The relationship property with the weight of an interaction, above 0. The weight of a data "
                    + "set in files is its column rating. Default: all weigh 1.")
    private String weightProperty;

    @Option(
            names = "--min-interaction-weight",
            paramLabel = "NUMBER",
            description = "Ignore interactions of a lower weight. Needs --interaction-weight-property, or weights in "
                    + "--interaction-type. Default: none are ignored.")
    private Double minWeight;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Ignore interactions before this time: a number, or with --uri also a date such as "
                    + "2026-01-31. Default: none are ignored.")
    private String since;

    @Option(
            names = "--half-life",
            paramLabel = "DURATION",
            description = "Halve the weight of an interaction with each of these: a number, or with --uri also a "
                    + "duration such as P30D. Default: weights do not decay.")
    private String halfLife;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "With --half-life: the time at which an interaction has its full weight. Default: now.")
    private String asOf;

    @Option(
            names = "--timestamp-property",
            paramLabel = "PROPERTY",
            description = "The relationship property with the time of an interaction. Default: timestamp.")
    private String timestampProperty;

    /** @throws CommandFailure if a value is out of range or options contradict each other */
    public void check() {
        OptionChecks.positive("--min-interaction-weight", minWeight);
        OptionValues.time("--since", since);
        OptionValues.duration("--half-life", halfLife);
        OptionValues.time("--as-of", asOf);
        if (asOf != null && halfLife == null) {
            throw new CommandFailure("--as-of needs --half-life: without it, weights do not decay");
        }
    }

    /** Whether any of these options is given. */
    public boolean isGiven() {
        return !spelling().isEmpty();
    }

    /** Adds the options that are given to a configuration. */
    public void addTo(Map<String, Object> configuration) {
        configuration.put("interactionWeightProperty", weightProperty);
        configuration.put("minInteractionWeight", minWeight);
        configuration.put("since", OptionValues.time("--since", since));
        configuration.put("halfLife", OptionValues.duration("--half-life", halfLife));
        configuration.put("asOf", OptionValues.time("--as-of", asOf));
        configuration.put("timestampProperty", timestampProperty);
        configuration.values().removeIf(value -> value == null);
    }

    /** The options that are given, for another command, with a space at the end. */
    public String spelling() {
        return MessageText.option("--interaction-weight-property", weightProperty)
                + MessageText.option("--min-interaction-weight", minWeight)
                + MessageText.option("--since", since)
                + MessageText.option("--half-life", halfLife)
                + MessageText.option("--as-of", asOf)
                + MessageText.option("--timestamp-property", timestampProperty);
    }
}
