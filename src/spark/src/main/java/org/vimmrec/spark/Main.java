package org.vimmrec.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
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
        try (SparkSession session = SparkSession.builder().appName("VI-MMRec").getOrCreate()) {
            new Main(session, System.out).run(List.of(arguments));
        }
    }

    void run(List<String> arguments) throws IOException {
        String command = arguments.isEmpty() ? "" : arguments.get(0);
        List<String> rest = arguments.subList(Math.min(1, arguments.size()), arguments.size());
        switch (command) {
            case "similarity" -> similarity(new Options(rest, Options.SIMILARITY));
            case "statistics" -> statistics(new Options(rest, Options.STATISTICS));
            case "overlay" -> overlay(new Options(rest, Options.OVERLAY));
            case "synergistic" -> synergistic(new Options(rest, Options.SYNERGISTIC));
            default ->
                throw new IllegalArgumentException(
                        "Unknown command `%s`. Commands: similarity, statistics, overlay, synergistic."
                                .formatted(command));
        }
    }

    private SparkJobs jobs(Options options) {
        return new SparkJobs(
                session,
                options.integer("planeOrder", PLANE_ORDER),
                options.integer("interactionsPerKey", INTERACTIONS_PER_KEY));
    }

    private void similarity(Options options) throws IOException {
        Dataset<Row> items = session.read().parquet(options.required("items"));
        int topK = options.integer("topK", 10);
        double cutoff = options.number("similarityCutoff", 0, -1, 1);
        String output = options.required("output");
        for (String modality : options.modalities()) {
            new ParquetTable(output + "/" + modality).write(jobs(options).similarity(items, modality, topK, cutoff));
        }
    }

    private List<Dataset<Row>> similarities(Options options) {
        String folder = options.required("similarities");
        return options.modalities().stream()
                .map(modality -> session.read().parquet(folder + "/" + modality))
                .toList();
    }

    private void statistics(Options options) {
        double[] weights = jobs(options).weights(similarities(options));
        for (int m = 0; m < weights.length; m++) {
            out.println(options.modalities().get(m) + " " + weights[m]);
        }
    }

    /** The weights that the caller gave, or those by the mean of the stored similarities. */
    private double[] weights(Options options) {
        double[] given = options.modalityWeights();
        return given == null ? jobs(options).weights(similarities(options)) : ModalityWeights.proportional(given);
    }

    private void overlay(Options options) throws IOException {
        Dataset<Row> interactions = session.read().parquet(options.required("interactions"));
        ParquetTable output = new ParquetTable(options.required("output"));
        EdgeRule rule = options.edgeRule();
        int topK = options.integer("topK", Integer.MAX_VALUE);
        output.write(jobs(options).overlay(interactions, similarities(options), weights(options), topK, rule));
    }

    private void synergistic(Options options) throws IOException {
        Dataset<Row> items = session.read().parquet(options.required("items"));
        Dataset<Row> interactions = session.read().parquet(options.required("interactions"));
        ParquetTable output = new ParquetTable(options.required("output"));
        EdgeRule rule = options.edgeRule();
        int topK = options.integer("topK", 10);
        double cutoff = options.number("similarityCutoff", 0, -1, 1);
        output.write(jobs(options)
                .synergistic(interactions, items, options.modalities(), weights(options), topK, cutoff, rule));
    }
}
