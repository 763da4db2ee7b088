package org.vimmrec.cli.evaluation;

import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.ConsoleOutput;

/**
 * One row of {@code vimmrec.evaluate}: a recommender's baseline, or one of its variants with virtual interactions.
 *
 * @param label the row's name in tables
 * @param evaluation the name of the evaluation among several that are compared; empty for a single one
 * @param columns the columns that the procedure returns
 */
record EvaluationRow(String label, String evaluation, Map<String, Object> columns) {

    private static final String POPULARITY = "popularity";

    /**
     * Labels the rows of one evaluation. The label starts with the recommender if there are several beside popularity.
     */
    static List<EvaluationRow> of(List<Map<String, Object>> rows) {
        boolean several = rows.stream()
                        .map(row -> row.get("recommender"))
                        .filter(recommender -> !recommender.equals(POPULARITY))
                        .distinct()
                        .count()
                > 1;
        return rows.stream()
                .map(row -> new EvaluationRow(
                        row.get("recommender").equals(POPULARITY)
                                ? POPULARITY
                                : (several ? row.get("recommender") + ": " : "") + variantName(row),
                        "",
                        row))
                .toList();
    }

    private static String variantName(Map<String, Object> row) {
        return row.get("topK") == null
                ? "no virtual interactions"
                : ConsoleOutput.format(
                        "%s %s k=%d %s%s%s",
                        row.get("strategy"),
                        row.get("weighting"),
                        row.get("topK"),
                        row.get("virtualWeight"),
                        (double) row.get("popularityDiscount") == 0 ? "" : " d=" + row.get("popularityDiscount"),
                        row.get("maxPerInteraction") == null ? "" : " max=" + row.get("maxPerInteraction"));
    }

    /** The row that {@code vimmrec.evaluate} recommends: a variant, or a baseline. */
    static EvaluationRow best(List<EvaluationRow> rows) {
        return rows.stream().filter(EvaluationRow::isBest).findFirst().orElseThrow();
    }

    /** The rows with virtual interactions. */
    static List<EvaluationRow> variants(List<EvaluationRow> rows) {
        return rows.stream().filter(EvaluationRow::isVariant).toList();
    }

    /** The variant with the highest objective on the validation interactions; the first of equals. */
    static EvaluationRow highest(List<EvaluationRow> variants) {
        EvaluationRow highest = variants.get(0);
        for (EvaluationRow row : variants) {
            if (row.number("validationObjective") > highest.number("validationObjective")) {
                highest = row;
            }
        }
        return highest;
    }

    /** The baseline of the recommender of a row. */
    static EvaluationRow baselineOf(EvaluationRow row, List<EvaluationRow> rows) {
        return rows.stream()
                .filter(each -> !each.isVariant() && each.hasRecommenderOf(row))
                .findFirst()
                .orElseThrow();
    }

    /**
     * The row to compare with the baseline: the recommended one, or the highest variant on the validation interactions
     * if the baseline is recommended.
     */
    static EvaluationRow shownVariant(EvaluationRow best, List<EvaluationRow> rows) {
        if (best.isVariant()) {
            return best;
        }
        List<EvaluationRow> variants = rows.stream()
                .filter(row -> row.isVariant() && row.hasRecommenderOf(best))
                .toList();
        return variants.isEmpty() ? best : highest(variants);
    }

    /** A column that is a number and not null. */
    double number(String column) {
        return (double) columns.get(column);
    }

    boolean isVariant() {
        return columns.get("topK") != null;
    }

    /** Whether this is the row of the most popular items, which virtual interactions do not change. */
    boolean isPopularity() {
        return columns.get("recommender").equals(POPULARITY);
    }

    boolean isBest() {
        return (boolean) columns.get("best");
    }

    boolean hasRecommenderOf(EvaluationRow other) {
        return columns.get("recommender").equals(other.columns.get("recommender"));
    }

    /** The same row as one of several evaluations. */
    EvaluationRow of(String name) {
        return new EvaluationRow(name + ": " + label, name, columns);
    }

    String recommendation() {
        return (String) columns.get("recommendation");
    }

    /** What the evaluation concludes on the row's recommender, such as {@code augment} or {@code withinNoise}. */
    String conclusion() {
        return (String) columns.get("conclusion");
    }

    List<String> notices() {
        return ((List<?>) columns.get("notices"))
                .stream().map(String.class::cast).toList();
    }

    /** A column as a decimal number; "-" if it is null. */
    String decimal(String column) {
        return columns.get(column) instanceof Double value ? ConsoleOutput.format("%.4f", value) : "-";
    }

    /** The groups of users by number of interactions: the maps of the column {@code recallByInteractions}. */
    List<Map<?, ?>> groups() {
        return ((List<?>) columns.get("recallByInteractions"))
                .stream().<Map<?, ?>>map(group -> (Map<?, ?>) group).toList();
    }

    /** A column as a decimal number with two digits, for numbers above 1; "-" if it is null. */
    String shortDecimal(String column) {
        return columns.get(column) instanceof Double value ? ConsoleOutput.format("%.2f", value) : "-";
    }

    /** A column as a percentage with its sign; "-" if it is null. */
    String percent(String column) {
        return columns.get(column) instanceof Double value ? ConsoleOutput.format("%+.1f %%", 100 * value) : "-";
    }

    /** The confidence interval of the recall uplift, such as "+2.5 to +9.8 %". */
    String upliftInterval() {
        return percent("upliftLow").replace(" %", "") + " to " + percent("upliftHigh");
    }
}
