package org.vimmrec.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.vimmrec.server.Neo4jServer;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Kernels;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Compares the approximate search of {@code vimmrec.similarity.stats} with {@code gds.knn} and with Neo4j's vector
 * index, in turns on the same nodes of one server process. The recall of all is measured on the same sample.
 */
final class ApproximateProcedure implements Experiment {
    private static final int SAMPLE = 500;
    private static final int TOP_K = 10;
    private static final int WARM_UP = 3;
    /** How many nodes are asked of the index, one of which is the item itself. */
    private static final List<Integer> FETCHED = List.of(TOP_K + 1, 50);
    /** More items are not indexed, because the queries take too long. */
    private static final int MAX_INDEXED = 100_000;

    private final String name;
    private final String question;
    private final List<int[]> shapes;
    private final List<Double> targetRecalls;
    /** Of the neighbours of neighbours, the share that GDS compares. */
    private final List<Double> sampleRates;

    private ApproximateProcedure(
            String name, String question, List<int[]> shapes, List<Double> targetRecalls, List<Double> sampleRates) {
        this.name = name;
        this.question = question;
        this.shapes = shapes;
        this.targetRecalls = targetRecalls;
        this.sampleRates = sampleRates;
    }

    /** Up to 300,000 items, with several settings of each search, for a chart. */
    static ApproximateProcedure small() {
        return new ApproximateProcedure(
                "ApproximateProcedure",
                "approximate similarity.stats beside gds.knn and a vector index, 100,000 and 300,000 items; 40 minutes",
                List.of(new int[] {100_000, 128}, new int[] {300_000, 128}),
                List.of(0.8, 0.95, 0.99),
                List.of(0.25, 0.5, 1.0));
    }

