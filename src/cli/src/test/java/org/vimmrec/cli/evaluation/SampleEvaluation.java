package org.vimmrec.cli.evaluation;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.report.ReportDocument;
import org.vimmrec.cli.report.SimilaritySection;

/** Rows of an evaluation with given results. */
public final class SampleEvaluation {

    static final Map<String, Object> CONFIGURATION = new LinkedHashMap<>();

    static {
        CONFIGURATION.put("modalities", Map.of("visual", "visualEmbedding"));
        CONFIGURATION.put("seeds", List.of(4L, 5L));
    }

    private SampleEvaluation() {}

    /** A baseline and twelve variants; the one with weight 0.1 and topK 30 is the best, if any is recommended. */
    static List<EvaluationRow> rows(String conclusion, String recommendation) {
        boolean variantIsBest = conclusion.equals("augment") || conclusion.equals("withinNoise");
        List<Map<String, Object>> rows = new ArrayList<>();
        rows.add(row("none", null, null, 0.2, !variantIsBest));
        for (long topK : new long[] {10, 20, 30}) {
            for (double weight : new double[] {0.01, 0.03, 0.1, 0.3}) {
                boolean highest = topK == 30 && weight == 0.1;
                Map<String, Object> row = row("overlay", topK, weight, highest ? 0.25 : 0.21, variantIsBest && highest);
                row.put("controlUplift", highest ? 0.01 : null);
                row.put("controlHigh", highest ? 0.02 : null);
                rows.add(row);
            }
        }
        for (Map<String, Object> row : rows) {
            row.put("conclusion", conclusion);
            row.put("recommendation", (boolean) row.get("best") ? recommendation : null);
        }
        return EvaluationRow.of(rows);
    }

    private static Map<String, Object> row(String strategy, Long topK, Double weight, double recall, boolean best) {
        Map<String, Object> row = new HashMap<>();
        boolean variant = topK != null;
        row.put("recommender", "graphFilter");
        row.put("strategy", strategy);
        row.put("topK", topK);
        row.put("virtualWeight", weight);
        row.put("weighting", variant ? "mean" : null);
        row.put("modalityWeights", variant ? Map.of("visual", 1.0) : null);
        row.put("popularityDiscount", variant ? 0.0 : null);
        row.put("virtualInteractions", variant ? 1000L : 0L);
        row.put("recall", recall);
        row.put("ndcg", recall / 2);
        row.put("coverage", variant ? 0.6 : 0.5);
        row.put("coldItemRecall", variant ? 0.018 : 0.0);
        row.put("coldItemShare", 0.1);
        row.put("recallUplift", recall / 0.2 - 1);
        row.put("ndcgUplift", recall / 0.2 - 1);
        row.put("upliftLow", recall / 0.2 - 1.1);
        row.put("upliftHigh", recall / 0.2 - 0.9);
        row.put("validationObjective", recall);
        row.put("best", best);
        row.put("notices", List.of("Cold users: 3 users."));
        Map<String, Object> group = new HashMap<>();
        group.put("from", 1L);
        group.put("to", null);
        group.put("users", 40L);
        group.put("recall", recall);
        group.put("recallLow", recall - 0.01);
        group.put("recallHigh", recall + 0.01);
        row.put("recallByInteractions", List.of(group));
        return row;
    }

    /**
     * A report whose title and other texts are given. It compares five rows, and one with an interval that is far wider
     * than the others.
     */
    public static ReportDocument document(String title) {
        List<EvaluationRow> rows = rows("augment", "Augment this graph. " + title);
        List<EvaluationRow> compared = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            compared.add(rows.get(n + 1).of(title + n));
        }
        Map<String, Object> huge = new HashMap<>(rows.get(1).columns());
        huge.put("upliftHigh", 7.5);
        compared.add(new EvaluationRow("huge", "huge", huge));
        EvaluationReport report = new EvaluationReport(new ConsoleOutput(new PrintWriter(new StringWriter())));
        report.showEvaluation(rows);
        report.showRobustness(compared);
        return report.document(
                title,
                new EvaluationFacts(title, "VI-MMRec 1, Neo4j 2", CONFIGURATION),
                new SimilaritySection(List.of(Map.of(
                                "modality",
                                title,
                                "percentiles",
                                Map.of("p1", 0.1, "p50", 0.5, "p100", 0.9),
                                "coInteracted",
                                Map.of("mean", 0.5, "stdDev", 0.1),
                                "random",
                                Map.of("mean", 0.3, "stdDev", 0.1))))
                        .section());
    }
}
