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
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Asks whether virtual interactions help on a data set, and draws the answer. */
@Command(name = "evaluate", mixinStandardHelpOptions = true, sortOptions = false,
        description = {"Tells whether virtual interactions help a recommender on a data set, and which.",
            "All interactions are loaded; where the data set has x_label, that is the split. An option that is not given is "
            + "the plugin's default. Lists are separated by commas.%n"})
final class EvaluateCommand implements Callable<Integer> {

    private static final double[] KEPT = {0.8, 0.6, 0.4, 0.2};
    private static final double[] LACKING = {0.1, 0.3, 0.5};
    private static final long SEED = 1;
    private static final List<String> RECOMMENDERS = List.of("graphFilter", "ease", "lightGcn");
    private static final int MOST_VARIANTS = 100;
    private static final int MOST_ITEMS_OF_EASE = 10_000;

    @Mixin
    private DataSourceOptions source;

    @Option(names = "--strategies", paramLabel = "NAMES", split = ",", description = "overlay, synergistic. Default: both.")
    private List<String> strategies;

    @Option(names = "--weightings", paramLabel = "NAMES", split = ",",
            description = "mean, coInteraction, uniform. Default: mean,coInteraction.")
    private List<String> weightings;

    @Option(names = "--top-ks", paramLabel = "COUNTS", split = ",",
            description = "How many neighbours of an item count. Default: 10,30.")
    private List<Long> topKs;

    @Option(names = "--virtual-weights", paramLabel = "WEIGHTS", split = ",",
            description = "What a full virtual interaction weighs beside a real one's 1. Default: 0.01,0.03,0.1,0.3.")
    private List<Double> virtualWeights;

    @Option(names = "--recommender", paramLabel = "NAME", description = "graphFilter, ease or lightGcn. Default: graphFilter.")
    private String recommender;

    @Option(names = "--recommenders", paramLabel = "NAMES", split = ",", description = "Several of them, compared with each "
            + "other and with popularity, instead of --recommender. Default: none.")
    private List<String> recommenders;

    @Option(names = "--at", paramLabel = "COUNT", description = "The length of the lists that recall and NDCG look at. Default: 20.")
    private Long at;

    @Option(names = "--seeds", paramLabel = "NUMBERS", split = ",", description = "A split and a model for each. Default: 1,2,3.")
    private List<Long> seeds;

    @Option(names = "--concurrency", paramLabel = "THREADS",
            description = "How many threads compute. Default: the number of processors, at most 4.")
    private Long concurrency;

    @Option(names = "--modality-subsets", description = "Also compare the strategies with each modality alone, pairs, and so on.")
    private boolean modalitySubsets;

    @Option(names = "--unweighted", description = "Also compare virtual interactions that all weigh the same.")
    private boolean unweighted;

    @Option(names = "--robustness", description = "Also ask with 80, 60, 40 and 20 %% of the training interactions, and "
            + "with 10, 30 and 50 %% of the items short of a modality.")
    private boolean robustness;

    @Option(names = "--report", paramLabel = "FOLDER", description = "Where to write report.html and its charts. Default: no report.")
    private Path folder;

    @Spec
    private CommandSpec spec;

    private Progress progress;
    private Progress.Overall overall;
    private Report report;
    private HtmlReport page;

