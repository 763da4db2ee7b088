package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
 * Compares the approximate search of {@code vimmrec.similarity.stats} with {@code gds.knn.stats}, in turns on the same
 * nodes of one server process. The recall of both is measured on the same sample.
 */
final class ApproximateProcedure implements Experiment {
    private static final List<int[]> SHAPES = List.of(new int[] {100_000, 128}, new int[] {300_000, 128});
    private static final int SAMPLE = 500;
    private static final int TOP_K = 10;
    private static final int WARM_UP = 3;
    /** The defaults, and all neighbours of neighbours instead of a sample of them. */
    private static final List<String> SETTINGS = List.of("", ", sampleRate: 1.0");

    @Override
    public String name() {
        return "ApproximateProcedure";
    }

    @Override
    public String question() {
        return "approximate similarity.stats beside gds.knn.stats, 100,000 and 300,000 items; 20 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table(">items", ">dimension", "call", ">computeMillis", ">recall");
        try (Neo4jServer server = new Neo4jServer("benchmark-approximate")
                .set("server.memory.heap.initial_size", "4g")
                .set("server.memory.heap.max_size", "4g")
                .set("server.memory.pagecache.size", "1g")
                .start()) {
            ServerItems warmUp = new ServerItems(server, 20_000, 128, Embeddings.SPECTRAL);
            warmUp.create();
            for (int round = 0; round < WARM_UP; round++) {
                compute(warmUp, vimmrec(warmUp, "stats"));
                warmUp.project();
                compute(warmUp, gds("stats", ""));
                warmUp.drop();
            }
            for (int[] shape : SHAPES) {
                compare(new ServerItems(server, shape[0], shape[1], Embeddings.SPECTRAL), table);
            }
            RunningKernel.require(server, Kernels.VECTOR);
        }
        table.note(
                "topK 10, concurrency %d; 'approximate' with targetRecall 0.95. Recall of %d items at random. GDS reads"
                        + " nodes when they are projected, which is not counted.",
                Machine.THREADS, SAMPLE);
        return table;
    }

    private static void compare(ServerItems items, Table table) {
        Map<Integer, Set<Integer>> truth = neighboursOfSample(items.create());
        row(
                table,
                items,
                "`similarity.stats`, approximate",
                compute(items, vimmrec(items, "stats")),
                ServerItems.recall(
                        truth,
                        items.server()
                                .run(vimmrec(items, "stream") + " YIELD source, target WITH source.number AS source,"
                                        + " target.number AS target WHERE source IN " + truth.keySet()
                                        + " RETURN source, target")));
        items.project();
        for (String settings : SETTINGS) {
            row(
                    table,
                    items,
                    "`gds.knn.stats`" + (settings.isEmpty() ? ", defaults" : settings),
                    compute(items, gds("stats", settings)),
                    ServerItems.recall(
                            truth,
                            items.server()
                                    .run(gds("stream", settings) + " YIELD node1, node2 WITH"
                                            + " gds.util.asNode(node1).number AS source,"
                                            + " gds.util.asNode(node2).number AS target WHERE source IN "
                                            + truth.keySet() + " RETURN source, target")));
        }
        items.drop();
    }

    /** Adds a row, and prints it at once, because the next one may take long. */
    private static void row(Table table, ServerItems items, String call, String seconds, String recall) {
        System.out.printf("%d x %d: %s, %s, recall %s%n", items.items(), items.dimension(), call, seconds, recall);
        table.row(items.items(), items.dimension(), call, seconds, recall);
    }

    private static String vimmrec(ServerItems items, String mode) {
        return "CALL vimmrec.similarity." + mode + "("
                + items.configuration().replace("}, ", "}, search: 'approximate', ") + ")";
    }

    private static String gds(String mode, String settings) {
        return "CALL gds.knn." + mode + "('benchmark', {nodeProperties: 'embedding', topK: " + TOP_K + ", concurrency: "
                + Machine.THREADS + settings + "})";
    }

    private static String compute(ServerItems items, String call) {
        Record row = items.server().run(call + " YIELD computeMillis").get(0);
        return Timings.seconds(row.get("computeMillis").asLong() / 1e3);
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
