package org.vimmrec.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Markdown page with its blocks of code. */
final class Page {
    private static final Pattern FENCE = Pattern.compile("( *)```(\\w*)\\s*");
    private static final Pattern DIRECTIVE = Pattern.compile("<!-- test: (.*?) -->");
    private static final String NOT_RUN = "not run: ";
    private static final String START = "start ";

    private final Path file;
    private final List<String> lines;
    private final List<Block> blocks = new ArrayList<>();
    /** The last script that has been run when the page starts; empty for none. */
    private String startsAfter = "02-load.cypher";

    /**
     * A block of code.
     *
     * @param line of its opening fence, from 1
     * @param language as the fence names it
     * @param text without the fences and without their indentation
     * @param notRun the reason not to run it, or null
     * @param output the block below it that shows the output, or null
     */
    record Block(int line, String language, String text, String notRun, Block output) {

        Block showing(Block anOutput) {
            return new Block(line, language, text, notRun, anOutput);
        }

        boolean isCypher() {
            return language.equals("cypher");
        }

        boolean isShell() {
            return language.equals("sh");
        }

        boolean isOutput() {
            return language.equals("text");
        }
    }

    private Page(Path file) throws IOException {
        this.file = file;
        this.lines = new ArrayList<>(Files.readAllLines(file));
        parse();
    }

    /** {@code README.md} and all pages of {@code docs}, in alphabetical order. */
    static List<Page> all() throws IOException {
        List<Page> pages = new ArrayList<>(List.of(new Page(Path.of("README.md"))));
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".md"))
                    .sorted()
                    .toList()) {
                pages.add(new Page(file));
            }
        }
        return pages;
    }

    private void parse() {
        String notRun = null;
        Block open = null; // a block that may still get an output
        int next = 0;
        while (next < lines.size()) {
            String line = lines.get(next++);
            Matcher directive = DIRECTIVE.matcher(line);
            Matcher fence = FENCE.matcher(line);
            if (directive.matches()) {
                String text = directive.group(1);
                if (text.startsWith(NOT_RUN)) {
                    notRun = text.substring(NOT_RUN.length());
                } else if (text.startsWith(START)) {
                    startsAfter = text.equals("start empty") ? "" : text.substring("start after ".length());
                } else {
                    throw new IllegalStateException("Unknown directive: " + at(next) + ": " + line);
                }
                open = null;
            } else if (fence.matches()) {
                int opening = next;
                StringBuilder text = new StringBuilder();
                while (!lines.get(next).strip().equals("```")) {
                    String content = lines.get(next++);
                    int margin = Math.min(fence.group(1).length(), indentation(content));
                    text.append(content.substring(margin)).append('\n');
                }
                next++;
                Block block = new Block(opening, fence.group(2), text.toString(), notRun, null);
                notRun = null;
                if (block.isOutput() && open != null) {
                    blocks.set(blocks.size() - 1, open.showing(block));
                    open = null;
                } else {
                    blocks.add(block);
                    open = block.isCypher() || block.isShell() ? block : null;
                }
            } else if (!line.isBlank()) {
                if (notRun != null) {
                    throw new IllegalStateException("No block follows the directive before " + at(next));
                }
                open = null;
            }
        }
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    List<Block> blocks() {
        return blocks;
    }

    String startsAfter() {
        return startsAfter;
    }

    Path file() {
        return file;
    }

    String at(Block block) {
        return at(block.line());
    }

    private String at(int line) {
        return file + ":" + line;
    }

    /** Puts texts in the place of outputs, both in the order of the page. */
    void rewrite(List<Block> outputs, List<String> texts) throws IOException {
        for (int n = outputs.size() - 1; n >= 0; n--) {
            Block output = outputs.get(n);
            String margin = " ".repeat(indentation(lines.get(output.line() - 1)));
            int end = output.line();
            while (!lines.get(end).strip().equals("```")) {
                end++;
            }
            List<String> content = lines.subList(output.line(), end);
            content.clear();
            content.addAll(texts.get(n)
                    .lines()
                    .map(line -> line.isEmpty() ? line : margin + line)
                    .toList());
        }
        Files.write(file, lines);
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
