package org.vimmrec.cli.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.report.ReportDocument.Fact;

/**
 * How an evaluation was made, for the footer of its report.
 *
 * @param data the data set in words
 * @param versions the versions of the plugin and of Neo4j
 * @param configuration the configuration of {@code vimmrec.evaluate}; the plugin's default applies to a missing key
 */
record EvaluationFacts(String data, String versions, Map<String, Object> configuration) {

    List<Fact> facts(List<EvaluationRow> rows) {
        List<Fact> facts = new ArrayList<>();
        facts.add(Fact.date());
        facts.add(new Fact("Version", versions));
        facts.add(new Fact("Data", data));
        facts.add(new Fact("Modalities", modalities()));
        facts.add(new Fact("Split", split()));
        facts.add(new Fact("Seeds", value("seeds", "1, 2, 3")));
        facts.add(new Fact(
                "Recommender",
                rows.stream()
                        .map(row -> (String) row.columns().get("recommender"))
                        .distinct()
                        .collect(Collectors.joining(", "))));
        facts.add(new Fact("Objective", value("objective", "recall") + ", lists of " + value("at", "20") + " items"));
        facts.add(new Fact("Permutation control", control(rows)));
        return facts;
    }

    private String modalities() {
        return configuration.get("modalities") instanceof Map<?, ?> modalities
                ? modalities.entrySet().stream()
                        .map(entry -> entry.getKey() + " (property " + entry.getValue() + ")")
                        .collect(Collectors.joining(", "))
                : "-";
    }

    private String value(String key, String byDefault) {
        Object value = configuration.get(key);
        if (value == null) {
            return byDefault;
        }
        return value instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : value.toString();
    }

    private String split() {
        Object cold = configuration.get("coldItemFraction");
        String coldItems = cold instanceof Double share && share > 0
                ? ConsoleOutput.format("; %.0f %% of the items held out as cold", 100 * share)
                : "";
        if (!(configuration.get("split") instanceof Map<?, ?> split)) {
            return "random, " + value("testFraction", "0.1")
                    + " of each user's interactions for validation and again for the test" + coldItems;
        }
        return split.containsKey("property")
                ? "by the property " + split.get("property") + coldItems
                : split.entrySet().stream()
                        .map(entry -> entry.getKey() + " " + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", ", "by time: ", coldItems));
    }

    /** What the variant that was selected on the validation interactions reaches with permuted embeddings. */
    private static String control(List<EvaluationRow> rows) {
        return rows.stream()
                .filter(row -> row.columns().get("controlUplift") != null)
                .findFirst()
                .map(row -> "with embeddings permuted among the items, the uplift of recall is "
                        + row.percent("controlUplift") + ", up to " + row.percent("controlHigh")
                        + " by chance; with the real ones, " + row.percent("recallUplift"))
                .orElse("not made, because no variant was selected on the validation interactions");
    }
}
