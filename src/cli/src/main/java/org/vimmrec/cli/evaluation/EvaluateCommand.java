package org.vimmrec.cli.evaluation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.neo4j.driver.AccessMode;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Thinning;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.LoadedDataSet;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.database.ServerDatabase;
import org.vimmrec.cli.options.OutputOptions;
import org.vimmrec.cli.options.SourceGraph;
import org.vimmrec.cli.options.SourceOptions;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.ExitCode;
import org.vimmrec.cli.report.ReportDocument;
import org.vimmrec.cli.report.ReportOptions;
import org.vimmrec.cli.report.SimilaritySection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Evaluates whether virtual interactions help on a data set. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Evaluates whether virtual interactions improve a recommender, and which variant is best.",
            "Evaluates on a data set, or with --uri on the graph in a database of a server, which it only reads. Of a data set, "
                    + "it loads all interactions. If the data set has the column x_label, it is the split; otherwise the split is random. "
                    + "Separate the values of a list by commas.%n"
        })
public final class EvaluateCommand implements Callable<Integer> {

    private static final double[] INTERACTION_SHARES = {0.8, 0.6, 0.4, 0.2};
    private static final double[] MISSING_MODALITY_SHARES = {0.1, 0.3, 0.5};
    private static final long THINNING_SEED = 1;

    @Mixin
    private SourceOptions source;

    @Mixin
    private EvaluationOptions evaluation;

    @Option(
            names = "--modality-subsets",
            fallbackValue = "true",
            description = "Also evaluate each subset of the modalities.")
    private boolean modalitySubsets;

    @Option(
            names = "--unweighted",
            fallbackValue = "true",
            description = "Also evaluate virtual interactions of equal weight.")
    private boolean unweighted;

    @Option(
            names = "--robustness",
            fallbackValue = "true",
            description = "Also evaluate with 80, 60, 40 and 20 %% of the training interactions, and "
                    + "with 10, 30 and 50 %% of the items missing a modality.")
    private boolean robustness;

    @Mixin
    private ReportOptions reporting;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final Map<String, Object> results = new LinkedHashMap<>();
    private Progress progress;
    private Progress.Overall overall;
    private ConsoleOutput console;
    private EvaluationReport report;
    private String name;
    private ReportDocument.Section similarities;
    private EvaluationFacts facts;

    /** Evaluates and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        check();
        progress = output.progress(spec.commandLine());
        int exitCode = source.server().isGiven() ? evaluateOnServer() : evaluateDataSet();
        if (exitCode == ExitCode.DONE) {
            // What took long comes first, so that no later failure loses it.
            output.print(spec.commandLine(), results);
            if (reporting.isGiven()) {
                ReportDocument document = report.document(name, facts, similarities);
                console.line("");
                console.line("Report: %s", reporting.write(document));
                reporting.draw(document);
            }
        }
        return exitCode;
    }

    private int evaluateOnServer() throws IOException {
        try (ServerDatabase database = source.server()
                .connect(AccessMode.READ, progress, spec.commandLine().getErr())) {
            try {
                SourceGraph graph = source.graph(database);
                prepare(graph.name(), graph.modalities().size());
                evaluate(database, graph, evaluation.configuration(graph), graph.name());
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private int evaluateDataSet() throws IOException {
        DataSet dataSet = source.dataSet().read(progress);
        evaluation.check(dataSet);
        prepare(dataSet.name(), dataSet.modalities().size());
        try (EmbeddedDatabase database = start()) {
            try {
                SourceGraph graph = source.graph(DataSetLoader.load(database.graph(), dataSet, true, progress));
                evaluate(database, graph, evaluation.configuration(dataSet, graph), summary(dataSet));
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            if (database.interrupted()) {
                return ExitCode.INTERRUPTED;
            }
        }
        if (robustness) {
            evaluateRobustness(dataSet);
        }
        return ExitCode.DONE;
    }

    private void prepare(String dataSet, int modalities) {
        name = dataSet;
        overall = progress.beginOverall(evaluations(modalities), "evaluating");
        console = output.console(spec.commandLine());
        report = new EvaluationReport(console);
        results.put("dataSet", name);
    }

    private void evaluate(Database database, SourceGraph graph, Map<String, Object> configuration, String data) {
        ProcedureCaller procedures = new ProcedureCaller(database, progress);
        List<EvaluationRow> rows = evaluate(procedures, "Evaluation", configuration);
        keep("evaluation", rows);
        report.showEvaluation(rows);
        if (modalitySubsets) {
            compareSubsets(procedures, configuration, graph.modalities());
        }
        if (unweighted) {
            compareUnweighted(procedures, configuration, rows);
        }
        if (reporting.isGiven()) {
            similarities = similarities(database, procedures, graph);
            facts = new EvaluationFacts(data, database.versions(), configuration);
        }
    }

    /** Keeps the columns of rows for JSON. */
    private void keep(String name, List<EvaluationRow> rows) {
        results.put(name, rows.stream().map(EvaluateCommand::withLabel).toList());
    }

    private static Map<String, Object> withLabel(EvaluationRow row) {
        Map<String, Object> columns = new LinkedHashMap<>();
        columns.put("label", row.label());
        columns.putAll(row.columns());
        return columns;
    }

