package org.vimmrec.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options that name the labels, types and properties of the graph on a server. */
final class GraphOptions {

    @Option(
            names = "--user-label",
            paramLabel = "LABEL",
            description = "With --uri: the label of the users. Default: User.")
    private String userLabel;

    @Option(
            names = "--item-label",
            paramLabel = "LABEL",
            description = "With --uri: the label of the items. Default: Item.")
    private String itemLabel;

    @Option(
            names = "--interaction-type",
            paramLabel = "TYPES",
            split = ",",
            description = "With --uri: the relationship types of the real interactions. Default: INTERACTED.")
    private List<String> interactionTypes;

    @Option(
            names = "--modality",
            paramLabel = "NAME=PROPERTY",
            description =
                    "With --uri: a modality and the property that holds its embeddings; repeat it for each modality. "
                            + "Default: the modalities whose similarities the plugin has stored.")
    private Map<String, String> modalities = new LinkedHashMap<>();

    @Option(
            names = "--relationship-type-prefix",
            paramLabel = "PREFIX",
            description =
                    "With --uri: how the relationship types of stored similarities begin; the modality in upper case "
                            + "follows. Default: " + StoredSimilarity.DEFAULT_PREFIX + ".")
    private String similarityPrefix;

    /** @throws CommandFailure if one of these options is given without --uri */
    void check(ServerOptions server) {
        if (!server.isGiven()
                && (userLabel != null
                        || itemLabel != null
                        || interactionTypes != null
                        || similarityPrefix != null
                        || !modalities.isEmpty())) {
            throw new CommandFailure(
                    "--user-label, --item-label, --interaction-type, --modality and --relationship-type-prefix need "
                            + "--uri: a data set in files has names of its own");
        }
    }

    /** The names in the graph. */
    GraphNames names() {
        return new GraphNames(
                userLabel == null ? GraphNames.DATA_SET.userLabel() : userLabel,
                itemLabel == null ? GraphNames.DATA_SET.itemLabel() : itemLabel,
                interactionTypes == null ? GraphNames.DATA_SET.interactionTypes() : interactionTypes,
                similarityPrefix == null ? GraphNames.DATA_SET.similarityPrefix() : similarityPrefix);
    }

    /** The options that name the same graph for another command. */
    String spelling() {
        StringBuilder options = new StringBuilder();
        append(options, "--user-label", userLabel);
        append(options, "--item-label", itemLabel);
        append(options, "--interaction-type", interactionTypes == null ? null : String.join(",", interactionTypes));
        modalities.forEach((name, property) -> append(options, "--modality", name + "=" + property));
        append(options, "--relationship-type-prefix", similarityPrefix);
        return options.toString();
    }

    private static void append(StringBuilder options, String name, String value) {
        if (value != null) {
            options.append(name)
                    .append(' ')
                    .append(MessageText.shellWord(value))
                    .append(' ');
        }
    }

    /**
     * The modalities, each a name and the property of its embeddings: those that are given, or else those that the
     * plugin has stored similarities of.
     */
    Map<String, Object> modalities(Database database) {
        if (!modalities.isEmpty()) {
            return new LinkedHashMap<>(modalities);
        }
        GraphNames names = names();
        Map<String, Object> stored = new LinkedHashMap<>();
        for (StoredSimilarity each : StoredSimilarity.of(database, names.itemLabel(), names.similarityPrefix())) {
            stored.put(each.modality(), each.embeddings());
        }
        if (stored.isEmpty()) {
            List<Object> prefixes = StoredSimilarity.prefixes(database, names.itemLabel());
            throw new CommandFailure("the plugin has stored no similarities of nodes with the label ["
                    + MessageText.abbreviate(names.itemLabel()) + "] in relationship types that start with ["
                    + MessageText.abbreviate(names.similarityPrefix()) + "]"
                    + (prefixes.isEmpty()
                            ? ", so the embeddings are unknown. Name them with --modality NAME=PROPERTY, such as "
                                    + "--modality text=textEmbedding."
                            : ", but in types that start with " + MessageText.abbreviate(prefixes.toString())
                                    + ". Name the prefix with --relationship-type-prefix, or the embeddings with "
                                    + "--modality NAME=PROPERTY."));
        }
        return stored;
    }
}
