package org.vimmrec.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a class with the vector kernel in a process of its own, whose heap has a limit. */
final class JavaProcess {

    private JavaProcess() {}

    /**
     * Waits for the end of the process.
     *
     * @param heap the option that limits the heap
     * @return what the process has printed
     */
    static String run(Class<?> main, String heap, Object... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Object argument : arguments) {
            command.add(String.valueOf(argument));
        }
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("%s failed: %s".formatted(main.getSimpleName(), List.of(arguments)));
        }
        return output;
    }
}
