package org.vimmrec.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.statistics.ModalityWeights;

/** The program for {@code spark-submit}: a command, then options. Tables are folders of Parquet files. */
public final class Main {
    private static final int PLANE_ORDER = 3;
    private static final int INTERACTIONS_PER_KEY = 100_000;

    private final SparkSession session;
    private final PrintStream out;

    Main(SparkSession session, PrintStream out) {
        this.session = session;
        this.out = out;
    }

    /** Runs a command, such as {@code similarity --items=... --modalities=visual,text --output=...}. */
    public static void main(String[] arguments) throws IOException {
        try (SparkSession session = SparkSession.builder()
                .appName("VI-MMRec")
                .config("spark.serializer", SparkJobs.SERIALIZER)
                .getOrCreate()) {
            new Main(session, System.out).run(List.of(arguments));
        }
    }

    void run(List<String> arguments) throws IOException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        switch (command) {
            case "similarity" -> similarity(new Options(rest, Options.SIMILARITY), "");
            case "statistics" -> statistics(new Options(rest, Options.STATISTICS));
            case "overlay" -> overlay(new Options(rest, Options.OVERLAY));
            case "synergistic" -> synergistic(new Options(rest, Options.SYNERGISTIC));
            case "run" -> all(new Options(rest, Options.RUN));
            default ->
                throw new IllegalArgumentException(
                        "Unknown command `%s`. Commands: similarity, statistics, overlay, synergistic, run."
                                .formatted(command));
        }
    }

    private SparkJobs jobs(Options options) {
        return new SparkJobs(
                session,
                options.integer("planeOrder", PLANE_ORDER),
                options.integer("interactionsPerKey", INTERACTIONS_PER_KEY));
    }

    private ParquetTable output(Options options, String subfolder) throws IOException {
        return new ParquetTable(session, options.required("output") + subfolder, options.overwrite());
    }

    private Dataset<Row> input(Options options, String key) {
        return session.read().parquet(options.required(key));
    }

    private List<Dataset<Row>> similarities(Options options, String folder) {
        return options.modalities().stream()
                .map(modality -> session.read().parquet(folder + "/" + modality))
                .toList();
    }

    private void similarity(Options options, String subfolder) throws IOException {
        Dataset<Row> items = input(options, "items");
        List<ParquetTable> outputs = new ArrayList<>();
        for (String modality : options.modalities()) {
            outputs.add(output(options, subfolder + "/" + modality));
        }
        for (int m = 0; m < outputs.size(); m++) {
            outputs.get(m)
                    .write(jobs(options)
                            .similarity(items, options.modalities().get(m), options.searchTopK(), options.cutoff()));
        }
    }

    private void statistics(Options options) {
        print(options, jobs(options).weights(similarities(options, options.required("similarities"))));
    }

    private void print(Options options, double[] weights) {
        for (int m = 0; m < weights.length; m++) {
            out.println(options.modalities().get(m) + " " + weights[m]);
        }
    }

    /**
     * The weights that the caller gave, or those by the mean of similarities.
     *
     * @param similarities is asked for them only without given weights
     */
    private double[] weights(Options options, Supplier<List<Dataset<Row>>> similarities) {
        double[] given = options.modalityWeights();
        return given == null ? jobs(options).weights(similarities.get()) : ModalityWeights.proportional(given);
    }

    private void overlay(Options options) throws IOException {
        ParquetTable output = output(options, "");
        List<Dataset<Row>> similarities = similarities(options, options.required("similarities"));
        output.write(jobs(options)
                .overlay(
                        input(options, "interactions"),
                        similarities,
                        weights(options, () -> similarities),
                        options.integer("topK", Integer.MAX_VALUE),
                        options.edgeRule()));
    }

    private void synergistic(Options options) throws IOException {
        ParquetTable output = output(options, "");
        double[] weights = weights(options, () -> similarities(options, options.required("similarities")));
        writeSynergistic(options, weights, output);
    }

    private void writeSynergistic(Options options, double[] weights, ParquetTable output) throws IOException {
        output.write(jobs(options)
                .synergistic(
                        input(options, "interactions"),
                        input(options, "items"),
                        options.modalities(),
                        weights,
                        options.searchTopK(),
                        options.cutoff(),
                        options.edgeRule()));
    }

    /** Runs all commands. Each output is a subfolder. Mistakes in options are found before the first command runs. */
    private void all(Options options) throws IOException {
        ParquetTable overlay = output(options, "/overlay");
        ParquetTable synergistic = output(options, "/synergistic");
        options.modalityWeights(); // before the first command runs
        EdgeRule rule = options.edgeRule();
        Dataset<Row> interactions = input(options, "interactions");
        similarity(options, "/similarities");
        List<Dataset<Row>> similarities = similarities(options, options.required("output") + "/similarities");
        double[] weights = weights(options, () -> similarities);
        print(options, weights);
        overlay.write(jobs(options).overlay(interactions, similarities, weights, Integer.MAX_VALUE, rule));
        writeSynergistic(options, weights, synergistic);
    }
}
