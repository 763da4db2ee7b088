package org.vimmrec.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The properties of the machine that the figures depend on. */
final class Machine {
    /** The default concurrency of the procedures: the number of processors, but at most 4. */
    static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());

    private Machine() {}

    /** Describes the processors and the Java version. */
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
