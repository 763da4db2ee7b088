package org.vimmrec.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.vimmrec.similarity.ApproximateNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.SpectralEmbeddings;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Searches in the process of {@link SearchThreads} with more and more threads, and prints how long these wait. */
public final class SearchThreadsRun {
    private static final int TOP_K = 10;
    private static final int DIMENSION = 128;
    private static final int[] THREADS = {1, 2, 4, 8, 16};
    private static final String LOCK = "jdk.JavaMonitorEnter";

    private SearchThreadsRun() {}

    /** @param arguments none */
    public static void main(String[] arguments) throws IOException {
        measure("exact", NeighbourSearch.EXACT, 20_000);
        measure("approximate", new ApproximateNeighbours(0.95), 50_000);
    }

    private static void measure(String name, NeighbourSearch search, int items) throws IOException {
        FusedSimilarity similarity =
                new FusedSimilarity(List.of(SpectralEmbeddings.matrix(items, DIMENSION, 1, 42)), new double[] {1});
        search.search(similarity, TOP_K, 0, "", new Task(2, TaskMonitor.NONE)); // warms up
        for (int threads : THREADS) {
            Path file = Files.createTempFile("search", ".jfr");
            try (Recording recording = new Recording()) {
                recording.enable(LOCK).withThreshold(Duration.ZERO);
                recording.start();
                long start = System.nanoTime();
                search.search(similarity, TOP_K, 0, "", new Task(threads, TaskMonitor.NONE));
                double seconds = (System.nanoTime() - start) / 1e9;
                recording.stop();
                recording.dump(file);
                List<RecordedEvent> waits = RecordingFile.readAllEvents(file);
                double waiting = waits.stream()
                                .mapToLong(event -> event.getDuration().toNanos())
                                .sum()
                        / 1e9;
                System.out.printf(
                        Locale.ROOT,
                        "%s %d %d %d %f %d %f%n",
                        name,
                        items,
                        DIMENSION,
                        threads,
                        seconds,
                        waits.size(),
                        waiting);
            } finally {
                Files.delete(file);
            }
        }
    }
}
