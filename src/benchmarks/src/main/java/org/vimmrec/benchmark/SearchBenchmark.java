package org.vimmrec.benchmark;

import java.util.List;
import java.util.concurrent.TimeUnit;
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
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Times the search for neighbours, from embeddings in memory to neighbours in memory. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SearchBenchmark {
    @Param("CLUSTERED")
    public Embeddings embeddings;

    @Param("20000")
    public int items;

    @Param("384")
    public int dimension;

    @Param("10")
    public int topK;
    /** Threads of the search; JMH itself uses one. */
    @Param("2")
    public int concurrency;

    private FusedSimilarity similarity;
    private Task task;

    @Setup
    public void makeEmbeddings(BenchmarkParams benchmark) {
        RunningKernel.require(benchmark);
        float[][] rows = embeddings.rows(items, dimension);
        double[] embedding = new double[dimension];
        for (int i = 0; i < items; i++) {
            for (int d = 0; d < dimension; d++) {
                embedding[d] = rows[i][d];
            }
            rows[i] = EmbeddingMatrix.row(embedding);
        }
        similarity = new FusedSimilarity(List.of(EmbeddingMatrix.of(dimension, rows)), new double[] {1});
        task = new Task(concurrency, TaskMonitor.NONE);
    }

    @Benchmark
    @Fork(jvmArgsAppend = RunningKernel.VECTOR_API)
    public Neighbours vector() {
        return ExactNeighbours.search(similarity, topK, 0, "benchmark", task);
    }

    @Benchmark
    public Neighbours plain() {
        return ExactNeighbours.search(similarity, topK, 0, "benchmark", task);
    }
}
