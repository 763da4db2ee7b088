package org.vimmrec.similarity;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.vimmrec.task.Task;

/**
 * Runs small searches before the first large one of a JVM, until the JIT compiler has compiled the kernel. Before that,
 * a call of the Vector API takes several hundred times as long, and the threads of a large search would compete with
 * the compiler for the processor.
 */
final class KernelWarmup {
    /** The state of this JVM's kernels. */
    static final KernelWarmup SHARED = new KernelWarmup();

    private static final int ITEMS = 400;
    private static final int DIMENSION = 128;
    private static final int TOP_K = 10;
    /** The work of 50 warm-up searches, from which on a warm-up saves more time than it takes. */
    private static final double MIN_WORK = 50.0 * ITEMS * ITEMS * DIMENSION;
    /** A warm-up search takes a few milliseconds on one thread once it is compiled, and many times as long before. */
    private static final long COMPILED_NANOS = 10_000_000;
    /** The warm-up ends after this time even if the kernel is not compiled. */
    private static final long MAX_NANOS = 2_000_000_000;

    private final Set<Kernels> warm = ConcurrentHashMap.newKeySet();

    /**
     * Warms an implementation up, unless that was done before or takes longer than it saves.
     *
     * @param work the number of additions and multiplications of the coming search
     * @return whether it warmed up
     */
    boolean warmUp(double work, Kernels kernels, Task task) {
        if (work < MIN_WORK || !warm.add(kernels)) {
            return false;
        }
        boolean done = false;
        try {
            run(kernels, task.quiet().singleThreaded());
            done = true;
        } finally {
            if (!done) { // the task was terminated, so the next search warms up
                warm.remove(kernels);
            }
        }
        return true;
    }

    private static void run(Kernels kernels, Task task) {
        FusedSimilarity similarity =
                new FusedSimilarity(List.of(EmbeddingMatrix.of(DIMENSION, rows())), new double[] {1});
        long begin = System.nanoTime();
        long now = begin;
        long last = Long.MAX_VALUE;
        while (last > COMPILED_NANOS && now - begin < MAX_NANOS) {
            ExactNeighbours.search(similarity, TOP_K, 0, "warm-up", task, kernels);
            last = System.nanoTime() - now;
            now += last;
        }
    }

    private static float[][] rows() {
        SplittableRandom random = new SplittableRandom(ITEMS);
        float[][] rows = new float[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            rows[i] = EmbeddingMatrix.row(random.doubles(DIMENSION, -1, 1).toArray());
        }
        return rows;
    }
}
