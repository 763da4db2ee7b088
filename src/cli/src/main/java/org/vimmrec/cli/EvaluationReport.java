package org.vimmrec.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Shows evaluations: tables on the console and, if asked for, the same tables with charts on an HTML page. */
final class EvaluationReport {

    private static final int[] PERCENTILES = {1, 5, 10, 25, 50, 75, 90, 95, 99, 100};

    private final ConsoleOutput console;
    /** Null without a report. */
    private final HtmlReport page;

    /** @param page null for console output alone */
    EvaluationReport(ConsoleOutput console, HtmlReport page) {
        this.console = console;
        this.page = page;
    }

    /** Shows all rows of an evaluation, the recommendation and the notices. */
    void showEvaluation(List<EvaluationRow> rows) throws IOException {
        EvaluationTables tables = new EvaluationTables(rows);
        EvaluationRow best = EvaluationRow.best(rows);
        console.heading(
                "Do virtual interactions help? All figures are of the test interactions (* selected on the validation "
                        + "interactions)");
        console.table(EvaluationTables.RECALL_HEADERS, tables.recall());
        console.line(best.recommendation());
        best.notices().forEach(notice -> console.line("Note: " + notice));
        console.heading("What the lists are like");
        console.table(EvaluationTables.LIST_HEADERS, tables.lists());
        if (tables.hasColdItems()) {
            console.heading("How many interactions with warm items (which have training interactions) and with cold "
                    + "ones are found");
            console.table(EvaluationTables.COLD_ITEM_HEADERS, tables.coldItems());
        }
        EvaluationRow baseline = baselineOf(best, rows);
        EvaluationRow shown = shownVariant(best, rows);
        console.heading("Recall by number of interactions per user, with 95 %% intervals: %s", shown.label());
        console.table(EvaluationTables.GROUP_HEADERS, EvaluationTables.groups(baseline, shown));
        if (page != null) {
            page.paragraph(best.recommendation());
            best.notices().forEach(notice -> page.paragraph("Note: " + notice));
            List<EvaluationRow> variants = EvaluationRow.variants(rows);
            if (!variants.isEmpty()) {
                page.picture("uplift", "Uplift by variant", upliftChart("Uplift by variant", variants));
            }
            drawTradeOff("coverage", "coverage", rows);
            drawTradeOff("coldItemRecall", "recall of cold items", rows);
            String title = "Recall by number of interactions per user";
            page.picture(
                    "recall-by-interactions",
                    title,
                    EvaluationCharts.recallByGroup(title, recallByGroup(List.of(baseline, shown))));
            page.table(withoutAlignment(EvaluationTables.GROUP_HEADERS), EvaluationTables.groups(baseline, shown));
            page.table(withoutAlignment(EvaluationTables.RECALL_HEADERS), tables.recall());
            page.table(withoutAlignment(EvaluationTables.LIST_HEADERS), tables.lists());
            if (tables.hasColdItems()) {
                page.table(withoutAlignment(EvaluationTables.COLD_ITEM_HEADERS), tables.coldItems());
            }
        }
    }

