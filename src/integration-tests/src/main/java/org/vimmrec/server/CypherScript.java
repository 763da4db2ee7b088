package org.vimmrec.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script in the folder {@code cypher}.
 *
 * @param name name of the file
 * @param statements the statements, without semicolons and comments
 */
public record CypherScript(String name, List<String> statements) {

    /** All scripts, in the order in which a user runs them. */
    static List<CypherScript> all() throws IOException {
        List<CypherScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("cypher"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                scripts.add(read(file));
            }
        }
        return scripts;
    }

    /** Reads the script with a file name. */
    public static CypherScript named(String name) throws IOException {
        return read(Path.of("cypher", name));
    }

    /** Requires that comments take whole lines and that a semicolon is the last character of its line. */
    private static CypherScript read(Path file) throws IOException {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.strip().startsWith("//")) {
                continue;
            }
            statement.append(line).append('\n');
            if (line.endsWith(";")) {
                statements.add(
                        statement.substring(0, statement.lastIndexOf(";")).strip());
                statement.setLength(0);
            }
        }
        if (!statement.toString().isBlank()) {
            throw new IllegalStateException(file + " ends without a semicolon: " + statement);
        }
        return new CypherScript(file.getFileName().toString(), statements);
    }
}
