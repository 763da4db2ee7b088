package org.vimmrec.cli.evaluation;

import static org.vimmrec.cli.report.ReportDocument.change;
import static org.vimmrec.cli.report.ReportDocument.decimal;
import static org.vimmrec.cli.report.ReportDocument.integer;
import static org.vimmrec.cli.report.ReportDocument.percent;
import static org.vimmrec.cli.report.ReportDocument.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vimmrec.cli.report.ReportDocument.Chart;
import org.vimmrec.cli.report.ReportDocument.Encoding;
import org.vimmrec.cli.report.ReportDocument.Kind;
import org.vimmrec.cli.report.ReportDocument.Section;
import org.vimmrec.cli.report.ReportDocument.Table;

/** The sections of a report on one evaluation. */
record EvaluationSections(List<EvaluationRow> rows, long at) {

    private static final String NO_VIRTUAL = "no virtual interactions";

    /** Uplift against {@code virtualWeight}, a chart for each recommender. */
    Section uplift() {
        List<Chart> charts = new ArrayList<>();
        EvaluationRow best = EvaluationRow.best(rows);
        Map<Object, List<EvaluationRow>> byRecommender = new LinkedHashMap<>();
        EvaluationRow.variants(rows)
                .forEach(row -> byRecommender
                        .computeIfAbsent(row.columns().get("recommender"), key -> new ArrayList<>())
                        .add(row));
        byRecommender.forEach((recommender, variants) -> {
            Table table = new Table(
                    byRecommender.size() == 1 ? "uplift" : "uplift-" + recommender,
                    "Uplift of recall@" + at + " by weight of virtual interactions",
                    text("series", "strategy, neighbours"),
                    decimal("virtualWeight", "virtual weight"),
                    change("recallUplift", "uplift"),
                    change("upliftLow", "low"),
                    change("upliftHigh", "high"),
                    text("setting", "other settings"));
            int shown = -1;
            for (EvaluationRow row : bestOtherSettings(variants)) {
                Map<String, Object> columns = row.columns();
                if (row.equals(EvaluationRow.shownVariant(best, rows))) {
                    shown = table.rows().size();
                }
                table.add(
                        strategyAndNeighbours(row),
                        columns.get("virtualWeight"),
                        columns.get("recallUplift"),
                        columns.get("upliftLow"),
                        columns.get("upliftHigh"),
                        otherSettings(row));
            }
            charts.add(new Chart(
                    "Uplift of recall@" + at + (byRecommender.size() == 1 ? "" : ", " + recommender),
                    "Relative difference from the baseline on the test interactions. The band is the 95 % interval of the"
                            + " line with the ringed variant, which is "
                            + (best.isVariant() && row(shown, table) != null
                                    ? "the recommended one."
                                    : "the best one."),
                    Kind.LINES,
                    true,
                    Encoding.of("virtualWeight", "recallUplift", "series")
                            .withInterval("upliftLow", "upliftHigh")
                            .withLabel("setting"),
                    table.withHighlighted(shown)));
        });
        return new Section(
                "uplift",
                "How much weight helps",
                "A real interaction weighs 1. Look for the cliff: a weight that is too large drowns the real interactions."
                        + " Each point is the variant with the highest objective on the validation interactions among those"
                        + " that differ in other settings only; the last section lists all.",
                charts,
                List.of());
    }

    private static List<Object> row(int index, Table table) {
        return index < 0 ? null : table.rows().get(index);
    }

    /** For each strategy, number of neighbours and weight the variant with the highest validation objective, sorted. */
    private static List<EvaluationRow> bestOtherSettings(List<EvaluationRow> variants) {
        Map<String, EvaluationRow> highest = new LinkedHashMap<>();
        for (EvaluationRow row : variants) {
            highest.merge(
                    strategyAndNeighbours(row) + row.columns().get("virtualWeight"),
                    row,
                    (one, other) -> EvaluationRow.highest(List.of(one, other)));
        }
        return highest.values().stream()
                .sorted(Comparator.comparing(
                                (EvaluationRow row) -> (String) row.columns().get("strategy"))
                        .thenComparing(row -> (long) row.columns().get("topK"))
                        .thenComparing(row -> row.number("virtualWeight")))
                .toList();
    }

    private static String strategyAndNeighbours(EvaluationRow row) {
        return strategy(row) + ", " + row.columns().get("topK") + " neighbours";
    }

