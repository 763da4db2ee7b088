package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.Statistics;

/**
 * Measures how long the search takes, and which share of the micro-kernel's speed it reaches. The GFLOP/s count the
 * operations that are necessary, items * items * dimension: each pair once, with a multiplication and an addition per
 * dimension.
 */
final class Search implements Experiment {
    private final String name;
    private final String question;
    private final List<Point> points;

    private Search(String name, String question, List<Point> points) {
        this.name = name;
        this.question = question;
        this.points = points;
    }

    /** The data and the settings of one search. */
    private record Point(Embeddings embeddings, int items, int dimension, int topK, int concurrency) {

        Map<String, Object> parameters() {
            return Map.of(
                    "embeddings",
                    embeddings,
                    "items",
                    items,
                    "dimension",
                    dimension,
                    "topK",
                    topK,
                    "concurrency",
                    concurrency);
        }

        double flops() {
            return (double) items * items * dimension;
        }
    }

    /** Varies the number of neighbours, the concurrency and the kind of embeddings. */
    static Experiment settings() {
        return new Search(
                "Search",
                "the search alone, both kernels, over topK, concurrency and data; 6 minutes",
                List.of(
                        new Point(Embeddings.CLUSTERED, 20_000, 384, 10, Machine.THREADS),
                        new Point(Embeddings.CLUSTERED, 20_000, 384, 50, Machine.THREADS),
                        new Point(Embeddings.CLUSTERED, 20_000, 384, 100, Machine.THREADS),
                        new Point(Embeddings.CLUSTERED, 20_000, 384, 10, 1),
                        new Point(Embeddings.RANDOM, 20_000, 384, 10, Machine.THREADS),
                        new Point(Embeddings.NEARLY_EQUAL, 20_000, 384, 10, Machine.THREADS)));
    }

    /** Varies the number of items and the dimension. */
    static Experiment growth() {
        List<Point> points = new ArrayList<>();
        for (int items : new int[] {5_000, 10_000, 20_000}) {
            points.add(new Point(Embeddings.CLUSTERED, items, 384, 10, Machine.THREADS));
        }
        for (int dimension : new int[] {64, 128, 256, 768, 1536}) {
            points.add(new Point(Embeddings.CLUSTERED, 20_000, dimension, 10, Machine.THREADS));
        }
        return new Search("SearchGrowth", "how it grows with items and dimension; 7 minutes", points);
    }

    /** Searches with many items or a large dimension. */
    static Experiment large() {
        return new Search(
                "SearchLarge",
                "the same for 50,000 and 100,000 items, and 4,096 dimensions; 20 minutes",
                List.of(
                        new Point(Embeddings.CLUSTERED, 50_000, 384, 10, Machine.THREADS),
                        new Point(Embeddings.CLUSTERED, 100_000, 384, 10, Machine.THREADS),
                        new Point(Embeddings.CLUSTERED, 20_000, 4096, 10, Machine.THREADS)));
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
    public Table run(Jmh jmh) throws RunnerException {
        Map<Integer, Map<String, Double>> peaks = new TreeMap<>();
        for (int threads :
                points.stream().mapToInt(Point::concurrency).distinct().toArray()) {
            peaks.put(threads, KernelPeak.byKernel(jmh, threads));
        }
        Table table = new Table(
                ">items",
                ">dimension",
                ">topK",
                ">concurrency",
                "embeddings",
                ">Vector API",
                ">GFLOP/s",
                ">of peak",
                ">plain Java",
                ">GFLOP/s",
                ">of peak");
        double spread = 0;
        for (Point point : points) {
            List<Object> row = new ArrayList<>(List.of(
                    point.items(),
                    point.dimension(),
                    point.topK(),
                    point.concurrency(),
                    point.embeddings().name().toLowerCase(Locale.ROOT)));
            Map<String, Statistics> seconds = new HashMap<>();
            for (RunResult result : jmh.run(SearchBenchmark.class, 1, point.parameters())) {
                seconds.put(Jmh.method(result), result.getPrimaryResult().getStatistics());
            }
            for (String kernel : List.of("vector", "plain")) {
                Statistics found = seconds.get(kernel);
                if (found == null) { // excluded by an option of JMH
                    row.addAll(List.of("", "", ""));
                } else {
                    double median = found.getPercentile(50);
                    double speed = point.flops() / median / 1e9;
                    row.addAll(List.of(
                            Timings.seconds(median),
                            Math.round(speed),
                            Math.round(100
                                            * speed
                                            / peaks.get(point.concurrency()).get(kernel)) + " %"));
                    spread = Math.max(spread, (found.getMax() - found.getMin()) / median);
                }
            }
            table.row(row.toArray());
        }
        table.note("Medians; within a row, the slowest took at most %.0f %% longer than the fastest.", 100 * spread);
        peaks.forEach((threads, peak) -> peak.forEach((kernel, speed) -> table.note(
                "The %s micro-kernel's own peak with concurrency %d: %.0f GFLOP/s.", kernel, threads, speed)));
        return table;
    }
}
