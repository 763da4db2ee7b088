package org.vimmrec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.vimmrec.docs.Page.Block;

/** The messages that pages quote without a block that prints them, against the texts in the code. */
class MessagesTest {
    private static final Path TROUBLESHOOTING = Path.of("docs", "how-to", "troubleshooting.md");
    private static final Path LIVING_GRAPH = Path.of("docs", "how-to", "living-graph.md");
    /** The first column of a table. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`[^|]*`) \\|");

    private static final Pattern CODE = Pattern.compile("(?<!`)`([^`]+)`(?!`)");
    /** Parts of a message that depend on the call. */
    private static final Pattern VALUES = Pattern.compile("\\[[^\\]]*]|…|\\.\\.\\.");

    private static final int SHORTEST = 5;

    @Test
    void shouldBeThoseOfTheCode() throws IOException {
        String code = texts();
        List<String> unknown = new ArrayList<>();
        for (String quoted : quoted()) {
            for (String part : VALUES.split(quoted.replaceAll("\\s+", " "))) {
                String text = part.strip().replaceFirst("^vimmrec\\.", "").replaceFirst(" vimmrec\\.\\w+$", "");
                if (text.length() >= SHORTEST && !code.contains(text)) {
                    unknown.add(text);
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    private static List<String> quoted() throws IOException {
        List<String> quoted = new ArrayList<>();
        for (Path page : List.of(TROUBLESHOOTING, LIVING_GRAPH)) {
            Matcher row = ROW.matcher(Files.readString(page));
            while (row.find()) {
                Matcher message = CODE.matcher(row.group(1));
                while (message.find()) {
                    quoted.add(message.group(1));
                }
            }
        }
        for (Page page : Page.all()) {
            if (page.file().equals(TROUBLESHOOTING)) {
                page.blocks().stream().filter(Block::isOutput).map(Block::text).forEach(quoted::add);
            }
        }
        assertThat(quoted).hasSizeGreaterThan(15);
        return quoted;
    }

    /** All code that throws, with the parts of a text joined. */
    private static String texts() throws IOException {
        StringBuilder texts = new StringBuilder();
        for (String module : List.of("core", "neo4j")) {
            try (Stream<Path> files = Files.walk(Path.of("src", module, "src", "main", "java"))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".java")).toList()) {
                    texts.append(Files.readString(file));
                }
            }
        }
        return texts.toString().replaceAll("\"\\s*\\+\\s*\"", "");
    }
}
