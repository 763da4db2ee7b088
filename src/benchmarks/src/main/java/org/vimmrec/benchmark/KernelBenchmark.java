package org.vimmrec.benchmark;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.vimmrec.similarity.Kernels;
import org.vimmrec.similarity.TileKernel;

/** Measures the tile kernel alone. It multiplies the same tile repeatedly, with rows and panel in the cache. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class KernelBenchmark {
    @Param({"64", "128", "256", "384", "512"})
    public int dimension;

    private TileKernel kernel;

    /** The tile of one thread, and the operations that the thread has done. */
    @State(Scope.Thread)
    @AuxCounters
    public static class Work {
        /** Floating-point operations. JMH divides them by the nanoseconds, which gives GFLOP/s. */
        public long flops;

        private TileKernel.Tile tile;

        @Setup
        public void makeTile(KernelBenchmark benchmark) {
            tile = benchmark.kernel.tile(TileKernel.ROWS);
            float[][] rows = Embeddings.RANDOM.rows(TileKernel.ROWS, benchmark.kernel.length);
            for (int r = 0; r < rows.length; r++) {
                tile.set(r, rows[r]);
            }
        }
    }

    @Setup
    public void packPanel(BenchmarkParams benchmark) {
        RunningKernel.require(benchmark);
        kernel = Kernels.inUse().create(dimension, TileKernel.WIDEST_PANEL);
        for (int c = 0; c < kernel.panelWidth(); c += TileKernel.PACKED_TOGETHER) {
            kernel.pack(0, c, Embeddings.RANDOM.rows(TileKernel.PACKED_TOGETHER, kernel.length));
        }
    }

    @Benchmark
    @Fork(jvmArgsAppend = RunningKernel.VECTOR_API)
    public void vector(Work work) {
        multiply(work);
    }

    @Benchmark
    public void plain(Work work) {
        multiply(work);
    }

    private void multiply(Work work) {
        work.tile.multiply(0, 0, TileKernel.ROWS);
        work.flops += 2L * TileKernel.ROWS * kernel.panelWidth() * dimension;
    }
}