    /** The name of the strategy, capitalised; the baseline has none. */
    private static String strategy(EvaluationRow row) {
        String name = (String) row.columns().get("strategy");
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    private static String otherSettings(EvaluationRow row) {
        StringBuilder settings =
                new StringBuilder("modality weights ").append(row.columns().get("weighting"));
        if (row.columns().get("popularityDiscount") instanceof Double discount && discount != 0) {
            settings.append(", popularity discount ").append(discount);
        }
        if (row.columns().get("maxPerInteraction") != null) {
            settings.append(", at most ")
                    .append(row.columns().get("maxPerInteraction"))
                    .append(" per interaction");
        }
        return settings.toString();
    }

    /** Recall by number of interactions per user, without and with virtual interactions. */
    Section activity() {
        EvaluationRow best = EvaluationRow.best(rows);
        EvaluationRow shown = EvaluationRow.shownVariant(best, rows);
        Table table = new Table(
                "recall-by-interactions",
                "Recall@" + at + " by number of training interactions per user",
                text("interactions", "interactions"),
                integer("users", "users"),
                text("series", "lists"),
                decimal("recall", "recall"),
                decimal("recallLow", "low"),
                decimal("recallHigh", "high"),
                change("uplift", "uplift"),
                change("upliftLow", "low"),
                change("upliftHigh", "high"));
        List<EvaluationRow> compared = shown.isVariant()
                ? List.of(EvaluationRow.baselineOf(best, rows), shown)
                : List.of(EvaluationRow.baselineOf(best, rows));
        for (EvaluationRow row : compared) {
            for (Map<?, ?> group : row.groups()) {
                table.add(
                        EvaluationTables.groupName(group),
                        group.get("users"),
                        row.isVariant() ? "with virtual interactions" : "real interactions only",
                        group.get("recall"),
                        group.get("recallLow"),
                        group.get("recallHigh"),
                        row.isVariant() ? group.get("uplift") : null,
                        row.isVariant() ? group.get("upliftLow") : null,
                        row.isVariant() ? group.get("upliftHigh") : null);
            }
        }
        return new Section(
                "activity",
                "Who benefits",
                "Users by number of training interactions. " + (shown.isVariant() ? describe(shown) + "." : ""),
                List.of(new Chart(
                        "Recall@" + at + " by user activity",
                        "Mean recall and its 95 % interval.",
                        Kind.DOTS,
                        false,
                        Encoding.of("interactions", "recall", "series").withInterval("recallLow", "recallHigh"),
                        table)),
                List.of());
    }

    /** Such as "Overlay, 10 neighbours, weight 0.03, modality weights mean". */
    private static String describe(EvaluationRow row) {
        return row.isVariant()
                ? strategyAndNeighbours(row) + ", weight " + row.columns().get("virtualWeight") + ", "
                        + otherSettings(row)
                : row.isPopularity() ? "popularity" : NO_VIRTUAL;
    }

    /** Recall against coverage and against the recall of cold items. */
    Section tradeOff() {
        List<Chart> charts = new ArrayList<>();
        addTradeOff(charts, "coverage", "coverage", "Share of all items in at least one list");
        addTradeOff(
                charts,
                "coldItemRecall",
                "recall of cold items",
                "Share of held-out interactions with items that have no training interactions");
        return new Section(
                "trade-off",
                "What it costs, what it brings",
                "Up is more accurate, right is more of the catalogue. Good variants are above and to the right of the"
                        + " baseline.",
                charts,
                List.of());
    }

    private void addTradeOff(List<Chart> charts, String column, String name, String meaning) {
        if (rows.stream().allMatch(row -> row.columns().get(column) == null)) {
            return;
        }
        Table table = new Table(
                "recall-and-" + name.replace(' ', '-'),
                "Recall@" + at + " and " + name,
                text("variant", "variant"),
                text("kind", "kind"),
                percent(column, name),
                decimal("recall", "recall"));
        int highlighted = -1;
        for (EvaluationRow row : rows) {
            if (row.columns().get(column) != null) {
                highlighted = row.isBest() ? table.rows().size() : highlighted;
                table.add(
                        recommenderPrefix(row) + describe(row),
                        row.isVariant() ? strategy(row) : row.isPopularity() ? "popularity" : NO_VIRTUAL,
                        row.columns().get(column),
                        row.columns().get("recall"));
            }
        }
        charts.add(new Chart(
                "Recall and " + name,
                meaning + ", against recall@" + at + ". The recommended result has a ring.",
                Kind.POINTS,
                false,
                Encoding.of(column, "recall", "kind").withLabel("variant"),
                table.withHighlighted(highlighted)));
    }

    private String recommenderPrefix(EvaluationRow row) {
        boolean several = rows.stream()
                        .filter(each -> !each.isPopularity())
                        .map(each -> each.columns().get("recommender"))
                        .distinct()
                        .count()
                > 1;
        return several && !row.isPopularity() ? row.columns().get("recommender") + ": " : "";
    }

    /** The weights of the modalities by weighting. */
    Section modalities(List<Chart> more) {
        Map<Object, Map<?, ?>> byWeighting = new TreeMap<>();
        for (EvaluationRow row : EvaluationRow.variants(rows)) {
            byWeighting.putIfAbsent(
                    row.columns().get("weighting"), (Map<?, ?>) row.columns().get("modalityWeights"));
        }
        Table table = new Table(
                "modality-weights",
                "Weight of each modality",
                text("modality", "modality"),
                text("weighting", "weighting"),
                percent("weight", "weight"));
        byWeighting.forEach((weighting, weights) ->
                new TreeMap<>(weights).forEach((modality, weight) -> table.add(modality, weighting, weight)));
        List<Chart> charts = new ArrayList<>();
        charts.add(new Chart(
                "Modality weights",
                "The share of each modality in the weight of a virtual interaction, by weighting.",
                Kind.BARS,
                false,
                Encoding.of("modality", "weight", "weighting"),
                table));
        charts.addAll(more);
        return new Section("modalities", "Which modalities matter", "", charts, List.of());
    }

    /** Selected rows of several evaluations, with intervals. */
    static Chart comparison(String id, String title, List<EvaluationRow> compared) {
        Table table = new Table(
                id,
                title,
                text("evaluation", "evaluation"),
                text("variant", "variant"),
                decimal("recall", "recall"),
                change("recallUplift", "uplift"),
                change("upliftLow", "low"),
                change("upliftHigh", "high"),
                change("ndcgUplift", "NDCG uplift"));
        for (EvaluationRow row : compared) {
            Map<String, Object> columns = row.columns();
            table.add(
                    row.evaluation() + (row.isVariant() ? ", " + strategy(row) : ""),
                    describe(row),
                    columns.get("recall"),
                    columns.get("recallUplift"),
                    columns.get("upliftLow"),
                    columns.get("upliftHigh"),
                    columns.get("ndcgUplift"));
        }
        return new Chart(
                title,
                "Uplift of recall over the baseline of the same evaluation, with its 95 % interval.",
                Kind.INTERVALS,
                false,
                Encoding.of("evaluation", "recallUplift", null)
                        .withInterval("upliftLow", "upliftHigh")
                        .withLabel("variant"),
                table);
    }

    /** All rows: the recommended one first, then by recall on the test interactions. */
    Section variants() {
        Table table = new Table(
                "variants",
                "All variants; figures of the test interactions, means over the seeds",
                text("recommender", "recommender"),
                text("strategy", "strategy"),
                integer("topK", "top K"),
                decimal("virtualWeight", "virtual weight"),
                text("weighting", "modality weights"),
                decimal("popularityDiscount", "discount"),
                decimal("maxPerInteraction", "max. per interaction"),
                integer("virtualInteractions", "virtual"),
                decimal("recall", "recall"),
                change("recallUplift", "uplift"),
                change("upliftLow", "low"),
                change("upliftHigh", "high"),
                decimal("ndcg", "NDCG"),
                change("ndcgUplift", "NDCG uplift"),
                decimal("hitRate", "hit rate"),
                decimal("mrr", "MRR"),
                percent("coverage", "coverage"),
                percent("coldItemRecall", "cold recall"),
                percent("coldItemShare", "cold share"),
                decimal("novelty", "novelty"),
                decimal("intraListDiversity", "diversity"),
                decimal("validationObjective", "validation objective"),
                text("conclusion", "conclusion"));
        rows.stream()
                .sorted(Comparator.comparing((EvaluationRow row) -> !row.isBest())
                        .thenComparing(row -> -row.number("recall")))
                .forEach(row -> table.add(table.columns().stream()
                        .map(column -> row.columns().get(column.name()))
                        .toArray()));
        return new Section(
                "variants",
                "All variants",
                "The recommended row comes first. Select a column's title to sort by it.",
                List.of(),
                List.of(table.withHighlighted(0)));
    }
}
