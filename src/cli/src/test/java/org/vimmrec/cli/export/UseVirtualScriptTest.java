package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.data.SciPy;

/** Runs {@code docs/how-to/use_virtual.py} with a toolkit like MMRec, if there is a Python with PyTorch. */
class UseVirtualScriptTest {

    private static final Path SCRIPT = Path.of("docs", "how-to", "use_virtual.py");
    private static final int USERS = 3;
    private static final int ITEMS = 4;
    /** The real interactions weigh 1, the virtual ones less. User 1 has no interaction. */
    private static final double[][] GRAPH = {{0.25, 1, 0, 0}, {0, 0, 0, 0}, {1, 0, 0.5, 1}};

    @TempDir
    private Path folder;

    @BeforeEach
    void writeExport() throws IOException, InterruptedException {
        SciPy.assumePresent("scipy", "torch", "pandas", "yaml");
        Files.createDirectories(folder.resolve("toolkit/src/utils"));
        try (InputStream toolkit = getClass().getResourceAsStream("toolkit.py")) {
            Files.copy(toolkit, folder.resolve("toolkit/src/utils/quick_start.py"));
        }
        Files.writeString(
                Files.createDirectories(folder.resolve("toolkit/data/small")).resolve("small.inter"),
                "userID\titemID\tx_label\n0\t1\t0\n2\t0\t0\n2\t3\t0\n0\t2\t1\n0\t3\t2\n");
        export(GRAPH);
    }

    /** Writes a graph with a column more than the toolkit knows. */
    private void export(double[][] graph) throws IOException {
        CsrMatrix.Builder builder = new CsrMatrix.Builder(USERS, ITEMS + 1);
        for (int user = 0; user < USERS; user++) {
            for (int item = 0; item < ITEMS; item++) {
                if (graph[user][item] > 0) {
                    builder.add(user, item, graph[user][item]);
                }
            }
        }
        builder.build().writeNpz(folder.resolve("adjacency.npz"));
    }

    private List<String> run(String model) throws IOException, InterruptedException {
        return run(folder.toString(), model);
    }

    private List<String> run(String export, String model) throws IOException, InterruptedException {
        return SciPy.run(
                        Files.readString(SCRIPT),
                        folder.resolve("toolkit").toString(),
                        export,
                        model,
                        "small",
                        "epochs=2")
                .lines()
                .filter(line -> !line.contains("Warning") && !line.startsWith("  "))
                .toList();
    }

    /** The lines of a normalized adjacency matrix. */
    private static List<String> normalized(String name, double[][] graph, boolean selfLoops) {
        int size = USERS + ITEMS;
        double[][] square = new double[size][size];
        double[] degrees = new double[size];
        for (int user = 0; user < USERS; user++) {
            for (int item = 0; item < ITEMS; item++) {
                square[user][USERS + item] = graph[user][item];
                square[USERS + item][user] = graph[user][item];
            }
        }
        for (int row = 0; row < size; row++) {
            square[row][row] = selfLoops ? 1 : 0;
            for (double value : square[row]) {
                degrees[row] += value;
            }
        }
        List<String> lines = new ArrayList<>();
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                if (square[row][column] > 0) {
                    double scale = selfLoops ? degrees[row] : Math.sqrt(degrees[row] * degrees[column]);
                    lines.add(ConsoleOutput.format("%s %d %d %.6f", name, row, column, square[row][column] / scale));
                }
            }
        }
        return lines;
    }

    @Test
    void shouldGiveTheModelTheWeightedGraphAndKeepVirtualItemsFromNegatives() throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>(normalized("norm_adj_matrix", GRAPH, false));
        expected.add("epochs 2");
        expected.add("history {0: [0, 1], 2: [0, 2, 3]}");
        assertThat(run("LightGCN")).isEqualTo(expected);
    }

    @Test
    void shouldTrainTheModelAsItIsWithoutAnExport() throws IOException, InterruptedException {
        assertThat(run("none", "LightGCN"))
                .contains("norm_adj_matrix 0 4 1.000000", "history {0: [1], 2: [0, 3]}")
                .hasSize(6 + 2);
    }

    @Test
    void shouldNormalizeAsTheModelDoes() throws IOException, InterruptedException {
        assertThat(run("LATTICE"))
                .containsAll(normalized("norm_adj", GRAPH, true))
                .hasSize(7 + 10 + 2);
        List<String> block = normalized("norm_adj", GRAPH, false).stream()
                .filter(line -> line.matches("norm_adj [012] .*"))
                .map(line -> line.replace("norm_adj", "R"))
                .toList();
        assertThat(run("MGCN").stream().filter(line -> line.startsWith("R ")).map(line -> {
                    String[] cells = line.split(" ");
                    return "R " + cells[1] + " " + (Integer.parseInt(cells[2]) + USERS) + " " + cells[3];
                }))
                .isEqualTo(block);
    }

    @Test
    void shouldAddVirtualEdgesToASampleOfTheRealOnes() throws IOException, InterruptedException {
        double[][] sample = {{0.25, 1, 0, 0}, {0, 0, 0, 0}, {0, 0, 0.5, 0}};
        assertThat(run("FREEDOM"))
                .containsAll(normalized("masked_adj", sample, false))
                .containsAll(normalized("norm_adj", GRAPH, false))
                .hasSize(6 + 10 + 2);
    }

    @Test
    void shouldRefuseAModelWithoutGraph() throws IOException, InterruptedException {
        assertThat(SciPy.fail(Files.readString(SCRIPT), arguments("VBPR")))
                .contains("Model has no graph with weights. Train it without virtual interactions: EXPORT \"none\".");
    }

    @Test
    void shouldRefuseAnotherSplitAndUsersWithoutNegatives() throws IOException, InterruptedException {
        export(new double[][] {{0.25, 1, 1, 0}, {0, 0, 0, 0}, {1, 0, 0.5, 0.2}});
        assertThat(SciPy.fail(Files.readString(SCRIPT), arguments("LightGCN")))
                .contains("was exported from other training interactions. Export the data set again.");
        export(new double[][] {{0.25, 1, 0, 0.1}, {0, 0, 0, 0}, {1, 0, 0.5, 1}});
        assertThat(SciPy.fail(Files.readString(SCRIPT), arguments("LightGCN")))
                .contains("user 0 has no item left as a negative sample. Export with --max-per-interaction.");
        assertThat(SciPy.fail(Files.readString(SCRIPT))).contains("usage: python use_virtual.py TOOLKIT EXPORT");
    }

    private String[] arguments(String model) {
        return new String[] {folder.resolve("toolkit").toString(), folder.toString(), model, "small"};
    }
}
