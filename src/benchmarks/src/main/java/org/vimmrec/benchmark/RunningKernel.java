package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.vimmrec.server.Neo4jServer;
import org.vimmrec.similarity.Kernels;

/**
 * Checks which kernel runs, for benchmarks that compare the kernels. With JMH, such a benchmark has a method
 * {@code vector} in a fork with {@link #VECTOR_API} and a method {@code plain} in a fork without it.
 */
public final class RunningKernel {
    /** The JVM option that the fast kernel needs. */
    public static final String VECTOR_API = "--add-modules=jdk.incubator.vector";

    private RunningKernel() {}

    /** Prints which kernel runs in this process. Fails if the benchmark's method is named after another kernel. */
    public static void require(BenchmarkParams benchmark) {
        String method =
                benchmark.getBenchmark().substring(benchmark.getBenchmark().lastIndexOf('.') + 1);
        System.out.println("kernel in use: " + Kernels.inUse());
        if (!Kernels.inUse().name().toLowerCase(Locale.ROOT).equals(method)) {
            throw new IllegalStateException(benchmark.getBenchmark() + " runs with the kernel " + Kernels.inUse());
        }
    }

    /** Fails if a server runs another kernel, according to the line that it logs at the first search. */
    static void require(Neo4jServer server, Kernels kernel) throws IOException {
        String said = server.log("debug.log").stream()
                .filter(entry -> entry.contains("similarities are computed"))
                .reduce("nothing", (earlier, later) -> later);
        if (!said.contains(kernel.description())) {
            throw new IllegalStateException(
                    "The server is to run the kernel %s, but it says: %s".formatted(kernel, said));
        }
    }
}
