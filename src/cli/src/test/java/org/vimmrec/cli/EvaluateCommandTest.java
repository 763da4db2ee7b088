package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.data.NumpyFiles;
import org.vimmrec.cli.process.ExitCode;
import picocli.CommandLine;

/** The output of {@code evaluate}: tables and the report. */
class EvaluateCommandTest {

    @TempDir
    private Path folder;

    private static String run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(arguments);
        assertThat(err.toString()).isEmpty();
        assertThat(exitCode).isZero();
        return out.toString();
    }

    @Test
    void shouldPrintTablesAndWriteAReport() throws IOException {
        String out = run(
                "evaluate",
                "--users",
                "200",
                "--items",
                "150",
                "--top-ks",
                "5",
                "--virtual-weights",
                "0.01,0.1",
                "--weightings",
                "uniform",
                "--seeds",
                "1",
                "--popularity-discounts",
                "0,1",
                "--objective",
                "coldRecall",
                "--max-recall-loss",
                "0.05",
                "--cold-item-fraction",
                "0.2",
                "--modality-subsets",
                "--unweighted",
                "--report",
                folder.toString(),
                "--format",
                "html,json,csv");
        assertThat(out)
                .containsPattern("\\| no virtual interactions( \\*)? +\\| +0 \\|")
                .containsPattern(
                        "\\| overlay uniform k=5 0.01( \\*)? +\\| +[\\d,]+ \\| +0\\.\\d{4} \\| +0\\.\\d{4} \\| +[+-]\\d+\\.\\d %")
                .contains("| overlay uniform k=5 0.1 d=1.0 ")
                .containsPattern("\\| popularity +\\| +0 \\| 0\\.\\d{4} \\| 0\\.\\d{4} \\|")
                .containsPattern("\\| popularity +\\|( +0\\.\\d{4} \\|){3} +\\d+\\.\\d\\d \\| +[01]\\.\\d{4} \\|")
                .containsPattern("\\| popularity +\\|( +[01]\\.\\d{4} \\|){3}\n")
                .containsPattern(
                        "\\| \\d+ or more +\\| +\\d+ \\|( +0\\.\\d{3} \\(0\\.\\d{3} to 0\\.\\d{3}\\) \\|){2} +[+-]")
                .containsPattern(
                        "(Augment this graph for recall@20 of cold items|Do not augment this graph|Within noise)")
                .contains(
                        "| visual: overlay uniform",
                        "| text + audio: synergistic uniform",
                        "| equal weights: overlay",
                        "Report: " + folder.resolve("report.html"));

        assertThat(out.substring(0, out.indexOf("By modalities"))
                        .lines()
                        .filter(line -> line.startsWith("|") || line.startsWith("+")))
                .as("columns of the tables")
                .hasSizeGreaterThan(30)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));

        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("report.json").toFile());
        assertThat(report.path("subtitle").asText()).isEqualTo("a generated catalogue, seed 42");
        assertThat(report.path("verdict").path("figures")).hasSize(4);
        assertThat(report.path("facts").findValuesAsText("label"))
                .containsExactly(
                        "Date",
                        "Version",
                        "Data",
                        "Modalities",
                        "Split",
                        "Seeds",
                        "Recommender",
                        "Objective",
                        "Permutation control");
        JsonNode variants = report.path("sections").get(report.path("sections").size() - 1);
        assertThat(variants.path("id").asText()).isEqualTo("variants");
        assertThat(variants.path("tables").get(0).path("rows")).hasSize(10);
        assertThat(Files.readAllLines(folder.resolve("variants.csv")))
                .hasSize(11)
                .first(InstanceOfAssertFactories.STRING)
                .startsWith("recommender,strategy,topK,virtualWeight,");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.html",
                            "report.json",
                            "uplift.csv",
                            "recall-by-interactions.csv",
                            "recall-and-coverage.csv",
                            "recall-and-recall-of-cold-items.csv",
                            "modality-weights.csv",
                            "modality-subsets.csv",
                            "unweighted.csv",
                            "similarity.csv",
                            "co-interaction.csv",
                            "variants.csv");
        }
    }

    @Test
    void shouldCheckTheOptionsOfTheReportFirst() throws IOException {
        assertThat(fail("evaluate", "--format", "json")).contains("--format needs --report");
        assertThat(fail("evaluate", "--report", folder.toString(), "--format", "pdf"))
                .contains("--format must be html, json, csv, svg or png, found pdf");
        assertThat(fail("evaluate", "--report", folder.toString(), "--format", "svg", "--browser", "/no/such"))
                .contains("--browser /no/such: not a program");
        assertThat(fail("evaluate", "--report", folder.toString(), "--browser", "/no/such"))
                .contains("--browser needs --format svg or png");
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(fail("evaluate", "--report", file.toString())).contains("not a folder");
    }

    @Test
    void shouldCompareSeveralRecommenders() throws IOException {
        String out = run(
                "evaluate",
                "--users",
                "200",
                "--items",
                "150",
                "--top-ks",
                "5",
                "--virtual-weights",
                "0.01",
                "--weightings",
                "uniform",
                "--strategies",
                "overlay",
                "--seeds",
                "1",
                "--modality-subsets",
                "--recommenders",
                "graphFilter,ease,virtual",
                "--report",
                folder.toString());
        assertThat(out)
                .containsPattern("\\| graphFilter: no virtual interactions( \\*)? +\\| +0 \\|")
                .containsPattern("\\| ease: no virtual interactions( \\*)? +\\| +0 \\|")
                .containsPattern("\\| ease: overlay uniform k=5 0.01( \\*)? +\\|")
                .containsPattern("\\| popularity( \\*)? +\\| +0 \\|")
                .containsPattern("\\| virtual: overlay uniform k=5 0.01( \\*)? +\\|")
                .containsPattern("\nUse (graphFilter|ease|virtual|popularity)")
                .contains("| text + audio: ease: overlay uniform");
        assertThat(out.split(" \\* +\\|", -1))
                .as("once in each of three tables")
                .hasSizeBetween(3, 4);
        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("ease: Overlay, 5 neighbours, weight 0.01");
    }

    /** Each user has an interaction with a training item, one in the gap, and two that are held out. */
    @Test
    void shouldSplitByTime() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder rows = new StringBuilder("userID\titemID\ttimestamp\n");
        for (int user = 0; user < 30; user++) {
            for (int n = 0; n < 5; n++) {
                rows.append("%d\t%d\t%d\n"
                        .formatted(user, (user + 3 * n) % 20, new int[] {1000, 2000, 3000, 4000, 5000}[n]));
            }
        }
        Files.writeString(data.resolve("data.inter"), rows);
        NumpyFiles.write(data.resolve("image_feat.npy"), new float[20][3]);
        String[] command = {
            "evaluate", "--data", data.toString(), "--validation-from", "4000", "--test-from", "5000", "--gap"
        };
        assertThat(run(with(command, "1500"))).contains("Recall by number of interactions", "| 2 or more");
        assertThat(run(with(command, "0"))).contains("| 3 or more");
        assertThat(fail(with(command, "3500")))
                .contains("--validation-from and --test-from: by the times in the property [timestamp], of 150"
                        + " interactions, 0 are for training, 90 in the gap, 30 for validation and 30 for the test");
        assertThat(fail(with(command, "-1"))).contains("--gap must be at least 0, found -1");
        assertThat(fail("evaluate", "--data", data.toString(), "--test-from", "5"))
                .contains("--validation-from, --test-from and --gap belong together");
        assertThat(fail("evaluate", "--data", data.toString(), "--test-from", "5", "--validation-from", "5"))
                .contains("--test-from must be later than --validation-from, but they are 5 and 5");
        assertThat(fail(with(command, "0", "--cold-item-fraction", "0.1")))
                .contains("--cold-item-fraction does not apply to a split by time");
        assertThat(fail("evaluate", "--users", "50", "--items", "30", "--test-from", "5", "--validation-from", "4"))
                .contains("--validation-from needs the column timestamp, which ");
    }

    private static String[] with(String[] command, String... more) {
        return Stream.concat(Arrays.stream(command), Arrays.stream(more)).toArray(String[]::new);
    }

    private static String fail(String... arguments) {
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(new StringWriter())).setErr(new PrintWriter(err));
        assertThat(commandLine.execute(arguments)).isNotZero();
        return err.toString();
    }

    /** All embeddings are zero, so there are no neighbours. Every tenth user has only held-out interactions. */
    @Test
    void shouldPrintNotices() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        StringBuilder rows = new StringBuilder("userID\titemID\tx_label\n");
        for (int user = 0; user < 30; user++) {
            rows.append("%d\t%d\t%d\n".formatted(user, user % 5, user % 10 == 9 ? 2 : 0));
            rows.append("%d\t%d\t%d\n".formatted(user, 5 + user % 5, user % 10 == 9 ? 1 : user % 3));
        }
        Files.writeString(data.resolve("data.inter"), rows);
        NumpyFiles.write(data.resolve("image_feat.npy"), new float[10][3]);
        String out = run("evaluate", "--data", data.toString());
        assertThat(out)
                .contains(
                        "Note: Cold users: 3 users with held-out interactions, 3 of them in the test",
                        "Note: No two items have a similarity above 0.0",
                        "only baselines are shown");
    }

    @Test
    void shouldKeepTheResultsIfTheChartsCannotBeDrawn() throws IOException {
        Path browser = Files.writeString(folder.resolve("browser"), "#!/bin/sh\necho no display >&2\nexit 7\n");
        assertThat(browser.toFile().setExecutable(true)).isTrue();
        Path report = folder.resolve("report");
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exitCode = commandLine.execute(
                ("evaluate --users 40 --items 30 --top-ks 5 --virtual-weights 0.1 --weightings uniform --seeds 1 --json "
                                + "--format html,json,csv,svg --browser " + browser + " --report " + report)
                        .split(" "));

        assertThat(exitCode).isEqualTo(ExitCode.FAILED);
        assertThat(err.toString().lines().filter(line -> line.startsWith("vimmrec: ")))
                .containsExactly("vimmrec: the charts could not be drawn: " + browser + " did not start: no display");
        assertThat(new ObjectMapper().readTree(out.toString()).get("evaluation"))
                .isNotEmpty();
        assertThat(report.resolve("report.html")).content().contains("</html>");
        assertThat(report.resolve("report.json")).isNotEmptyFile();
        assertThat(report.resolve("variants.csv")).isNotEmptyFile();
        try (Stream<Path> files = Files.list(report)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("charts-"));
        }
    }
}
