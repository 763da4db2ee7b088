package org.vimmrec.benchmark;

import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.util.Statistics;

/** Measures how long an epoch of each recommender takes that is trained. */
final class Epochs implements Experiment {

    @Override
    public String name() {
        return "Epochs";
    }

    @Override
    public String question() {
        return "an epoch of the recommenders that are trained, on data as large as TikTok; 3 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws RunnerException {
        Table table = new Table("recommender", ">an epoch", ">fastest");
        for (RunResult result : jmh.run(EpochBenchmark.class, 1, Map.of("concurrency", Machine.THREADS))) {
            Statistics seconds = result.getPrimaryResult().getStatistics();
            table.row(
                    result.getParams().getParam("recommender"),
                    Timings.seconds(seconds.getPercentile(50)),
                    Timings.seconds(seconds.getMin()));
        }
        table.note(
                "%,d users, %,d items, %,d interactions, %d modalities of %d features; concurrency %d.",
                EpochBenchmark.USERS,
                EpochBenchmark.ITEMS,
                EpochBenchmark.INTERACTIONS,
                EpochBenchmark.MODALITIES,
                EpochBenchmark.FEATURES,
                Machine.THREADS);
        return table;
    }
}
