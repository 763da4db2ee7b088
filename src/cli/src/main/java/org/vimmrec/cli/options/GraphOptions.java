package org.vimmrec.cli.options;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.GraphNames;
import org.vimmrec.cli.database.StoredSimilarity;
import org.vimmrec.cli.process.CommandFailure;
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
            description =
                    "With --uri: the relationship types of the real interactions. TYPE=WEIGHT weighs them, such as "
                            + "VIEWED=0.2,BOUGHT=1. Default: INTERACTED.")
    private String interactionTypes;

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
        parsedTypes();
    }

    private Object parsedTypes() {
        return OptionValues.weightedNames("--interaction-type", interactionTypes);
    }

    /** Adds the weights of the interaction types to a configuration, if they are given. */
    void addTo(Map<String, Object> configuration) {
        if (parsedTypes() instanceof Map<?, ?> weights) {
            configuration.put("interactionType", weights);
        }
    }

    private List<String> interactionTypes() {
        Object types = parsedTypes();
        return types == null
                ? GraphNames.DATA_SET.interactionTypes()
                : (types instanceof Map<?, ?> weights ? weights.keySet() : (List<?>) types)
                        .stream().map(String::valueOf).toList();
    }

    /** The names in the graph. */
    GraphNames names() {
        return new GraphNames(
                userLabel == null ? GraphNames.DATA_SET.userLabel() : userLabel,
                itemLabel == null ? GraphNames.DATA_SET.itemLabel() : itemLabel,
                interactionTypes(),
                similarityPrefix == null ? GraphNames.DATA_SET.similarityPrefix() : similarityPrefix);
    }

    /** The options that name the same graph for another command. */
    String spelling() {
        StringBuilder options = new StringBuilder(MessageText.option("--user-label", userLabel)
                + MessageText.option("--item-label", itemLabel)
                + MessageText.option("--interaction-type", interactionTypes));
        modalities.forEach((name, property) -> options.append(MessageText.option("--modality", name + "=" + property)));
        return options + MessageText.option("--relationship-type-prefix", similarityPrefix);
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
