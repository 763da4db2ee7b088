package org.vimmrec.spark;

import org.apache.spark.sql.SparkSession;

/** Spark in the JVM of a test. */
final class LocalSpark {
    private LocalSpark() {}

    /**
     * Starts a session, which the caller must stop.
     *
     * @param threads how many tasks run at the same time
     * @param partitions of a shuffle: few, because a task takes longer than the work of a small test
     */
    static SparkSession start(int threads, int partitions) {
        return SparkSession.builder()
                .master("local[" + threads + "]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", partitions)
                .config("spark.default.parallelism", partitions)
                .getOrCreate();
    }
}