    /** Evaluates; the exit code is 0, or as a shell has it for Ctrl-C. */
    @Override
    public Integer call() throws IOException {
        if (source.allInteractions()) {
            throw new CommandFailure("--all-interactions is for other commands: evaluate always loads all interactions, and "
                    + "never learns from held-out ones");
        }
        source.check();
        check();
        report = new Report(spec.commandLine().getOut());
        progress = new Progress(spec.commandLine().getOut(), System.out, Progress.onTerminal());
        DataSet dataSet = source.read(progress);
        check(dataSet);
        overall = progress.beginOverall(evaluations(dataSet.modalities().size()), "evaluating");
        page = folder == null ? null : new HtmlReport(folder, "Do virtual interactions help? " + dataSet.name());
        try (EmbeddedDatabase database = start()) {
            try {
                LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, true, progress);
                Procedures procedures = new Procedures(database.graph(), progress);
                Map<String, Object> configuration = configuration(dataSet, loaded.modalityMap());
                List<Map<String, Object>> rows = evaluate(procedures, "Evaluation", configuration);
                describe(rows);
                if (modalitySubsets) {
                    compareSubsets(procedures, configuration, loaded.modalityMap());
                }
                if (unweighted) {
                    compareUnweighted(procedures, configuration, rows);
                }
                if (page != null) {
                    describeSimilarities(procedures, loaded);
                }
            } catch (RuntimeException e) {
                if (!database.interrupted()) {
                    throw e;
                }
            }
            if (database.interrupted()) {
                return 130;
            }
        }
        if (robustness) {
            testRobustness(dataSet);
        }
        if (page != null) {
            report.say("");
            report.say("The report is in %s", page.write());
        }
        return 0;
    }

    private void check() {
        Require.choices("--strategies", strategies, List.of("overlay", "synergistic"));
        Require.choices("--weightings", weightings, List.of("mean", "coInteraction", "uniform"));
        Require.ranges("--top-ks", topKs, 1, Integer.MAX_VALUE);
        if (virtualWeights != null) {
            virtualWeights.forEach(weight -> Require.weight("--virtual-weights", weight));
        }
        Require.choice("--recommender", recommender, RECOMMENDERS);
        Require.choices("--recommenders", recommenders, RECOMMENDERS);
        if (recommender != null && recommenders != null) {
            throw new CommandFailure("--recommender and --recommenders exclude each other");
        }
        Require.range("--at", at, 1, 1000);
        Require.range("--concurrency", concurrency, 1, MethodOptions.MOST_THREADS);
        long variants = distinct(strategies, 2) * distinct(weightings, 2) * distinct(topKs, 2) * distinct(virtualWeights, 4);
        if (variants > MOST_VARIANTS) {
            throw new CommandFailure("--strategies, --weightings, --top-ks and --virtual-weights make " + variants
                    + " variants; at most " + MOST_VARIANTS + " can be compared");
        }
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure("--report " + folder + ": not a folder");
        }
    }

    private static long distinct(List<?> values, int byDefault) {
        return values == null ? byDefault : values.stream().distinct().count();
    }

    private void check(DataSet dataSet) {
        Interactions interactions = dataSet.interactions();
        for (int label = 0; interactions.labelled() && label <= Interactions.TEST; label++) {
            if (interactions.size(label) == 0) {
                throw new CommandFailure("no interaction has the x_label " + label + "; evaluate needs 0 (training), "
                        + "1 (validation) and 2 (test), or a file without x_label, which it splits at random");
            }
        }
        boolean ease = "ease".equalsIgnoreCase(recommender)
                || recommenders != null && recommenders.stream().anyMatch("ease"::equalsIgnoreCase);
        if (ease && dataSet.items() > MOST_ITEMS_OF_EASE) {
            throw new CommandFailure(Report.text("the recommender ease takes at most %,d items, and there are %,d; use "
                    + "graphFilter or lightGcn", MOST_ITEMS_OF_EASE, dataSet.items()));
        }
    }

    /** How many times everything that was asked for evaluates. */
    private int evaluations(int modalities) {
        return 1 + (modalitySubsets ? (1 << modalities) - 1 : 0) + (unweighted ? 1 : 0)
                + (robustness ? KEPT.length + LACKING.length : 0);
    }

    private EmbeddedDatabase start() throws IOException {
        try (Progress.Step step = progress.begin("Starting Neo4j")) {
            EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty());
            step.finish("version " + database.version() + ", in a temporary folder");
            return database;
        }
    }

    private Map<String, Object> configuration(DataSet dataSet, Map<String, Object> modalities) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("modalities", modalities);
        if (dataSet.interactions().labelled()) {
            configuration.put("split", Map.of("property", "x_label"));
        }
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("strategies", strategies);
        options.put("weightings", weightings);
        options.put("topKs", topKs);
        options.put("virtualWeights", virtualWeights);
        options.put("recommender", recommender);
        options.put("recommenders", recommenders);
        options.put("at", at);
        options.put("seeds", seeds);
        options.put("concurrency", concurrency);
        options.forEach((key, value) -> {
            if (value != null) {
                configuration.put(key, value);
            }
        });
        return configuration;
    }

    private List<Map<String, Object>> evaluate(Procedures procedures, String step, Map<String, Object> configuration) {
        List<Map<String, Object>> found = procedures.call(overall.begin(step), "vimmrec.evaluate", configuration,
                rows -> Report.text("%,d variants", variants(rows).size()));
        boolean several = found.stream().map(row -> row.get("recommender")).distinct().count() > 1;
        return found.stream().map(row -> with(row, "setting", several ? row.get("recommender") + ": " + setting(row)
                : setting(row))).toList();
    }

    private static List<Map<String, Object>> variants(List<Map<String, Object>> rows) {
        return rows.stream().filter(row -> row.get("topK") != null).toList();
    }

    /** Of the same recommender. */
    private static Map<String, Object> baseline(List<Map<String, Object>> rows, Map<String, Object> of) {
        return rows.stream().filter(row -> row.get("topK") == null && row.get("recommender").equals(of.get("recommender")))
                .findFirst().orElseThrow();
    }

    private void describe(List<Map<String, Object>> rows) throws IOException {
        List<String> headers = List.of("setting", ">virtual", ">recall", ">NDCG", ">uplift", ">95 % interval", ">coverage",
                ">cold items' recall");
        List<List<String>> table = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            table.add(List.of(row.get("setting") + ((boolean) row.get("best") ? " *" : ""),
                    Report.text("%,d", row.get("virtualInteractions")),
                    decimal(row, "recall"), decimal(row, "ndcg"), percent(row, "recallUplift"),
                    percent(row, "upliftLow") + " to " + percent(row, "upliftHigh"), decimal(row, "coverage"),
                    decimal(row, "coldItemRecall")));
        }
        Map<String, Object> best = best(rows);
        report.heading("Does it help? (* chosen on the validation interactions; all figures are of the test interactions)");
        report.table(headers, table);
        report.say((String) best.get("recommendation"));
        notices(best).forEach(notice -> report.say("Note: " + notice));
        if (page != null) {
            page.say((String) best.get("recommendation"));
            notices(best).forEach(notice -> page.say("Note: " + notice));
            if (!variants(rows).isEmpty()) {
                page.picture("uplift", "Uplift of each setting", EvaluationCharts.uplifts("Uplift by setting",
                        bars(variants(rows), row -> (String) row.get("setting"))));
            }
            page.picture("recall-by-interactions", "Recall by users' number of interactions",
                    EvaluationCharts.recallByGroup("Recall by users' number of interactions", recallByGroup(rows)));
            page.table(headers.stream().map(header -> header.replaceFirst("^>", "")).toList(), table);
        }
    }

    private static List<String> notices(Map<String, Object> row) {
        return ((List<?>) row.get("notices")).stream().map(String.class::cast).toList();
    }

    /** Of the baseline and of what is recommended, or else of what was highest on the validation interactions. */
    private static Map<String, Map<String, Double>> recallByGroup(List<Map<String, Object>> rows) {
        Map<String, Object> baseline = baseline(rows, best(rows));
        Map<String, Object> shown = best(rows) != baseline ? best(rows) : variants(rows).stream()
                .filter(row -> row.get("recommender").equals(baseline.get("recommender")))
                .collect(Collectors.collectingAndThen(Collectors.toList(), own -> own.isEmpty() ? baseline : highest(own)));
        Map<String, Map<String, Double>> recall = new LinkedHashMap<>();
        for (Map<String, Object> row : List.of(baseline, shown)) {
            Map<String, Double> groups = new LinkedHashMap<>();
            for (Object group : (List<?>) row.get("recallByInteractions")) {
                Map<?, ?> map = (Map<?, ?>) group;
                String upTo = map.get("to") == null ? " or more" : map.get("to").equals(map.get("from")) ? "" : " to " + map.get("to");
                groups.put(map.get("from") + upTo + " (" + map.get("users") + " users)", (Double) map.get("recall"));
            }
            recall.put((String) row.get("setting"), groups);
        }
        return recall;
    }

    private void compareSubsets(Procedures procedures, Map<String, Object> configuration, Map<String, Object> modalities)
            throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        List<String> names = List.copyOf(modalities.keySet());
        for (int size = 1; size <= names.size(); size++) {
            for (long subset = 1; subset < 1L << names.size(); subset++) {
                if (Long.bitCount(subset) == size) {
                    Map<String, Object> some = new LinkedHashMap<>();
                    for (int m = 0; m < names.size(); m++) {
                        if ((subset & 1L << m) != 0) {
                            some.put(names.get(m), modalities.get(names.get(m)));
                        }
                    }
                    String name = String.join(" + ", some.keySet());
                    addHighest(rows, name, evaluate(procedures, name, with(configuration, "modalities", some)));
                }
            }
        }
        compare("modality-subsets", "By modalities: the setting that is highest on the validation interactions", rows);
    }

    private void compareUnweighted(Procedures procedures, Map<String, Object> configuration, List<Map<String, Object>> weighted)
            throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        addHighest(rows, "weighted by similarity", weighted);
        addHighest(rows, "all weigh the same", evaluate(procedures, "Unweighted", with(configuration, "weighted", false)));
        compare("unweighted", "Virtual interactions with and without weights of their own", rows);
    }

    private void testRobustness(DataSet dataSet) throws IOException {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (double kept : KEPT) {
            addBest(rows, Report.text("%.0f %% of the interactions", 100 * kept), Thinning.ofInteractions(dataSet, kept, SEED));
        }
        for (double lacking : LACKING) {
            addBest(rows, Report.text("%.0f %% of the items lack a modality", 100 * lacking),
                    Thinning.ofEmbeddings(dataSet, lacking, SEED));
        }
        compare("robustness", "With less to learn from: the recommended setting", rows);
    }

    private void addBest(List<Map<String, Object>> rows, String name, DataSet dataSet) throws IOException {
        try (EmbeddedDatabase database = start()) {
            LoadedDataSet loaded = DataSetLoader.load(database.graph(), dataSet, true, progress);
            Map<String, Object> best = best(evaluate(new Procedures(database.graph(), progress), name,
                    configuration(dataSet, loaded.modalityMap())));
            rows.add(with(best, "name", name + ": " + best.get("setting")));
        }
    }

    /** Of each recommender and strategy what is highest on the validation interactions. */
    private static void addHighest(List<Map<String, Object>> rows, String name, List<Map<String, Object>> evaluated) {
        Map<Object, List<Map<String, Object>>> byStrategy = variants(evaluated).stream().collect(Collectors.groupingBy(
                row -> List.of(row.get("recommender"), row.get("strategy")), LinkedHashMap::new, Collectors.toList()));
        for (List<Map<String, Object>> of : byStrategy.values()) {
            Map<String, Object> highest = highest(of);
            rows.add(with(highest, "name", name + ": " + highest.get("setting")));
        }
    }

    private void compare(String file, String title, List<Map<String, Object>> rows) throws IOException {
        List<String> headers = List.of("", ">recall", ">uplift", ">95 % interval", ">NDCG uplift");
        List<List<String>> table = new ArrayList<>();
        for (Map<String, Object> row : rows) {
            table.add(List.of((String) row.get("name"), decimal(row, "recall"), percent(row, "recallUplift"),
                    percent(row, "upliftLow") + " to " + percent(row, "upliftHigh"), percent(row, "ndcgUplift")));
        }
        report.heading("%s", title);
        report.table(headers, table);
        if (page != null) {
            page.heading(title);
            page.picture(file, title, EvaluationCharts.uplifts(title, bars(rows, row -> (String) row.get("name"))));
            page.table(headers.stream().map(header -> header.replaceFirst("^>", "")).toList(), table);
        }
    }

    private void describeSimilarities(Procedures procedures, LoadedDataSet loaded) throws IOException {
        Map<String, double[][]> quantiles = new LinkedHashMap<>();
        for (Map<String, Object> row : procedures.call("Similarity", "vimmrec.similarity.write",
                Map.of("modalities", loaded.modalityMap()), rows -> Report.text("%,d modalities", rows.size()))) {
            Map<?, ?> distribution = (Map<?, ?>) row.get("similarityDistribution");
            List<double[]> points = new ArrayList<>();
            for (int percent : new int[] {1, 5, 10, 25, 50, 75, 90, 95, 99, 100}) {
                if (distribution.get("p" + percent) instanceof Double similarity) {
                    points.add(new double[] {percent, similarity});
                }
            }
            quantiles.put((String) row.get("modality"), points.toArray(new double[0][]));
        }
        page.heading("Similarities");
        page.picture("similarity", "Similarity of neighbours in each modality", EvaluationCharts.lines(
                "How similar an item's neighbours are", "percentile of the neighbours", "cosine", quantiles));

        List<EvaluationCharts.Bar> bars = new ArrayList<>();
        for (Map<String, Object> row : procedures.call("Co-interaction", "vimmrec.statistics",
                Map.of("modalities", loaded.modalityMap(), "weighting", "coInteraction"),
                rows -> Report.text("%,d modalities", rows.size()))) {
            bars.add(bar(row.get("modality") + ": of one user", (Map<?, ?>) row.get("coInteracted")));
            bars.add(bar(row.get("modality") + ": at random", (Map<?, ?>) row.get("random")));
        }
        page.picture("co-interaction", "Similarity of two items of one user, and of two items at random",
                EvaluationCharts.similarities("How similar two items are: of one user, and at random", bars));
    }

    private static EvaluationCharts.Bar bar(String name, Map<?, ?> pairs) {
        return pairs.get("mean") instanceof Double mean && pairs.get("stdDev") instanceof Double stdDev
                ? new EvaluationCharts.Bar(name, mean, mean - stdDev, mean + stdDev)
                : new EvaluationCharts.Bar(name, null, null, null);
    }

    private static Map<String, Object> best(List<Map<String, Object>> rows) {
        return rows.stream().filter(row -> (boolean) row.get("best")).findFirst().orElseThrow();
    }

    private static Map<String, Object> highest(List<Map<String, Object>> rows) {
        Map<String, Object> highest = rows.get(0);
        for (Map<String, Object> row : rows) {
            if (row.get("validationUplift") instanceof Double uplift
                    && !(highest.get("validationUplift") instanceof Double so && so >= uplift)) {
                highest = row;
            }
        }
        return highest;
    }

    private static List<EvaluationCharts.Bar> bars(List<Map<String, Object>> rows,
            Function<Map<String, Object>, String> name) {
        return rows.stream().map(row -> new EvaluationCharts.Bar(name.apply(row), (Double) row.get("recallUplift"),
                (Double) row.get("upliftLow"), (Double) row.get("upliftHigh"))).toList();
    }

    private static String setting(Map<String, Object> row) {
        return row.get("topK") == null ? "no virtual interactions"
                : Report.text("%s %s k=%d %s", row.get("strategy"), row.get("weighting"), row.get("topK"), row.get("virtualWeight"));
    }

    private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static String decimal(Map<String, Object> row, String column) {
        return row.get(column) instanceof Double value ? Report.text("%.4f", value) : "-";
    }

    private static String percent(Map<String, Object> row, String column) {
        return row.get(column) instanceof Double value ? Report.text("%+.1f %%", 100 * value) : "-";
    }
}
