package org.vimmrec.cli.database;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names of the users, the items, the real interactions and the stored similarities in a graph.
 *
 * @param userLabel the label of the users
 * @param itemLabel the label of the items
 * @param interactionTypes the relationship types of the interactions
 * @param similarityPrefix how the relationship types of the similarities begin
 */
public record GraphNames(String userLabel, String itemLabel, List<String> interactionTypes, String similarityPrefix) {

    /** The names that {@link DataSetLoader} gives, which are the plugin's defaults. */
    public static final GraphNames DATA_SET =
            new GraphNames("User", "Item", List.of("INTERACTED"), StoredSimilarity.DEFAULT_PREFIX);

    private static final Pattern PLACEHOLDER = Pattern.compile(":(User|Item|INTERACTED)\\b");

    /** Adds the keys that name the items, and the interactions if a procedure reads them. Defaults are left out. */
    public Map<String, Object> addTo(Map<String, Object> configuration, boolean interactions) {
        Map<String, Object> named = new LinkedHashMap<>(configuration);
        if (!userLabel.equals(DATA_SET.userLabel)) {
            named.put("userLabel", userLabel);
        }
        if (!itemLabel.equals(DATA_SET.itemLabel)) {
            named.put("itemLabel", itemLabel);
        }
        if (interactions && !interactionTypes.equals(DATA_SET.interactionTypes)) {
            named.put("interactionType", interactionTypes);
        }
        return named;
    }

    /** As {@link #addTo}, for a procedure that reads or writes stored similarities. */
    public Map<String, Object> addWithSimilarities(Map<String, Object> configuration, boolean interactions) {
        Map<String, Object> named = addTo(configuration, interactions);
        if (!similarityPrefix.equals(DATA_SET.similarityPrefix)) {
            named.put("relationshipTypePrefix", similarityPrefix);
        }
        return named;
    }

    /** Replaces {@code :User}, {@code :Item} and {@code :INTERACTED} in a query by the names, quoted. */
    public String in(String query) {
        return PLACEHOLDER
                .matcher(query)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "User" -> ":" + CypherText.quoted(userLabel);
                            case "Item" -> ":" + CypherText.quoted(itemLabel);
                            default ->
                                ":"
                                        + interactionTypes.stream()
                                                .map(CypherText::quoted)
                                                .collect(Collectors.joining("|"));
                        }));
    }
}
