package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.List;

/**
 * Compares the approximate search with the exact one on embeddings of a realistic spectrum: time, recall, and the
 * memory of the estimate. Each size has a process of its own with 4 GiB of heap.
 */
final class ApproximateSearch implements Experiment {
    private static final String HEAP = "-Xmx4g";

    private final String name;
    private final String question;
    private final List<int[]> shapes;

    private ApproximateSearch(String name, String question, List<int[]> shapes) {
        this.name = name;
        this.question = question;
        this.shapes = shapes;
    }

    /** Up to 100,000 items. */
    static Experiment small() {
        return new ApproximateSearch(
                "ApproximateSearch",
                "approximate beside exact search, 20,000 and 100,000 items; 3 minutes",
                List.of(new int[] {20_000, 128}, new int[] {20_000, 384}, new int[] {100_000, 128}, new int[] {
                    100_000, 384
                }));
    }

    /** Up to a million items. */
    static Experiment large() {
        return new ApproximateSearch(
                "ApproximateSearchLarge",
                "the same for 300,000 and 1,000,000 items in 4 GiB of heap; 10 minutes",
                List.of(new int[] {300_000, 128}, new int[] {300_000, 384}, new int[] {1_000_000, 128}, new int[] {
                    1_000_000, 384
                }));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String question() {
        return question;
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException {
        Table table = new Table(
                ">items",
                ">dimension",
                ">exact",
                ">approximate",
                ">times as fast",
                ">recall",
                ">95 % interval",
                ">estimated memory");
        for (int[] shape : shapes) {
            String[] result = run(shape[0], shape[1]);
            double exact = Double.parseDouble(result[0]);
            double approximate = Double.parseDouble(result[1]);
            table.row(
                    shape[0],
                    shape[1],
                    Timings.seconds(exact),
                    Timings.seconds(approximate),
                    Timings.times(exact / approximate),
                    result[2].substring(0, 5),
                    result[3].substring(0, 5) + " to " + result[4].substring(0, 5),
                    result[6].replace('_', ' '));
        }
        table.note(
                "topK 10, targetRecall 0.95, %d threads, vector kernel. The exact search runs before and after the other;"
                        + " the mean counts. Beyond 50,000 items, its time is that of the first 50,000 items times the square"
                        + " of the ratio.",
                Machine.THREADS);
        return table;
    }

    private static String[] run(int items, int dimension) throws IOException, InterruptedException {
        return JavaProcess.run(ApproximateSearchRun.class, HEAP, items, dimension, Machine.THREADS)
                .strip()
                .split(" ");
    }
}
