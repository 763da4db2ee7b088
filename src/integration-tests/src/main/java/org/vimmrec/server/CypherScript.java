package org.vimmrec.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A script of the folder {@code cypher}.
 *
 * @param name the file's name
 * @param statements what lies between the semicolons, without comments
 */
public record CypherScript(String name, List<String> statements) {

    /** All scripts of the folder, in the order in which a user runs them. */
    static List<CypherScript> all() throws IOException {
        List<CypherScript> scripts = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("cypher"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                scripts.add(read(file));
            }
        }
        return scripts;
    }

    /** The one in the file of that name. */
    public static CypherScript named(String name) throws IOException {
        return read(Path.of("cypher", name));
    }

    /** Comments take whole lines and semicolons end lines: a rule for the scripts, which keeps them readable too. */
    private static CypherScript read(Path file) throws IOException {
        List<String> statements = new ArrayList<>();
        StringBuilder statement = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            if (line.strip().startsWith("//")) {
                continue;
            }
            statement.append(line).append('\n');
            if (line.endsWith(";")) {
                statements.add(statement.substring(0, statement.lastIndexOf(";")).strip());
                statement.setLength(0);
            }
        }
        if (!statement.toString().isBlank()) {
            throw new IllegalStateException(file + " ends without a semicolon: " + statement);
        }
        return new CypherScript(file.getFileName().toString(), statements);
    }
}
