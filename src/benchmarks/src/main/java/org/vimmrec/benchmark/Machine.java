package org.vimmrec.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the figures depend on. */
final class Machine {
    /** What the procedures take where they are not told: as many threads as there are processors, 4 at most. */
    static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private Machine() {}

    /** Processors and Java. */
    static String description() throws IOException {
        Path processors = Path.of("/proc/cpuinfo");
        String model = System.getProperty("os.arch");
        if (Files.isReadable(processors)) {
            try (Stream<String> lines = Files.lines(processors)) {
                model = lines.filter(line -> line.startsWith("model name"))
                        .findFirst()
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .orElse(model);
            }
        }
        return "%d processors, %s, Java %s"
                .formatted(Runtime.getRuntime().availableProcessors(), model, System.getProperty("java.version"));
    }
}
