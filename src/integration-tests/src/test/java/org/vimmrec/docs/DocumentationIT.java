package org.vimmrec.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.Neo4jException;
import org.vimmrec.docs.Page.Block;
import org.vimmrec.server.CypherScript;
import org.vimmrec.server.Neo4jServer;

/**
 * Runs the blocks of each page in order and compares what they print. See the package description. It is tagged `long`
 * because what a page prints does not depend on the Neo4j line, so CI runs it once.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DocumentationIT {
    private static final boolean WRITE = Boolean.getBoolean("vimmrec.docs.write");

    private Neo4jServer server;

    @BeforeAll
    void startServer() throws IOException, InterruptedException {
        server = new Neo4jServer("documentation").start();
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    /** Those whose names contain the system property {@code vimmrec.docs.page}; without it, all. */
    static List<Page> pages() throws IOException {
        String name = System.getProperty("vimmrec.docs.page", "");
        return Page.all().stream()
                .filter(page -> page.toString().contains(name))
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void shouldPrintWhatThePageShows(Page page) throws IOException, InterruptedException {
        Shell shell = null;
        if (page.blocks().stream().anyMatch(block -> block.isCypher() && block.notRun() == null)) {
            prepare(page.startsAfter());
        }
        List<String> problems = new ArrayList<>();
        List<Block> outputs = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (Block block : page.blocks()) {
            if (block.notRun() != null || !(block.isCypher() || block.isShell())) {
                continue;
            }
            if (block.isShell() && shell == null) {
                shell = new Shell(Path.of("target", "documentation", page.toString()));
            }
            String printed;
            boolean failed = false;
            try {
                printed = block.isCypher() ? query(block.text()) : shell.run(block.text());
            } catch (Neo4jException e) {
                printed = Output.wrapped(Output.error(e.getMessage()));
                failed = true;
            } catch (IOException e) {
                problems.add(page.at(block) + " failed: " + e.getMessage());
                continue;
            }
            if (block.output() == null) {
                if (failed) {
                    problems.add(page.at(block) + " failed: " + printed);
                }
            } else if (!Output.matches(block.output().text(), printed)) {
                outputs.add(block.output());
                texts.add(printed);
                problems.add(page.at(block) + " prints\n" + printed + "and the page shows\n"
                        + block.output().text());
            }
        }
        if (WRITE) {
            page.rewrite(outputs, texts);
            System.out.printf("%s: %d outputs written%n", page, outputs.size());
        }
        assertThat(problems).isEmpty();
    }

    /** Lists the exceptions, each with its reason. */
    @Test
    void shouldRunAllBlocksExceptThoseWithAReason() throws IOException {
        List<String> exceptions = new ArrayList<>();
        List<String> withoutReason = new ArrayList<>();
        int run = 0;
        for (Page page : pages()) {
            for (Block block : page.blocks()) {
                if (block.notRun() != null) {
                    exceptions.add(page.at(block) + ": " + block.notRun());
                } else if (block.isOutput()) {
                    withoutReason.add(page.at(block) + ": an output without a block that prints it");
                } else if (block.isCypher() || block.isShell()) {
                    run++;
                } else if (block.language().isEmpty() || block.language().matches("bash|shell|console")) {
                    withoutReason.add(page.at(block) + ": mark it as cypher, sh or text");
                }
            }
        }
        System.out.printf("Blocks that are run: %d. Blocks that are not run: %d%n", run, exceptions.size());
        exceptions.forEach(exception -> System.out.println("  " + exception));
        assertThat(withoutReason).isEmpty();
    }

    @Test
    void shouldNameFilesModulesProfilesAndTestsThatExist() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Page page : pages()) {
            for (Block block : page.blocks()) {
                if (block.isShell()) {
                    Shell.problems(block.text()).forEach(problem -> problems.add(page.at(block) + ": " + problem));
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    /**
     * Runs the shipped scripts up to one, on a database that looks empty. Nodes of other pages stay without labels and
     * relationships: Neo4j would give the ids of deleted ones to new nodes, and the order of ids decides between equal
     * similarities.
     */
    private void prepare(String lastScript) throws IOException {
        server.run("MATCH ()-[r]->() DELETE r");
        server.run("CALL gds.graph.list() YIELD graphName CALL gds.graph.drop(graphName) YIELD graphName AS dropped"
                + " RETURN dropped");
        server.run("SHOW CONSTRAINTS YIELD name")
                .forEach(row -> server.run("DROP CONSTRAINT `" + row.get("name").asString() + "`"));
        server.run("SHOW INDEXES YIELD name, type WHERE type <> 'LOOKUP'")
                .forEach(row -> server.run("DROP INDEX `" + row.get("name").asString() + "`"));
        server.run("MATCH (n) REMOVE n:$(labels(n)) SET n = {}");
        try (Stream<Path> scripts = Files.list(Path.of("cypher"))) {
            for (String name : scripts.map(path -> path.getFileName().toString())
                    .filter(name -> name.endsWith(".cypher") && name.compareTo(lastScript) <= 0)
                    .sorted()
                    .toList()) {
                CypherScript.named(name).statements().forEach(server::run);
            }
        }
    }

    /** Runs the statements of a block; the output is that of the last one. */
    private String query(String block) {
        String printed = "";
        for (String statement : block.split(";\\s*(\\n|$)")) {
            try (Session session = server.driver().session()) {
                Result result = session.run(statement);
                printed = Output.table(result.keys(), result.list());
            }
        }
        return printed;
    }
}
