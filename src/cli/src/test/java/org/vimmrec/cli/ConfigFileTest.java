package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Each value here is out of range, so that the message tells which one counts and nothing starts. */
class ConfigFileTest {

    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();

    @Test
    void shouldTakeOptionsFromTheFileUnlessTheyAreGiven() throws IOException {
        String config = file("top-k = -7\nvimmrec.evaluate.at=0\nto=elsewhere\n");
        assertThat(run("--config", config)).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-k must be a whole number of at least 1, found -7");
        assertThat(run("--config=" + config, "--top-k", "-8")).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-k must be a whole number of at least 1, found -8");
        assertThat(run("evaluate", "--config", config)).isEqualTo(1);
        assertThat(errors.toString()).contains("--at must be from 1 to 1000, found 0");
    }

    @Test
    void shouldSplitListsAndSetFlags() throws IOException {
        assertThat(run("evaluate", "--config", file("top-ks=5,-3\nrobustness=true\n")))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("--top-ks must be a whole number of at least 1, found -3");
        assertThat(run("evaluate", "--uri", "bolt://localhost:1", "--config", file("robustness=true\n")))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("--robustness thins out a data set");
    }

    /** Without a fallback value, picocli sets a flag to the opposite of its default, which is that of the file. */
    @Test
    void shouldKeepFlagsThatAreGivenTwice() throws IOException {
        for (String flag : new String[] {"--robustness", "--robustness=true"}) {
            assertThat(run("evaluate", "--uri", "bolt://localhost:1", "--config", file("robustness=true\n"), flag))
                    .isEqualTo(1);
            assertThat(errors.toString()).contains("--robustness thins out a data set");
        }
        List<CommandLine> commands = new ArrayList<>(List.of(Main.commandLine()));
        commands.addAll(commands.get(0).getSubcommands().values());
        for (CommandLine command : commands) {
            for (OptionSpec option : command.getCommandSpec().options()) {
                if (option.arity().max() == 0 && !option.usageHelp() && !option.versionHelp()) {
                    assertThat(option.fallbackValue()).as(option.longestName()).isEqualTo("true");
                }
            }
        }
    }

    @Test
    void shouldPreferValuesOnTheCommandLine() throws IOException {
        String config = file("vimmrec.evaluate.top-ks=-1\ntop-ks=-2\nformat=gif\nreport=here\n");
        assertThat(run("evaluate", "--config", config)).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-ks must be a whole number of at least 1, found -1");
        assertThat(run("evaluate", "--config", config, "--top-ks", "-3")).isEqualTo(1);
        assertThat(errors.toString()).contains("--top-ks must be a whole number of at least 1, found -3");
        assertThat(run("evaluate", "--config", config, "--top-ks=5,6", "--format", "jpg"))
                .isEqualTo(1);
        assertThat(errors.toString()).contains("found jpg");
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
