package org.vimmrec.similarity;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.vimmrec.task.Task;

/**
 * Small searches before the first large one of a JVM, for its JIT compiler. Until that has done its work, a call of the Vector
 * API takes several hundred times as long; and threads that go on with a large search meanwhile take the processor from it.
 */
final class KernelWarmup {
    /** Of all searches. */
    static final KernelWarmup IN_THIS_JVM = new KernelWarmup();

    private static final int ITEMS = 400;
    private static final int DIMENSION = 128;
    private static final int TOP_K = 10;
    /** From so many operations on, 50 times those of a practice search, practice takes less time than it saves. */
    private static final double LEAST_WORK = 50.0 * ITEMS * ITEMS * DIMENSION;
    /** Compiled code takes a few milliseconds for a practice search, on one thread; other code takes many times as long. */
    private static final long COMPILED_NANOS = 10_000_000;
    /** What compiles slowly, or not at all, is not waited for. */
    private static final long LONGEST_NANOS = 2_000_000_000;

    private final Set<Kernels> practised = ConcurrentHashMap.newKeySet();

    /**
     * Practises, unless that was done before or is not worth it.
     *
     * @param work how many additions and multiplications the coming search takes
     * @return whether it did
     */
    boolean before(double work, Kernels kernels, Task task) {
        if (work < LEAST_WORK || !practised.add(kernels)) {
            return false;
        }
        boolean done = false;
        try {
            practise(kernels, task.quiet().alone());
            done = true;
        } finally {
            if (!done) { // the work was ended, and the next may practise
                practised.remove(kernels);
            }
        }
        return true;
    }

    private static void practise(Kernels kernels, Task task) {
        FusedSimilarity similarity = new FusedSimilarity(List.of(EmbeddingMatrix.of(DIMENSION, rows())), new double[] {1});
        long begin = System.nanoTime();
        long now = begin;
        long last = Long.MAX_VALUE;
        while (last > COMPILED_NANOS && now - begin < LONGEST_NANOS) {
            ExactNeighbours.search(similarity, TOP_K, 0, "practice", task, kernels);
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
