package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
final class EvaluateCommand implements Callable<Integer> {

    private static final double[] INTERACTION_SHARES = {0.8, 0.6, 0.4, 0.2};
    private static final double[] MISSING_MODALITY_SHARES = {0.1, 0.3, 0.5};
    private static final long THINNING_SEED = 1;

    @Mixin
    private DataSetOptions source;

    @Mixin
    private ServerOptions server;

    @Mixin
    private GraphOptions graphOptions;

    @Mixin
    private EvaluationOptions evaluation;

    @Option(names = "--modality-subsets", description = "Also evaluate each subset of the modalities.")
    private boolean modalitySubsets;

    @Option(names = "--unweighted", description = "Also evaluate virtual interactions of equal weight.")
    private boolean unweighted;

    @Option(
            names = "--robustness",
            description = "Also evaluate with 80, 60, 40 and 20 %% of the training interactions, and "
                    + "with 10, 30 and 50 %% of the items missing a modality.")
    private boolean robustness;

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Write report.html and its charts to this folder. Default: no report.")
    private Path folder;

    @Mixin
    private OutputOptions output;

    @Spec
    private CommandSpec spec;

    private final Map<String, Object> results = new LinkedHashMap<>();
    private Progress progress;
    private Progress.Overall overall;
    private EvaluationReport report;

    /** Evaluates and returns the exit code: 0, or 130 after Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        check();
        progress = output.progress(spec.commandLine());
        int exitCode = server.isGiven() ? evaluateOnServer() : evaluateDataSet();
        if (exitCode == ExitCode.DONE) {
            report.finish();
            output.print(spec.commandLine(), results);
        }
        return exitCode;
    }

    private int evaluateOnServer() throws IOException {
        try (ServerDatabase database = server.connect(
                progress, warning -> spec.commandLine().getErr().println(warning))) {
            try {
                SourceGraph graph = SourceGraph.of(server, graphOptions, database);
                prepare(graph.name(), graph.modalities().size());
                evaluate(database, graph, evaluation.configuration(graph));
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            return database.interrupted() ? ExitCode.INTERRUPTED : ExitCode.DONE;
        }
    }

    private int evaluateDataSet() throws IOException {
        DataSet dataSet = source.read(progress);
        evaluation.check(dataSet);
        prepare(dataSet.name(), dataSet.modalities().size());
        try (EmbeddedDatabase database = start()) {
            try {
                SourceGraph graph =
                        SourceGraph.of(DataSetLoader.load(database.graph(), dataSet, true, progress));
                evaluate(database, graph, evaluation.configuration(dataSet, graph));
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

    private void prepare(String name, int modalities) throws IOException {
        overall = progress.beginOverall(evaluations(modalities), "evaluating");
        HtmlReport page = folder == null ? null : new HtmlReport(folder, "Do virtual interactions help? " + name);
        report = new EvaluationReport(output.console(spec.commandLine()), page);
        results.put("dataSet", name);
    }

    private void evaluate(Database database, SourceGraph graph, Map<String, Object> configuration) throws IOException {
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
        if (folder != null && !server.isGiven()) {
            drawSimilarities(procedures, graph.modalities());
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
        if (source.allInteractions()) {
            throw new CommandFailure(
                    "--all-interactions does not apply to evaluate, which loads all interactions and never "
                            + "trains on held-out ones");
        }
        source.check();
        server.check();
        graphOptions.check(server);
        if (server.isGiven() && source.isGiven()) {
            throw new CommandFailure(
                    "--uri evaluates the graph that is in the database. Leave out " + DataSetOptions.NAMES + ".");
        }
        if (server.isGiven() && robustness) {
            throw new CommandFailure("--robustness thins out a data set in files and does not apply to --uri");
        }
        evaluation.check();
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure("--report " + folder + ": not a folder");
        }
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
            ProcedureCaller procedures, Map<String, Object> configuration, Map<String, Object> modalities)
            throws IOException {
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
        report.showComparison(
                "modality-subsets", "By modalities: the highest variant on the validation interactions", rows);
    }

    private void compareUnweighted(
            ProcedureCaller procedures, Map<String, Object> configuration, List<EvaluationRow> weighted)
            throws IOException {
        List<EvaluationRow> rows = new ArrayList<>();
        addHighest(rows, "weighted by similarity", weighted);
        addHighest(rows, "equal weights", evaluate(procedures, "Unweighted", with(configuration, "weighted", false)));
        keep("unweighted", rows);
        report.showComparison(
                "unweighted", "Virtual interactions weighted by similarity, and with equal weights", rows);
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
                .forEach(variants -> rows.add(EvaluationRow.highest(variants).withPrefix(name)));
    }

    private void drawSimilarities(ProcedureCaller procedures, Map<String, Object> modalities) throws IOException {
        List<Map<String, Object>> similarities = procedures.call(
                "Similarity",
                "vimmrec.similarity.write",
                Map.of("modalities", modalities),
                EvaluateCommand::modalityCount);
        List<Map<String, Object>> statistics = procedures.call(
                "Co-interaction",
                "vimmrec.statistics",
                Map.of("modalities", modalities, "weighting", "coInteraction"),
                EvaluateCommand::modalityCount);
        report.drawSimilarities(similarities, statistics);
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
        report.showComparison("robustness", "With less training data: the recommended variant", rows);
    }

    private EvaluationRow recommended(String name, DataSet dataSet) throws IOException {
        try (EmbeddedDatabase database = start()) {
            LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, true, progress);
            return EvaluationRow.best(evaluate(
                            new ProcedureCaller(database, progress),
                            name,
                            evaluation.configuration(dataSet, SourceGraph.of(loaded))))
                    .withPrefix(name);
        }
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }
}
