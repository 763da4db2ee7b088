package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Runs Python with SciPy, on machines that have it. */
public final class SciPy {

    private SciPy() {}

    /** Skips the test if there is no Python with SciPy. */
    public static void assumePresent() throws IOException, InterruptedException {
        assumePresent("scipy");
    }

    /** Skips the test if there is no Python with some modules. */
    public static void assumePresent(String... modules) throws IOException, InterruptedException {
        String all = String.join(", ", modules);
        Process process;
        try {
            process = new ProcessBuilder(interpreter(), "-c", "import " + all)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no " + interpreter() + "; set the environment variable VIMMREC_PYTHON");
            return;
        }
        Assumptions.assumeTrue(
                process.waitFor() == 0,
                () -> interpreter() + " has not all of " + all
                        + "; set the environment variable VIMMREC_PYTHON to one that has");
    }

    private static String interpreter() {
        return System.getenv().getOrDefault("VIMMREC_PYTHON", "python3");
    }

    /** Runs a Python program, which must succeed, and returns what it prints. */
    public static String run(String program, String... arguments) throws IOException, InterruptedException {
        return run(program, 0, arguments);
    }

    /** Runs a Python program, which must fail, and returns what it prints. */
    public static String fail(String program, String... arguments) throws IOException, InterruptedException {
        return run(program, 1, arguments);
    }

    private static String run(String program, int exitCode, String... arguments)
            throws IOException, InterruptedException {
        Path script = Files.writeString(Files.createTempFile("vimmrec", ".py"), program);
        try {
            List<String> command = new ArrayList<>(List.of(interpreter(), script.toString()));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isEqualTo(exitCode);
            return output;
        } finally {
            Files.delete(script);
        }
    }
}
