package org.vimmrec.cli.evaluation;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.report.ReportDocument;
import org.vimmrec.cli.report.ReportDocument.Chart;
import org.vimmrec.cli.report.ReportDocument.Section;
import org.vimmrec.cli.report.ReportGlossary;

/** Shows evaluations as tables on the console, and collects them for a report. */
final class EvaluationReport {

    private final ConsoleOutput console;
    private final List<Chart> modalityCharts = new ArrayList<>();
    private final List<Section> furtherSections = new ArrayList<>();
    private List<EvaluationRow> rows = List.of();

    EvaluationReport(ConsoleOutput console) {
        this.console = console;
    }

    /** Shows all rows of an evaluation, the recommendation and the notices. */
    void showEvaluation(List<EvaluationRow> evaluated) {
        rows = evaluated;
        EvaluationTables tables = new EvaluationTables(rows);
        EvaluationRow best = EvaluationRow.best(rows);
        console.heading(
                "Do virtual interactions help? All figures are of the test interactions (* selected on the validation "
                        + "interactions)");
        console.table(EvaluationTables.RECALL_HEADERS, tables.recall(), ">virtual", ">NDCG");
        console.line(best.recommendation());
        best.notices().forEach(notice -> console.line("Note: " + notice));
        console.heading("What the lists are like");
        console.table(EvaluationTables.LIST_HEADERS, tables.lists(), ">novelty", ">MRR", ">diversity");
        if (tables.hasColdItems()) {
            console.heading("How many interactions with warm items (which have training interactions) and with cold "
                    + "ones are found");
            console.table(EvaluationTables.COLD_ITEM_HEADERS, tables.coldItems());
        }
        EvaluationRow shown = EvaluationRow.shownVariant(best, rows);
        console.heading("Recall by number of interactions per user, with 95 %% intervals: %s", shown.label());
        console.table(
                EvaluationTables.GROUP_HEADERS,
                EvaluationTables.groups(EvaluationRow.baselineOf(best, rows), shown),
                ">users",
                ">baseline");
    }

    /** Shows the highest variants with each subset of the modalities. */
    void showSubsets(List<EvaluationRow> compared) {
        modalityCharts.add(compare(
                "modality-subsets", "By modalities: the highest variant on the validation interactions", compared));
    }

    /** Shows virtual interactions weighted by similarity beside those of equal weight. */
    void showUnweighted(List<EvaluationRow> compared) {
        Chart chart =
                compare("unweighted", "Virtual interactions weighted by similarity, and with equal weights", compared);
        furtherSections.add(new Section(
                "weights", "What the differences between weights are worth", "", List.of(chart), List.of()));
    }

    /** Shows the recommended variant with less training data. */
    void showRobustness(List<EvaluationRow> compared) {
        Chart chart = compare("robustness", "With less training data: the recommended variant", compared);
        furtherSections.add(new Section(
                "robustness",
                "How it holds up with less data",
                "Each row is an evaluation of its own, with its own baseline and recommendation.",
                List.of(chart),
                List.of()));
    }

    private Chart compare(String id, String title, List<EvaluationRow> compared) {
        List<List<String>> table = new ArrayList<>();
        for (EvaluationRow row : compared) {
            table.add(List.of(
                    row.label(),
                    row.decimal("recall"),
                    row.percent("recallUplift"),
                    row.upliftInterval(),
                    row.percent("ndcgUplift")));
        }
        console.heading("%s", title);
        console.table(List.of("variant", ">recall", ">uplift", ">95 % interval", ">NDCG uplift"), table);
        return EvaluationSections.comparison(id, title, compared);
    }

    /**
     * The report on everything shown so far.
     *
     * @param similarities the section on similarities; it is not shown on the console. Null without stored similarities
     */
    ReportDocument document(String dataSet, EvaluationFacts facts, Section similarities) {
        EvaluationVerdict verdict = new EvaluationVerdict(rows, facts.configuration());
        EvaluationSections sections = new EvaluationSections(rows, verdict.at());
        List<Section> all = new ArrayList<>();
        boolean hasVariants = !EvaluationRow.variants(rows).isEmpty();
        if (hasVariants) {
            all.add(sections.uplift());
        }
        all.add(sections.activity());
        all.add(sections.tradeOff());
        if (hasVariants) {
            all.add(sections.modalities(modalityCharts));
        }
        all.addAll(furtherSections);
        if (similarities != null) {
            all.add(similarities);
        }
        all.add(sections.variants());
        return new ReportDocument(
                "Do virtual interactions help?",
                dataSet,
                verdict.verdict(),
                all,
                facts.facts(rows),
                ReportGlossary.TERMS);
    }
}
