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
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
                .containsPattern(
                        "(Augment this graph for recall@20 of cold items|Do not augment this graph|Within noise)")
                .contains(
                        "| visual: overlay uniform",
                        "| text + audio: synergistic uniform",
                        "| equal weights: overlay",
                        "Report: " + folder.resolve("report.html"));

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
                .containsPattern("\\| popularity: no virtual interactions( \\*)? +\\| +0 \\|")
                .containsPattern("\\| virtual: overlay uniform k=5 0.01( \\*)? +\\|")
                .containsPattern("\nUse (graphFilter|ease|virtual|popularity)")
                .contains("| text + audio: ease: overlay uniform");
        assertThat(out.split(" \\* +\\|", -1)).hasSize(2);
        assertThat(Files.readString(folder.resolve("report.html"))).contains("ease: overlay uniform k=5 0.01");
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
