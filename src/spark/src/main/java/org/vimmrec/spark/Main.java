package org.vimmrec.spark;

import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.similarity.RecallEstimate;

/**
 * The program for {@code spark-submit}: a command, then options. Tables are folders of Parquet files, with the option
 * {@code uri} a graph in Neo4j, or with the option {@code data} a folder in the layout of MMRec.
 */
public final class Main {
    private static final int PLANE_ORDER = 3;
    private static final int ITEMS_PER_TASK = 20_000;
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
        Command command = Command.of(arguments.isEmpty() ? "" : arguments.get(0));
        Options options = new Options(arguments.subList(1, arguments.size()), command);
        boolean isRun = command == Command.RUN;
        Tables tables = switch (options.format()) {
            case NEO4J -> new GraphTables(session, options, isRun, out);
            case MMREC -> new MmrecTables(session, options, new InvalidEmbeddings(options, out));
            case PARQUET -> new ParquetTables(session, options, isRun, new InvalidEmbeddings(options, out));
        };
        switch (command) {
            case SIMILARITY -> similarity(options, tables);
            case STATISTICS -> print(options, weights(options, tables).ofStatistics());
            case OVERLAY -> overlay(options, tables);
            case SYNERGISTIC -> synergistic(options, tables);
            case RUN -> all(options, tables);
        }
    }

    private SparkJobs jobs(Options options) {
        SparkJobs jobs = new SparkJobs(
                session,
                options.integer("planeOrder", PLANE_ORDER),
                options.integer("interactionsPerKey", INTERACTIONS_PER_KEY),
                options.format() == TableFormat.NEO4J); // node ids are those of users and items
        return options.isApproximate()
                ? jobs.approximate(
                        options.targetRecall(), options.integer("itemsPerTask", ITEMS_PER_TASK), this::printRecall)
                : jobs;
    }

    private void printRecall(List<String> modalities, RecallEstimate recall) {
        out.printf(
                Locale.ROOT,
                "%s: recall %.3f (95 %% interval %.3f to %.3f)%n",
                String.join(" + ", modalities),
                recall.recall(),
                recall.low(),
                recall.high());
    }

    private void similarity(Options options, Tables tables) throws IOException {
        List<Tables.Sink> sinks = new ArrayList<>();
        NeighbourOptions neighbours = new NeighbourOptions(options);
        for (String modality : options.modalities()) {
            neighbours.searched(modality); // a mistake is found before anything is computed
            neighbours.cutoff(modality);
            sinks.add(tables.similarities(modality));
        }
        for (int m = 0; m < sinks.size(); m++) {
            String modality = options.modalities().get(m);
            Dataset<Row> items = tables.items(List.of(modality));
            sinks.get(m)
                    .write(
                            jobs(options)
                                    .similarity(
                                            items,
                                            modality,
                                            neighbours.searched(modality),
                                            neighbours.cutoff(modality)),
                            Map.of());
        }
    }

    private void print(Options options, double[] weights) {
        for (int m = 0; m < weights.length; m++) {
            out.println(options.modalities().get(m) + " " + weights[m]);
        }
    }

    private Weights weights(Options options, Tables tables) {
        options.modalityWeights(); // a mistake is found before anything is computed
        options.sampleSize();
        options.randomSeed();
        return new Weights(options, jobs(options), tables);
    }

    private static Map<String, Double> byModality(Options options, double[] weights) {
        Map<String, Double> byModality = new LinkedHashMap<>();
        options.modalities().forEach(modality -> byModality.put(modality, weights[byModality.size()]));
        return byModality;
    }

    private void overlay(Options options, Tables tables) throws IOException {
        Tables.Sink sink = tables.virtualInteractions(Strategy.OVERLAY);
        List<Dataset<Row>> similarities = tables.similarities();
        double[] weights = weights(options, tables).ofOverlay(similarities);
        int[] topKs = new NeighbourOptions(options).contributing();
        sink.write(
                jobs(options)
                        .with(tables.interactionRules())
                        .overlay(
                                tables.interactions(),
                                among(similarities, tables.candidates()),
                                weights,
                                topKs,
                                options.edgeRule()),
                byModality(options, weights));
    }

    private static List<Dataset<Row>> among(List<Dataset<Row>> similarities, Dataset<Row> candidates) {
        return similarities.stream().map(each -> Rows.among(each, candidates)).toList();
    }

    private void synergistic(Options options, Tables tables) throws IOException {
        Tables.Sink sink = tables.virtualInteractions(Strategy.SYNERGISTIC);
        writeSynergistic(options, tables, weights(options, tables).ofSynergistic(), sink);
    }

    private void writeSynergistic(Options options, Tables tables, double[] weights, Tables.Sink sink)
            throws IOException {
        NeighbourOptions neighbours = new NeighbourOptions(options);
        sink.write(
                jobs(options)
                        .with(tables.interactionRules())
                        .synergistic(
                                tables.interactions(),
                                tables.items(options.modalities()),
                                options.modalities(),
                                weights,
                                neighbours.fused(),
                                neighbours.fusedCutoff(),
                                options.edgeRule()),
                byModality(options, weights));
    }

    /** Runs all commands. Mistakes in options are found before the first command runs. */
    private void all(Options options, Tables tables) throws IOException {
        Tables.Sink overlay = tables.virtualInteractions(Strategy.OVERLAY);
        Tables.Sink synergistic = tables.virtualInteractions(Strategy.SYNERGISTIC);
        Weights ofModalities = weights(options, tables);
        new NeighbourOptions(options).fused(); // before the first command runs
        new NeighbourOptions(options).fusedCutoff();
        EdgeRule rule = options.edgeRule();
        Dataset<Row> interactions = tables.interactions();
        similarity(options, tables);
        List<Dataset<Row>> similarities = tables.similarities();
        double[] weights = ofModalities.ofOverlay(similarities);
        print(options, weights);
        overlay.write(
                jobs(options)
                        .with(tables.interactionRules())
                        .overlay(
                                interactions,
                                among(similarities, tables.candidates()),
                                weights,
                                Integer.MAX_VALUE,
                                rule),
                byModality(options, weights));
        writeSynergistic(options, tables, ofModalities.ofSynergistic(), synergistic);
    }
}