    private void check() {
        if (source.dataSet().allInteractions()) {
            throw new CommandFailure(
                    "--all-interactions does not apply to evaluate, which loads all interactions and never "
                            + "trains on held-out ones");
        }
        source.check();
        source.server().check();
        if (source.server().isGiven() && robustness) {
            throw new CommandFailure("--robustness thins out a data set in files and does not apply to --uri");
        }
        evaluation.check();
        reporting.check();
    }

    /** The number of evaluations that the options ask for. */
    private int evaluations(int modalities) {
        return 1
                + (modalitySubsets ? (1 << modalities) - 1 : 0)
                + (unweighted ? 1 : 0)
                + (robustness ? INTERACTION_SHARES.length + MISSING_MODALITY_SHARES.length : 0);
    }

    private EmbeddedDatabase start() throws IOException {
        try (Progress.Step step = progress.begin("Starting Neo4j")) {
            EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty());
            step.finish("version " + database.version() + ", in a temporary folder");
            return database;
        }
    }

    private List<EvaluationRow> evaluate(ProcedureCaller procedures, String step, Map<String, Object> configuration) {
        return EvaluationRow.of(procedures.call(
                overall.begin(step),
                "vimmrec.evaluate",
                configuration,
                rows -> ConsoleOutput.format(
                        "%,d variants",
                        EvaluationRow.variants(EvaluationRow.of(rows)).size())));
    }

    private void compareSubsets(
            ProcedureCaller procedures, Map<String, Object> configuration, Map<String, Object> modalities) {
        List<EvaluationRow> rows = new ArrayList<>();
        List<String> names = List.copyOf(modalities.keySet());
        for (int size = 1; size <= names.size(); size++) {
            for (long subset = 1; subset < 1L << names.size(); subset++) {
                if (Long.bitCount(subset) == size) {
                    Map<String, Object> chosen = new LinkedHashMap<>();
                    for (int m = 0; m < names.size(); m++) {
                        if ((subset & 1L << m) != 0) {
                            chosen.put(names.get(m), modalities.get(names.get(m)));
                        }
                    }
                    String name = String.join(" + ", chosen.keySet());
                    addHighest(rows, name, evaluate(procedures, name, with(configuration, "modalities", chosen)));
                }
            }
        }
        keep("modalitySubsets", rows);
        report.showSubsets(rows);
    }

    private void compareUnweighted(
            ProcedureCaller procedures, Map<String, Object> configuration, List<EvaluationRow> weighted) {
        List<EvaluationRow> rows = new ArrayList<>();
        addHighest(rows, "weighted by similarity", weighted);
        addHighest(rows, "equal weights", evaluate(procedures, "Unweighted", with(configuration, "weighted", false)));
        keep("unweighted", rows);
        report.showUnweighted(rows);
    }

    /** Adds the highest variant on the validation interactions of each recommender and strategy. */
    private static void addHighest(List<EvaluationRow> rows, String name, List<EvaluationRow> evaluated) {
        Map<Object, List<EvaluationRow>> byStrategy = EvaluationRow.variants(evaluated).stream()
                .collect(Collectors.groupingBy(
                        row -> List.of(
                                row.columns().get("recommender"), row.columns().get("strategy")),
                        LinkedHashMap::new,
                        Collectors.toList()));
        byStrategy
                .values()
                .forEach(variants -> rows.add(EvaluationRow.highest(variants).of(name)));
    }

    /** The section on similarities. On a server, it shows those that are stored; null without any. */
    private ReportDocument.Section similarities(Database database, ProcedureCaller procedures, SourceGraph graph) {
        if (!source.server().isGiven()) {
            procedures.call(
                    "Similarity", "vimmrec.similarity.write", graph.ofSimilarities(), EvaluateCommand::modalityCount);
        } else if (!graph.hasStoredSimilarities(database)) {
            return null;
        }
        return new SimilaritySection(procedures.call(
                        "Co-interaction",
                        "vimmrec.statistics",
                        with(graph.ofStatistics(), "weighting", "coInteraction"),
                        EvaluateCommand::modalityCount))
                .section();
    }

    private static String summary(DataSet dataSet) {
        return ConsoleOutput.format(
                "%s: %,d users, %,d items, %,d interactions",
                dataSet.name(),
                dataSet.userIds().length,
                dataSet.items(),
                dataSet.interactions().size());
    }

    private static String modalityCount(List<Map<String, Object>> rows) {
        return ConsoleOutput.format("%,d modalities", rows.size());
    }

    private void evaluateRobustness(DataSet dataSet) throws IOException {
        List<EvaluationRow> rows = new ArrayList<>();
        for (double share : INTERACTION_SHARES) {
            rows.add(recommended(
                    ConsoleOutput.format("%.0f %% of the interactions", 100 * share),
                    Thinning.ofInteractions(dataSet, share, THINNING_SEED)));
        }
        for (double share : MISSING_MODALITY_SHARES) {
            rows.add(recommended(
                    ConsoleOutput.format("%.0f %% of the items miss a modality", 100 * share),
                    Thinning.ofEmbeddings(dataSet, share, THINNING_SEED)));
        }
        keep("robustness", rows);
        report.showRobustness(rows);
    }

    private EvaluationRow recommended(String name, DataSet dataSet) throws IOException {
        try (EmbeddedDatabase database = start()) {
            LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, true, progress);
            return EvaluationRow.best(evaluate(
                            new ProcedureCaller(database, progress),
                            name,
                            evaluation.configuration(dataSet, source.graph(loaded))))
                    .of(name);
        }
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
