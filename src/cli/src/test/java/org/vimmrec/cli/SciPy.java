package org.vimmrec.cli;

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
final class SciPy {

    private SciPy() {}

    /** Skips the test if there is no Python with SciPy. */
    static void assumePresent() throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder(interpreter(), "-c", "import scipy.sparse")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            Assumptions.abort("no " + interpreter() + "; set the environment variable VIMMREC_PYTHON");
            return;
        }
        Assumptions.assumeTrue(
                process.waitFor() == 0,
                () -> interpreter() + " has no SciPy; set the environment variable VIMMREC_PYTHON to one that has");
    }

    private static String interpreter() {
        return System.getenv().getOrDefault("VIMMREC_PYTHON", "python3");
    }

    /** Runs a Python program and returns what it prints. */
    static String run(String program, String... arguments) throws IOException, InterruptedException {
        Path script = Files.writeString(Files.createTempFile("vimmrec", ".py"), program);
        try {
            List<String> command = new ArrayList<>(List.of(interpreter(), script.toString()));
            command.addAll(List.of(arguments));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(output).isZero();
            return output;
        } finally {
            Files.delete(script);
        }
    }
}
