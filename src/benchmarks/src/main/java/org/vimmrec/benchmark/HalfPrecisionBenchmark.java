package org.vimmrec.benchmark;

import java.util.Random;
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

/**
 * Reads embeddings at random from the main memory, in single precision, and in half precision with a conversion. The
 * search reads them so when it packs tiles, and for each candidate that it decides in double precision.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HalfPrecisionBenchmark {
    private static final int ITEMS = 100_000;

    @Param({"128", "384"})
    public int dimension;

    /** By the 16 bits of a number its value. Java 17 has no conversion of its own. */
    private float[] values;

    private float[][] single;
    private short[][] half;
    private float[] row;
    private int next;

    @Setup
    public void create() {
        values = HalfPrecision.values();
        single = new float[ITEMS][dimension];
        half = new short[ITEMS][dimension];
        Random random = new Random(1);
        for (int i = 0; i < ITEMS; i++) {
            for (int k = 0; k < dimension; k++) {
                half[i][k] = (short) (random.nextInt(0x3C00) | (random.nextBoolean() ? 0x8000 : 0)); // from -1 to 1
                single[i][k] = values[half[i][k] & 0xFFFF];
            }
        }
        row = new float[dimension];
    }

    private int item() {
        next = next * 1664525 + 1013904223; // a linear congruential generator
        return (next >>> 1) % ITEMS;
    }

    @Benchmark
    public float[] single() {
        float[] embedding = single[item()];
        for (int k = 0; k < dimension; k++) {
            row[k] = embedding[k] * 0.5f;
        }
        return row;
    }

    @Benchmark
    public float[] half() {
        short[] embedding = half[item()];
        for (int k = 0; k < dimension; k++) {
            row[k] = values[embedding[k] & 0xFFFF] * 0.5f;
        }
        return row;
    }
}
