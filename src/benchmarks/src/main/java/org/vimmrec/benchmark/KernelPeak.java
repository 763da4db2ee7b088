package org.vimmrec.benchmark;

import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;

/** Measures the peak speed of the micro-kernels, with all data in the cache: on one thread, and on all. */
final class KernelPeak implements Experiment {
    /** The dimension at which the peak for comparison with the search is measured. */
    private static final int DIMENSION = 384;

    @Override
    public String name() {
        return "Kernel";
    }

    @Override
    public String question() {
        return "the micro-kernels alone, by dimension and threads; 4 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws RunnerException {
        Map<Integer, Map<String, Double>> speeds = new TreeMap<>();
        int all = Machine.THREADS;
        for (int threads : new int[] {1, all}) {
            for (RunResult result : jmh.run(KernelBenchmark.class, threads, Map.of())) {
                int dimension = Integer.parseInt(result.getParams().getParam("dimension"));
                speeds.computeIfAbsent(dimension, d -> new TreeMap<>())
                        .put(Jmh.method(result) + threads, gigaflops(result));
            }
        }
        Table table = new Table(
                ">dimension",
                ">Vector API, 1 thread",
                ">" + all + " threads",
                ">plain Java, 1 thread",
                ">" + all + " threads");
        speeds.forEach((dimension, speed) -> table.row(
                dimension,
                rounded(speed.get("vector1")),
                rounded(speed.get("vector" + all)),
                rounded(speed.get("plain1")),
                rounded(speed.get("plain" + all))));
        table.note("GFLOP/s of the micro-kernel on one tile, over and over.");
        return table;
    }

    /** The peak of each kernel, in GFLOP/s. */
    static Map<String, Double> byKernel(Jmh jmh, int threads) throws RunnerException {
        Map<String, Double> peaks = new TreeMap<>();
        for (RunResult result : jmh.run(KernelBenchmark.class, threads, Map.of("dimension", DIMENSION))) {
            peaks.put(Jmh.method(result), gigaflops(result));
        }
        return peaks;
    }

    private static Object rounded(Double speed) {
        return speed == null ? "" : Math.round(speed); // excluded by an option of JMH
    }

    /** The highest speed in a run of the micro-kernel. */
    private static double gigaflops(RunResult result) {
        return result.getSecondaryResults().get("flops").getStatistics().getMax();
    }
}
