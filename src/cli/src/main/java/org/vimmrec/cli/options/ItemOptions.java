package org.vimmrec.cli.options;

import java.util.Map;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that say which items may be proposed to whom, by what the graph on a server says about them. */
final class ItemOptions {

    @Option(
            names = "--exclude-types",
            paramLabel = "TYPES",
            description = "With --uri: never propose items that a user has a relationship of these types to. "
                    + "Default: none.")
    private String excludeTypes;

    @Option(
            names = "--negative-types",
            paramLabel = "TYPES",
            description = "With --uri: as --exclude-types, and such items count against similar ones. TYPE=WEIGHT "
                    + "weighs them, such as RETURNED=0.5. Default: none.")
    private String negativeTypes;

    @Option(
            names = "--candidate-label",
            paramLabel = "LABEL",
            description = "With --uri: propose only items with this label; all items contribute. Default: all items.")
    private String candidateLabel;

    @Option(
            names = "--candidate-property",
            paramLabel = "PROPERTY",
            description = "With --uri: propose only items whose property is true; all items contribute. Default: all "
                    + "items.")
    private String candidateProperty;

    @Option(
            names = "--max-per-group",
            paramLabel = "PROPERTY=COUNT,...",
            description = "With --uri: maximum number of virtual interactions of a user with items that have the same "
                    + "value of a property, such as category=2. Default: no limit.")
    private String maxPerGroup;

    /** @throws CommandFailure if a value is out of range, or one of these options is given without --uri */
    void check(ServerOptions server) {
        if (!server.isGiven() && !spelling().isEmpty()) {
            throw new CommandFailure(spelling().split(" ", 2)[0] + " needs --uri: a data set in files has neither "
                    + "other relationships nor properties of items");
        }
        if (candidateLabel != null && candidateProperty != null) {
            throw new CommandFailure(
                    "--candidate-label and --candidate-property must not both be given. Leave one out.");
        }
        OptionValues.weightedNames("--negative-types", negativeTypes);
        OptionValues.countsByName("--max-per-group", maxPerGroup);
    }

    /** Adds the options that are given to a configuration. */
    void addTo(Map<String, Object> configuration) {
        configuration.put("excludeTypes", OptionValues.weightedNames("--exclude-types", excludeTypes));
        configuration.put("negativeTypes", OptionValues.weightedNames("--negative-types", negativeTypes));
        configuration.put("candidateLabel", candidateLabel);
        configuration.put("candidateProperty", candidateProperty);
        configuration.put("maxPerGroup", OptionValues.countsByName("--max-per-group", maxPerGroup));
        configuration.values().removeIf(value -> value == null);
    }

    /** The options that are given, for another command, with a space at the end. */
    String spelling() {
        return MessageText.option("--exclude-types", excludeTypes)
                + MessageText.option("--negative-types", negativeTypes)
                + MessageText.option("--candidate-label", candidateLabel)
                + MessageText.option("--candidate-property", candidateProperty)
                + MessageText.option("--max-per-group", maxPerGroup);
    }
}
