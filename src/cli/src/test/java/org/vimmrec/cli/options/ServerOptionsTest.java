package org.vimmrec.cli.options;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neo4j.driver.AccessMode;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class ServerOptionsTest {

    @TempDir
    private Path folder;

    /** Connects to a port where nothing listens, so that a password that counts fails in another way. */
    private static void connect(Map<String, String> environment, String... arguments) {
        ServerOptions options = new ServerOptions(environment);
        new CommandLine(CommandSpec.create().addMixin("server", CommandSpec.forAnnotatedObject(options)))
                .parseArgs(arguments);
        PrintWriter lines = new PrintWriter(new StringWriter());
        options.connect(
                AccessMode.READ, new Progress(lines, new PrintStream(OutputStream.nullOutputStream()), false), lines);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t \nsecret\n"})
    void shouldRefuseABlankPasswordFile(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("password"), content);
        assertThatThrownBy(() -> connect(Map.of(), "--uri", "bolt://localhost:1", "--password-file", file.toString()))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("--password-file " + file + ": the first line is blank. It must hold the password.");
    }

    @Test
    void shouldRefuseABlankPasswordInTheEnvironment() throws IOException {
        for (String blank : new String[] {"", "  "}) {
            Map<String, String> environment = Map.of("NEO4J_PASSWORD", blank);
            assertThatThrownBy(() -> connect(environment, "--uri", "bolt://localhost:1"))
                    .hasMessageStartingWith("the environment variable NEO4J_PASSWORD is blank.");
            Path file = Files.writeString(folder.resolve("password"), "secret");
            assertThatThrownBy(() ->
                            connect(environment, "--uri", "bolt://localhost:1", "--password-file", file.toString()))
                    .hasMessageStartingWith("no Neo4j server answers at bolt://localhost:1");
        }
    }
}
