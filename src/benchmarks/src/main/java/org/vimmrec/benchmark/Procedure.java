package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.neo4j.driver.Record;
import org.vimmrec.reference.Reference;
import org.vimmrec.server.Neo4jServer;
import org.vimmrec.similarity.Kernels;

/**
 * Compares {@code vimmrec.similarity.stats} with {@code gds.knn.stats} of GDS, in turns on the same nodes of one server
 * process. Also measures the recall of both. The server has the configuration of {@code docker/conf}.
 */
final class Procedure implements Experiment {
    /** Calls before the measurement, because the JIT compiler recompiles loops several times. */
    private static final int WARM_UP = 15;

    private static final int ROUNDS = 7;
    /** The number of random items whose true neighbours are computed, for the recall. */
    private static final int SAMPLE = 500;

    private static final int TOP_K = 10;
    private static final String KNN =
            "('benchmark', {nodeProperties: 'embedding', concurrency: " + Machine.THREADS + "})";

    @Override
    public String name() {
        return "Procedure";
    }

    @Override
    public String question() {
        return "similarity.stats beside gds.knn.stats in a server, both kernels: time and recall; 18 minutes";
    }

    /** The seconds of a call: its {@code computeMillis}, and the whole call by the client's clock. */
    private record CallTime(double compute, double whole) {}

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table("items, kernel", "", ">vimmrec.similarity.stats", ">gds.knn.stats", ">times as fast");
        try (Neo4jServer server = new Neo4jServer("benchmark")
                .set("server.memory.heap.initial_size", "2g")
                .set("server.memory.heap.max_size", "2g")
                .set("server.memory.pagecache.size", "512m")
                .start()) {
            Map<ServerItems, Map<Integer, Set<Integer>>> truth = new LinkedHashMap<>();
            for (ServerItems items :
                    List.of(new ServerItems(server, 6_710, 128), new ServerItems(server, 20_000, 384))) {
                truth.put(items, neighboursOfSample(items.create()));
            }
            for (Kernels kernel : Kernels.values()) {
                server.addJvmArgument(
                        "-D" + Kernels.PROPERTY + "=" + kernel.name().toLowerCase(Locale.ROOT));
                for (ServerItems items : truth.keySet()) {
                    server.restart(); // otherwise the JIT compiler would use profiles of earlier calls
                    compare(items, kernel, truth.get(items), table);
                    RunningKernel.require(server, kernel);
                }
            }
        }
        table.note(
                "Concurrency %d, all else by default. Medians of %d calls, in turns after %d to warm up, and the range that"
                        + " they lie in.",
                Machine.THREADS, ROUNDS, WARM_UP);
        table.note(
                "GDS reads nodes when they are projected, so its whole call is both. Recall of %d items at random.",
                SAMPLE);
        return table;
    }

    private static void compare(ServerItems items, Kernels kernel, Map<Integer, Set<Integer>> truth, Table table) {
        List<CallTime> ours = new ArrayList<>();
        List<CallTime> theirs = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            ours.add(vimmrec(items));
            theirs.add(gds(items));
        }
        String shape = "%,d x %d, %s"
                .formatted(items.items(), items.dimension(), kernel.name().toLowerCase(Locale.ROOT));
        table.row(
                shape,
                "first call of a server",
                Timings.seconds(ours.get(0).whole()),
                Timings.seconds(theirs.get(0).whole()),
                Timings.times(theirs.get(0).whole() / ours.get(0).whole()));
        Timings whole = Timings.of(ours.subList(WARM_UP, ours.size()), CallTime::whole);
        Timings wholeOfGds = Timings.of(theirs.subList(WARM_UP, theirs.size()), CallTime::whole);
        table.row(shape, "whole call", whole, wholeOfGds, Timings.times(wholeOfGds.median() / whole.median()));
        Timings compute = Timings.of(ours.subList(WARM_UP, ours.size()), CallTime::compute);
        Timings computeOfGds = Timings.of(theirs.subList(WARM_UP, theirs.size()), CallTime::compute);
        table.row(
                shape, "computeMillis", compute, computeOfGds, Timings.times(computeOfGds.median() / compute.median()));
        table.row(shape, "recall@10", recall(truth, vimmrecNeighbours(items)), recall(truth, gdsNeighbours(items)), "");
    }

    private static String recall(Map<Integer, Set<Integer>> truth, List<Record> found) {
        return String.format(Locale.ROOT, "%.4f", ServerItems.recall(truth, found));
    }

    private static CallTime vimmrec(ServerItems items) {
        long start = System.nanoTime();
        return call(items, "CALL vimmrec.similarity.stats(" + items.configuration() + ")", start);
    }

    private static CallTime gds(ServerItems items) {
        long start = System.nanoTime();
        items.project();
        CallTime call = call(items, "CALL gds.knn.stats" + KNN, start);
        items.drop();
        return call;
    }

    private static CallTime call(ServerItems items, String procedure, long start) {
        Record row = items.server().run(procedure + " YIELD computeMillis").get(0);
        return new CallTime(row.get("computeMillis").asLong() / 1e3, (System.nanoTime() - start) / 1e9);
    }

    private static List<Record> vimmrecNeighbours(ServerItems items) {
        return items.server()
                .run("CALL vimmrec.similarity.stream(" + items.configuration() + ") YIELD source, target "
                        + "RETURN source.number AS source, target.number AS target");
    }

    private static List<Record> gdsNeighbours(ServerItems items) {
        items.project();
        List<Record> neighbours = items.server()
                .run("CALL gds.knn.stream" + KNN + " YIELD node1, node2 "
                        + "RETURN gds.util.asNode(node1).number AS source, gds.util.asNode(node2).number AS target");
        items.drop();
        return neighbours;
    }

    /** The nearest neighbours of each item of a random sample, by brute force in double precision. */
    private static Map<Integer, Set<Integer>> neighboursOfSample(float[][] rows) {
        double[][] embeddings = new double[rows.length][rows[0].length];
        for (int i = 0; i < rows.length; i++) {
            for (int d = 0; d < rows[i].length; d++) {
                embeddings[i][d] = rows[i][d];
            }
        }
        Random random = new Random(42);
        Map<Integer, Set<Integer>> neighbours = new HashMap<>();
        while (neighbours.size() < SAMPLE) {
            int item = random.nextInt(rows.length);
            Set<Integer> nearest = new HashSet<>();
            Reference.neighbours(embeddings, item, TOP_K, 0).forEach(neighbour -> nearest.add(neighbour.item()));
            neighbours.put(item, nearest);
        }
        return neighbours;
    }
}
