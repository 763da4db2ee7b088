package org.vimmrec.benchmark;

import java.io.IOException;

/**
 * Searches with up to 16 threads, and sums up how long the threads wait for locks of each other. With more threads than
 * processors, the time does not fall any more, but a lock that is contended would show.
 */
final class SearchThreads implements Experiment {

    @Override
    public String name() {
        return "SearchThreads";
    }

    @Override
    public String question() {
        return "exact and approximate search with 1 to 16 threads, and how long these wait for locks; 2 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table(
                "search",
                ">items",
                ">dimension",
                ">threads",
                ">time",
                ">contended locks",
                ">waiting, all threads",
                ">share of the threads' time");
        for (String line :
                JavaProcess.run(SearchThreadsRun.class, "-Xmx2g").strip().split("\n")) {
            String[] values = line.split(" ");
            double seconds = Double.parseDouble(values[4]);
            double waiting = Double.parseDouble(values[6]);
            table.row(
                    values[0],
                    Integer.parseInt(values[1]),
                    Integer.parseInt(values[2]),
                    Integer.parseInt(values[3]),
                    Timings.seconds(seconds),
                    values[5],
                    "%.1f ms".formatted(1e3 * waiting),
                    "%.2f %%".formatted(100 * waiting / seconds / Integer.parseInt(values[3])));
        }
        table.note(
                "topK 10, vector kernel, %d processors. Contended locks are the events jdk.JavaMonitorEnter of the Flight"
                        + " Recorder, with a threshold of 0; one includes the time in which the owner of the lock has no"
                        + " processor.",
                Runtime.getRuntime().availableProcessors());
        return table;
    }
}
