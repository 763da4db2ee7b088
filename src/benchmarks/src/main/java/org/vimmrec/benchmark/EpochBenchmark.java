package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.vimmrec.recommender.Hyperparameters;
import org.vimmrec.recommender.ItemFeatures;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Times an epoch of a recommender that is trained, on random data of the size of the TikTok data set. A training of
 * {@value #EPOCHS} epochs is divided by their number; its validations cost nothing.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 1, time = 1)
@Measurement(iterations = 3, time = 1)
public class EpochBenchmark {
    private static final int EPOCHS = 10;
    static final int USERS = 9_308;
    static final int ITEMS = 6_710;
    static final int INTERACTIONS = 59_541;
    static final int MODALITIES = 2;
    static final int FEATURES = 128;

    @Param({"lightGcn", "freedom", "bm3", "vbpr"})
    public String recommender;
    /** Threads of the training; JMH itself uses one. */
    @Param("2")
    public int concurrency;

    private TrainingData training;
    private Recommender trained;
    private Task task;

    @Setup
    public void makeData() {
        task = new Task(concurrency, TaskMonitor.NONE);
        trained = Recommenders.named(recommender)
                .orElseThrow()
                .with(new Hyperparameters(null, null, null, null, EPOCHS))
                .create(1);
        SplittableRandom random = new SplittableRandom(1);
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int u = 0; u < USERS; u++) {
            for (int n = 0; n < INTERACTIONS / USERS + (u < INTERACTIONS % USERS ? 1 : 0); n++) {
                builder.add((int) (Math.pow(random.nextDouble(), 2) * ITEMS), 1);
            }
            builder.endUser();
        }
        List<ItemFeatures> features = new ArrayList<>();
        for (int m = 0; m < MODALITIES; m++) {
            features.add(features(random));
        }
        training = TrainingData.ofReal(ITEMS, builder.build()).withFeatures(features);
    }

    private ItemFeatures features(SplittableRandom random) {
        float[][] rows = new float[ITEMS][];
        double[] embedding = new double[FEATURES];
        for (int i = 0; i < ITEMS; i++) {
            for (int d = 0; d < FEATURES; d++) {
                embedding[d] = random.nextDouble() - 0.3;
            }
            rows[i] = EmbeddingMatrix.row(embedding);
        }
        EmbeddingMatrix embeddings = EmbeddingMatrix.of(FEATURES, rows);
        return new ItemFeatures(
                "random",
                embeddings,
                ExactNeighbours.search(
                        new FusedSimilarity(List.of(embeddings), new double[] {1}), 10, 0, "benchmark", task));
    }

    @Benchmark
    @OperationsPerInvocation(EPOCHS)
    public Scorer epoch() {
        double[] validations = {0};
        return trained.fit(training, scorer -> validations[0]++, task); // always better, so training does not stop
    }
}
