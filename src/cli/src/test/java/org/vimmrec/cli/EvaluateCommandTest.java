package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The output of {@code evaluate}: tables, charts and the HTML page. */
class EvaluateCommandTest {

    private static final Pattern PICTURE =
            Pattern.compile("<img alt=\"([^\"]+)\" src=\"data:image/png;base64,([^\"]+)\">");

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
    void shouldPrintATableAndWriteASelfContainedPageWithAllCharts() throws IOException {
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
                folder.toString());
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

        String page = Files.readString(folder.resolve("report.html"));
        assertThat(page)
                .doesNotContain("://")
                .contains("<title>Do virtual interactions help? a generated catalogue, seed 42");
        List<String> drawn = new ArrayList<>();
        Matcher pictures = PICTURE.matcher(page);
        while (pictures.find()) {
            drawn.add(pictures.group(1));
            BufferedImage picture =
                    ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(pictures.group(2))));
            assertThat(picture.getWidth()).isEqualTo(960);
            assertThat(colours(picture)).as("colours of " + pictures.group(1)).hasSizeGreaterThan(8);
        }
        assertThat(drawn)
                .containsExactly(
                        "Uplift by variant",
                        "Recall and coverage",
                        "Recall and recall of cold items",
                        "Recall by number of interactions per user",
                        "By modalities: the highest variant on the validation interactions",
                        "Virtual interactions weighted by similarity, and with equal weights",
                        "Similarity of neighbours by modality",
                        "Similarity of two items of the same user, and of two random items");
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "report.html",
                            "uplift.png",
                            "recall-and-coverage.png",
                            "recall-and-recall-of-cold-items.png",
                            "recall-by-interactions.png",
                            "modality-subsets.png",
                            "unweighted.png",
                            "similarity.png",
                            "co-interaction.png");
        }
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
        assertThat(Files.readString(folder.resolve("report.html"))).contains("ease: overlay uniform k=5 0.01");
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

    private static Set<Integer> colours(BufferedImage picture) {
        Set<Integer> colours = new TreeSet<>();
        for (int x = 0; x < picture.getWidth(); x++) {
            for (int y = 0; y < picture.getHeight(); y++) {
                colours.add(picture.getRGB(x, y));
            }
        }
        return colours;
    }
}