    /** The baseline of the recommender of a row. */
    private static EvaluationRow baselineOf(EvaluationRow best, List<EvaluationRow> rows) {
        return rows.stream()
                .filter(row -> !row.isVariant() && row.hasRecommenderOf(best))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The row to compare with the baseline: the recommended one, or the highest variant on the validation interactions
     * if the baseline is recommended.
     */
    private static EvaluationRow shownVariant(EvaluationRow best, List<EvaluationRow> rows) {
        if (best.isVariant()) {
            return best;
        }
        List<EvaluationRow> variants = rows.stream()
                .filter(row -> row.isVariant() && row.hasRecommenderOf(best))
                .toList();
        return variants.isEmpty() ? best : EvaluationRow.highest(variants);
    }

    /** Draws the recall of all rows over another metric, or nothing if it is null in all of them. */
    private void drawTradeOff(String column, String metric, List<EvaluationRow> rows) throws IOException {
        Map<String, List<double[]>> points = new LinkedHashMap<>();
        for (EvaluationRow row : rows) {
            if (row.columns().get(column) instanceof Double value) {
                String kind = row.isBest()
                        ? "recommended"
                        : row.isVariant()
                                ? "variants"
                                : row.isPopularity() ? "popularity" : "without virtual interactions";
                points.computeIfAbsent(kind, key -> new ArrayList<>()).add(new double[] {value, row.number("recall")});
            }
        }
        if (!points.isEmpty()) {
            String title = "Recall and " + metric;
            page.picture(
                    "recall-and-" + metric.replace(' ', '-'),
                    title,
                    EvaluationCharts.points(title, metric + " (test)", "recall (test)", points));
        }
    }

    /** Shows selected rows of several evaluations. */
    void showComparison(String file, String title, List<EvaluationRow> rows) throws IOException {
        List<String> headers = List.of("variant", ">recall", ">uplift", ">95 % interval", ">NDCG uplift");
        List<List<String>> table = new ArrayList<>();
        for (EvaluationRow row : rows) {
            table.add(List.of(
                    row.label(),
                    row.decimal("recall"),
                    row.percent("recallUplift"),
                    row.upliftInterval(),
                    row.percent("ndcgUplift")));
        }
        console.heading("%s", title);
        console.table(headers, table);
        if (page != null) {
            page.heading(title);
            page.picture(file, title, upliftChart(title, rows));
            page.table(withoutAlignment(headers), table);
        }
    }

    /**
     * Draws the similarities in the data set.
     *
     * @param similarities the rows of {@code vimmrec.similarity.write}
     * @param statistics the rows of {@code vimmrec.statistics} with the weighting 'coInteraction'
     */
    void drawSimilarities(List<Map<String, Object>> similarities, List<Map<String, Object>> statistics)
            throws IOException {
        Map<String, double[][]> percentiles = new LinkedHashMap<>();
        for (Map<String, Object> row : similarities) {
            Map<?, ?> distribution = (Map<?, ?>) row.get("similarityDistribution");
            List<double[]> points = new ArrayList<>();
            for (int percent : PERCENTILES) {
                if (distribution.get("p" + percent) instanceof Double similarity) {
                    points.add(new double[] {percent, similarity});
                }
            }
            percentiles.put((String) row.get("modality"), points.toArray(new double[0][]));
        }
        page.heading("Similarities");
        page.picture(
                "similarity",
                "Similarity of neighbours by modality",
                EvaluationCharts.lines(
                        "Similarity of an item to its neighbours",
                        "percentile of the neighbours",
                        "cosine similarity",
                        percentiles));

        List<EvaluationCharts.Bar> bars = new ArrayList<>();
        for (Map<String, Object> row : statistics) {
            bars.add(pairsBar(row.get("modality") + ": same user", (Map<?, ?>) row.get("coInteracted")));
            bars.add(pairsBar(row.get("modality") + ": random", (Map<?, ?>) row.get("random")));
        }
        page.picture(
                "co-interaction",
                "Similarity of two items of the same user, and of two random items",
                EvaluationCharts.similarities("Similarity of two items: same user, and random", bars));
    }

    /** Writes the page, if there is one, and prints where it is. */
    void finish() throws IOException {
        if (page != null) {
            console.line("");
            console.line("Report: %s", page.write());
        }
    }

    /** The recall of rows by group of users. */
    private static Map<String, Map<String, Double>> recallByGroup(List<EvaluationRow> rows) {
        Map<String, Map<String, Double>> recall = new LinkedHashMap<>();
        for (EvaluationRow row : rows) {
            Map<String, Double> groups = new LinkedHashMap<>();
            for (Map<?, ?> group : row.groups()) {
                groups.put(EvaluationTables.groupName(group) + " (" + group.get("users") + " users)", (Double)
                        group.get("recall"));
            }
            recall.put(row.label(), groups);
        }
        return recall;
    }

    private static byte[] upliftChart(String title, List<EvaluationRow> rows) {
        return EvaluationCharts.uplifts(
                title, rows.stream().map(EvaluationRow::upliftBar).toList());
    }

    private static EvaluationCharts.Bar pairsBar(String name, Map<?, ?> pairs) {
        return pairs.get("mean") instanceof Double mean && pairs.get("stdDev") instanceof Double stdDev
                ? new EvaluationCharts.Bar(name, mean, mean - stdDev, mean + stdDev)
                : new EvaluationCharts.Bar(name, null, null, null);
    }

    private static List<String> withoutAlignment(List<String> headers) {
        return headers.stream().map(header -> header.replaceFirst("^>", "")).toList();
    }
}