    /** A million items, at the defaults, and GDS also with all neighbours of neighbours. */
    static ApproximateProcedure large() {
        return new ApproximateProcedure(
                "ApproximateProcedureLarge",
                "approximate similarity.stats beside gds.knn, 1,000,000 items; 90 minutes",
                List.of(new int[] {1_000_000, 128}),
                List.of(0.95),
                List.of(0.5, 1.0));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String question() {
        return question;
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table(">items", ">dimension", "call", ">time", ">recall");
        try (Neo4jServer server = new Neo4jServer("benchmark-approximate")
                .set("server.memory.heap.initial_size", "6g")
                .set("server.memory.heap.max_size", "6g")
                .set("server.memory.pagecache.size", "2g")
                .start()) {
            ServerItems warmUp = new ServerItems(server, 20_000, 128, Embeddings.SPECTRAL);
            warmUp.create();
            warmUp.project();
            for (int round = 0; round < WARM_UP; round++) {
                compute(warmUp, vimmrec(warmUp, "stats", 0.95));
                compute(warmUp, gds("stats", 0.5));
            }
            warmUp.drop();
            for (int[] shape : shapes) {
                new Comparison(new ServerItems(server, shape[0], shape[1], Embeddings.SPECTRAL), table).run();
            }
            RunningKernel.require(server, Kernels.VECTOR);
        }
        table.note(
                "topK %d, two threads each: concurrency %d. Recall of %d items at random. The time of the procedures is"
                        + " their computeMillis: GDS reads nodes when they are projected, which is not counted. The time of"
                        + " the index is that of its population, plus that of a query for each item.",
                TOP_K, Machine.THREADS, SAMPLE);
        return table;
    }

    /** The searches of one set of items. */
    private final class Comparison {
        private final ServerItems items;
        private final Table table;
        private final RecallChart chart;
        private Map<Integer, Set<Integer>> truth;

        Comparison(ServerItems items, Table table) {
            this.items = items;
            this.table = table;
            this.chart = new RecallChart("%,d items, dimension %d, top %d, %d threads"
                    .formatted(items.items(), items.dimension(), TOP_K, Machine.THREADS));
        }

        void run() throws IOException {
            truth = neighboursOfSample(items.create());
            for (double target : targetRecalls) {
                add(
                        "`similarity.stats`, approximate",
                        "targetRecall: " + target,
                        compute(items, vimmrec(items, "stats", target)),
                        vimmrec(items, "stream", target) + " YIELD source, target WITH source.number AS source,"
                                + " target.number AS target WHERE source IN " + truth.keySet()
                                + " RETURN source, target");
            }
            items.project();
            compute(items, gds("stats", 0.5)); // otherwise the JIT compiler would compile during the first measurement
            for (double sampleRate : sampleRates) {
                // The relationships stay in the projection, so that the recall needs no second search.
                add(
                        "`gds.knn`",
                        "sampleRate: " + sampleRate,
                        compute(items, gds("mutate", sampleRate)),
                        "CALL gds.graph.relationships.stream('benchmark', ['KNN']) YIELD sourceNodeId, targetNodeId WITH"
                                + " gds.util.asNode(sourceNodeId).number AS source,"
                                + " gds.util.asNode(targetNodeId).number AS target WHERE source IN "
                                + truth.keySet() + " RETURN source, target");
                items.server().run("CALL gds.graph.relationships.drop('benchmark', 'KNN')");
            }
            items.drop();
            if (items.items() <= MAX_INDEXED) {
                index(true);
                index(false);
            }
            Path file = chart.write(items.items() + "x" + items.dimension());
            System.out.println("Chart: " + file);
        }

        private void index(boolean quantized) {
            VectorIndex index = new VectorIndex(items, quantized);
            double population = index.create();
            System.out.printf("%d x %d: index populated in %.1f s%n", items.items(), items.dimension(), population);
            for (int count : FETCHED) {
                add(
                        quantized ? "vector index" : "vector index, not quantized",
                        count + " nodes",
                        population + index.secondsOfAll(count),
                        index.neighbours(count, TOP_K, truth.keySet()));
            }
            index.drop();
        }

        /** Adds a row, and prints it at once, because the next one may take long. */
        private void add(String search, String setting, double seconds, String neighbours) {
            double recall = ServerItems.recall(truth, items.server().run(neighbours));
            Object[] cells = {
                items.items(),
                items.dimension(),
                search + ", `" + setting + "`",
                Timings.seconds(seconds),
                String.format(Locale.ROOT, "%.4f", recall)
            };
            System.out.println(Arrays.toString(cells));
            table.row(cells);
            chart.add(search.replace("`", ""), recall, seconds);
        }
    }

    private static String vimmrec(ServerItems items, String mode, double targetRecall) {
        return "CALL vimmrec.similarity." + mode + "("
                + items.configuration().replace("}, ", "}, search: 'approximate', targetRecall: " + targetRecall + ", ")
                + ")";
    }

    private static String gds(String mode, double sampleRate) {
        return "CALL gds.knn." + mode + "('benchmark', {nodeProperties: 'embedding', topK: " + TOP_K + ", concurrency: "
                + Machine.THREADS + ", sampleRate: " + sampleRate
                + (mode.equals("mutate") ? ", mutateRelationshipType: 'KNN', mutateProperty: 'score'" : "") + "})";
    }

    private static double compute(ServerItems items, String call) {
        Record row = items.server().run(call + " YIELD computeMillis").get(0);
        return row.get("computeMillis").asLong() / 1e3;
    }

    private static Map<Integer, Set<Integer>> neighboursOfSample(float[][] rows) {
        FusedSimilarity similarity = new FusedSimilarity(
                List.of(EmbeddingMatrix.of(
                        rows[0].length,
                        Stream.of(rows).map(EmbeddingMatrix::row).toArray(float[][]::new))),
                new double[] {1});
        Random random = new Random(42);
        BitSet sample = new BitSet();
        while (sample.cardinality() < SAMPLE) {
            sample.set(random.nextInt(rows.length));
        }
        Neighbours exact = ExactNeighbours.searchOnly(
                similarity, sample, TOP_K, 0, "", new Task(Machine.THREADS, TaskMonitor.NONE));
        Map<Integer, Set<Integer>> neighbours = new HashMap<>();
        sample.stream().forEach(item -> {
            List<Integer> row = new ArrayList<>();
            for (int n = 0; n < exact.count(item); n++) {
                row.add(exact.neighbour(item, n));
            }
            neighbours.put(item, new HashSet<>(row));
        });
        return neighbours;
    }
}
