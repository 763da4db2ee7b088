package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Each value here is out of range, so that the message tells which one counts and nothing starts. */
class ConfigFileTest {

    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTakeOptionsFromTheFileUnlessTheyAreGiven() throws IOException {
        String config = file("top-k = -7\nvimmrec.evaluate.at=0\nto=elsewhere\n");
        assertThat(run("--config", config)).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-k must be at least 1, found -7");
        assertThat(run("--config=" + config, "--top-k", "-8")).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-k must be at least 1, found -8");
        assertThat(run("evaluate", "--config", config)).isEqualTo(1);
        assertThat(errors.toString()).contains("--at must be from 1 to 1000, found 0");
    }

    @Test
    void shouldSplitListsAndSetFlags() throws IOException {
        assertThat(run("evaluate", "--config", file("top-ks=5,-3\nrobustness=true\n")))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("--top-ks must be at least 1, found -3");
        assertThat(run("evaluate", "--uri", "bolt://localhost:1", "--config", file("robustness=true\n")))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("--robustness thins out a data set");
    }

    @Test
    void shouldRejectUnknownOptionsAndFiles() throws IOException {
        assertThat(run("--config", file("topk=3\n"))).isEqualTo(2);
        assertThat(errors.toString()).contains("there is no option [topk]; did you mean top-k?");
        assertThat(run("--config", file("password=secret\n"))).isEqualTo(2);
        assertThat(run("--config", folder.resolve("missing").toString())).isEqualTo(2);
        assertThat(errors.toString()).contains("missing: cannot be read");
    }

    private String file(String lines) throws IOException {
        return Files.writeString(folder.resolve("options.properties"), lines).toString();
    }

    private int run(String... arguments) {
        errors.getBuffer().setLength(0);
        CommandLine commandLine = Main.commandLine();
        commandLine.setErr(new PrintWriter(errors, true));
        return Main.execute(commandLine, arguments);
    }
}
