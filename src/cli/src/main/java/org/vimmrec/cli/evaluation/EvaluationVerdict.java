package org.vimmrec.cli.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.report.ReportDocument.Figure;
import org.vimmrec.cli.report.ReportDocument.State;
import org.vimmrec.cli.report.ReportDocument.Verdict;

/**
 * Says what an evaluation means: what to do, the figures that matter most, and the Cypher that does it.
 *
 * @param rows the rows of the evaluation
 * @param configuration the configuration of {@code vimmrec.evaluate}
 */
record EvaluationVerdict(List<EvaluationRow> rows, Map<String, Object> configuration) {

    private static final long DEFAULT_AT = 20;

    Verdict verdict() {
        EvaluationRow best = EvaluationRow.best(rows);
        return new Verdict(
                state(best), headline(best), best.recommendation(), figures(best), best.notices(), cypher(best));
    }

    private static State state(EvaluationRow best) {
        return switch (best.conclusion()) {
            case "augment" -> State.YES;
            case "withinNoise" -> State.UNCERTAIN;
            default -> State.NO;
        };
    }

    private String headline(EvaluationRow best) {
        String recommender = (String) best.columns().get("recommender");
        boolean ranksVirtual = recommender.equals("virtual");
        String headline = switch (state(best)) {
            case YES -> ranksVirtual ? "Show users their strongest virtual interactions" : "Augment this graph";
            case UNCERTAIN -> "Within noise: do not rely on it";
            case NO -> ranksVirtual ? "Do not rank by virtual interactions alone" : "Do not augment this graph";
        };
        return severalRecommenders() ? "Use " + recommender + ". " + headline : headline;
    }

    private boolean severalRecommenders() {
        return rows.stream()
                        .filter(row -> !row.isPopularity())
                        .map(row -> row.columns().get("recommender"))
                        .distinct()
                        .count()
                > 1;
    }

    /** The list length of the metrics. */
    long at() {
        return configuration.get("at") instanceof Number at ? at.longValue() : DEFAULT_AT;
    }

    /** The figures of the recommended variant, or of the best one if none is recommended. */
    private List<Figure> figures(EvaluationRow best) {
        EvaluationRow baseline = EvaluationRow.baselineOf(best, rows);
        EvaluationRow shown = EvaluationRow.shownVariant(best, rows);
        List<Figure> figures = new ArrayList<>();
        if (!shown.isVariant()) {
            figures.add(new Figure("Recall@" + at(), baseline.decimal("recall"), "without virtual interactions"));
            figures.add(new Figure("Coverage", baseline.decimal("coverage"), "share of items in at least one list"));
            return figures;
        }
        String whose = best.isVariant() ? "" : ", best variant";
        figures.add(new Figure(
                "Recall@" + at() + whose,
                shown.percent("recallUplift"),
                "95 % interval " + shown.upliftInterval() + "; " + baseline.decimal("recall") + " → "
                        + shown.decimal("recall")));
        figures.add(new Figure(
                "NDCG@" + at() + whose,
                shown.percent("ndcgUplift"),
                baseline.decimal("ndcg") + " → " + shown.decimal("ndcg")));
        figures.add(new Figure(
                "Coverage" + whose,
                share(shown, "coverage"),
                "of all items are recommended to somebody; " + share(baseline, "coverage") + " without"));
        figures.add(new Figure(
                "Cold items found" + whose,
                share(shown, "coldItemRecall"),
                shown.columns().get("coldItemRecall") == null
                        ? "no held-out interaction is with a cold item"
                        : "of held-out interactions with cold items; " + share(baseline, "coldItemRecall")
                                + " without"));
        return figures;
    }

    private static String share(EvaluationRow row, String column) {
        return row.columns().get(column) instanceof Double value
                ? ConsoleOutput.format("%.1f %%", 100 * value)
                : "not measured";
    }

    /** The statements that write the recommended variant; null if none is recommended. */
    private String cypher(EvaluationRow best) {
        if (!best.isVariant()) {
            return null;
        }
        Map<String, Object> row = best.columns();
        boolean meanWeights = "mean".equals(row.get("weighting"));
        Map<String, Object> similarity = new LinkedHashMap<>();
        similarity.put("modalities", configuration.get("modalities"));
        // Mean weights are computed from the most neighbours.
        similarity.put(
                "topK",
                meanWeights
                        ? EvaluationRow.variants(rows).stream()
                                .mapToLong(each -> (long) each.columns().get("topK"))
                                .max()
                                .orElseThrow()
                        : row.get("topK"));
        Map<String, Object> virtual = new LinkedHashMap<>();
        virtual.put("modalities", configuration.get("modalities"));
        virtual.put("topK", row.get("topK"));
        virtual.put("virtualWeight", row.get("virtualWeight"));
        virtual.put("modalityWeights", row.get("weighting"));
        if (row.get("popularityDiscount") instanceof Double discount && discount != 0) {
            virtual.put("popularityDiscount", discount);
        }
        if (row.get("maxPerInteraction") instanceof Double most) {
            virtual.put("maxPerInteraction", most);
        }
        boolean usesStored = "overlay".equals(row.get("strategy")) || meanWeights;
        return (usesStored ? CypherText.call("vimmrec.similarity.write", similarity) + "\n" : "")
                + CypherText.call("vimmrec." + row.get("strategy") + ".write", virtual);
    }
}
