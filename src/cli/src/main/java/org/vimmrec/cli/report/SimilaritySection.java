package org.vimmrec.cli.report;

import static org.vimmrec.cli.report.ReportDocument.decimal;
import static org.vimmrec.cli.report.ReportDocument.integer;
import static org.vimmrec.cli.report.ReportDocument.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.report.ReportDocument.Chart;
import org.vimmrec.cli.report.ReportDocument.Encoding;
import org.vimmrec.cli.report.ReportDocument.Kind;
import org.vimmrec.cli.report.ReportDocument.Section;
import org.vimmrec.cli.report.ReportDocument.Table;

/**
 * The section on stored similarities.
 *
 * @param statistics the rows of {@code vimmrec.statistics}
 */
public record SimilaritySection(List<Map<String, Object>> statistics) {

    private static final int[] PERCENTILES = {1, 5, 10, 25, 50, 75, 90, 95, 99, 100};

    public Section section() {
        List<Chart> charts = new ArrayList<>();
        charts.add(distributions());
        if (statistics.stream().anyMatch(row -> row.get("coInteracted") != null)) {
            charts.add(coInteraction());
        }
        return new Section(
                "similarity",
                "How similar the items are",
                "A modality that tells items apart has a curve with a slope. If nearly all neighbours have a similarity near"
                        + " 1, the modality says little.",
                charts,
                List.of());
    }

    private Chart distributions() {
        Table table = new Table(
                "similarity",
                "Percentiles of the similarity of an item to its neighbours",
                text("modality", "modality"),
                integer("percentile", "percentile"),
                decimal("similarity", "similarity"));
        for (Map<String, Object> row : statistics) {
            if (row.get("percentiles") instanceof Map<?, ?> percentiles) {
                for (int percent : PERCENTILES) {
                    table.add(row.get("modality"), percent, percentiles.get("p" + percent));
                }
            }
        }
        return new Chart(
                "Similarity of neighbours",
                "The cosine similarity of an item to its stored neighbours, by percentile.",
                Kind.LINES,
                false,
                Encoding.of("percentile", "similarity", "modality"),
                table);
    }

    private Chart coInteraction() {
        Table table = new Table(
                "co-interaction",
                "Similarity of two items of the same user, and of two random items of the same popularity",
                text("modality", "modality"),
                text("pairs", "two items of"),
                decimal("mean", "mean similarity"),
                decimal("low", "mean - std. dev."),
                decimal("high", "mean + std. dev."));
        for (Map<String, Object> row : statistics) {
            addPairs(table, row, "coInteracted", "the same user");
            addPairs(table, row, "random", "random users");
        }
        return new Chart(
                "Do users choose similar items?",
                "Mean similarity of two items, with one standard deviation to each side. The further apart the two rows of a"
                        + " modality are, the more it says about what users choose.",
                Kind.DOTS,
                false,
                Encoding.of("modality", "mean", "pairs").withInterval("low", "high"),
                table);
    }

    private static void addPairs(Table table, Map<String, Object> row, String column, String name) {
        if (row.get(column) instanceof Map<?, ?> pairs
                && pairs.get("mean") instanceof Double mean
                && pairs.get("stdDev") instanceof Double stdDev) {
            table.add(row.get("modality"), name, mean, mean - stdDev, mean + stdDev);
        }
    }
}
