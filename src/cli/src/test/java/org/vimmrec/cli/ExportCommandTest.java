package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.graphdb.Result;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.DataSetSplit;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.NpzFiles;
import org.vimmrec.cli.data.NumpyFiles;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.ProcedureCaller;
import picocli.CommandLine;

/** The files that {@code export} writes. */
class ExportCommandTest {

    private static final float[][] IMAGE = {{1, 0}, {0.9f, 0.1f}, {0, 1}, {0, 0}};
    private static final float[][] TEXT = {{1, 2, 3}, {3, 2, 1}, {1, 2, 3.5f}, {3, 2, 1.5f}};

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine commandLine = Main.commandLine();
        commandLine.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }

    /** Exports the data set in {@code from} and returns the folder with the files. */
    private Path export(String to, String... options) {
        List<String> arguments = new ArrayList<>(List.of(
                "export",
                "--data",
                folder.resolve("from").toString(),
                "--to",
                folder.resolve(to).toString()));
        arguments.addAll(List.of(options));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        return folder.resolve(to);
    }

    /** Users 5 and 2, whose ids have a gap and are in no order; item 3 has zeros for a picture; item 2 is held out. */
    @BeforeEach
    void writeDataSet() throws IOException {
        Files.writeString(
                Files.createDirectories(folder.resolve("from")).resolve("small.inter"), """
                userID\titemID\trating\ttimestamp\tx_label\tmood
                5\t1\t4.5\t30\t0\tgood
                2\t3\t1.0\t10\t0\tbad
                5\t2\t3.0\t40\t2\tfair
                2\t0\t5.0\t20\t0\tgood
                """.replace("\n", "\r\n"));
        NumpyFiles.write(folder.resolve("from/image_feat.npy"), IMAGE);
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), TEXT);
    }

    /** Data of 40 users and 30 items without labels; item 29 has an interaction. */
    private void writeUnlabelledDataSet() throws IOException {
        StringBuilder lines = new StringBuilder("itemID\tuserID\ttimestamp\tmood\n");
        for (int n = 0; n < 400; n++) {
            lines.append(n % 29)
                    .append('\t')
                    .append(n % 37)
                    .append('\t')
                    .append(n * 7919 % 1009)
                    .append("\tx\n");
        }
        lines.append("29\t3\t5\t\n");
        Files.writeString(folder.resolve("from/small.inter"), lines);
        float[][] image = new float[30][4];
        float[][] text = new float[30][3];
        for (int item = 0; item < 30; item++) {
            for (int d = 0; d < 4; d++) {
                image[item][d] = (float) Math.sin(1 + item * (d + 1));
            }
            text[item] = new float[] {1, item % 7, item % 5};
        }
        NumpyFiles.write(folder.resolve("from/image_feat.npy"), image);
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), text);
    }

    @Test
    void shouldLeaveTheRealInteractionsAsTheyCame() throws IOException {
        Path to = export("to", "--virtual-weight", "0.5");
        assertThat(names(to))
                .containsExactly(
                        "adjacency.npz",
                        "image_feat.npy",
                        "manifest.json",
                        "neighbours_fused.npz",
                        "neighbours_image.npz",
                        "neighbours_text.npz",
                        "small.inter",
                        "small.yaml",
                        "text_feat.npy",
                        "virtual.inter");
        for (String name : List.of("small.inter", "image_feat.npy", "text_feat.npy")) {
            assertThat(to.resolve(name))
                    .hasSameBinaryContentAs(folder.resolve("from").resolve(name));
        }
        assertThat(out.toString())
                .contains(
                        "Of 1 held-out interactions, 1 are among the 5 virtual ones: 0 of 0 for validation and 1 of 1 "
                                + "for testing.")
                .doesNotContain("Warning");
        // The exported folder is a data set itself.
        assertThat(MmrecFolder.read(to, bytes -> {}).checksum())
                .isEqualTo(MmrecFolder.read(folder.resolve("from"), bytes -> {}).checksum());
    }

    @Test
    void shouldExportTheMatrixOfTheProcedureToTheLastBit() throws IOException {
        writeUnlabelledDataSet();
        DataSet dataSet = MmrecFolder.read(folder.resolve("from"), bytes -> {});
        for (Map.Entry<String, Map<String, Double>> streamed : streamed(dataSet).entrySet()) {
            Map<String, Double> virtual = streamed.getValue();
            assertThat(virtual).hasSizeGreaterThan(200);
            Path to =
                    export(streamed.getKey(), "--strategy", streamed.getKey(), "--top-k", "4", "--aggregation", "sum");
            Map<String, Double> expected = new HashMap<>(virtual);
            for (int n = 0; n < dataSet.interactions().size(); n++) {
                expected.put(
                        dataSet.interactions().user(n) + " "
                                + dataSet.interactions().item(n),
                        1.0);
            }
            assertThat(NpzFiles.read(to.resolve("adjacency.npz"))).isEqualTo(new NpzFiles.Matrix(37, 30, expected));
            Map<String, Double> rows = new HashMap<>();
            List<String> lines = Files.readAllLines(to.resolve("virtual.inter"));
            assertThat(lines.get(0)).isEqualTo("userID\titemID\tweight");
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split("\t");
                rows.put(cells[0] + " " + cells[1], Double.valueOf(cells[2]));
            }
            assertThat(rows).isEqualTo(virtual).hasSize(lines.size() - 1);
        }
    }

    /** What {@code stream} returns for a data set, by strategy, user id and item id. */
    private static Map<String, Map<String, Double>> streamed(DataSet dataSet) throws IOException {
        Progress silent = new Progress(new PrintWriter(new StringWriter()), System.out, false);
        Map<String, Object> configuration = new HashMap<>();
        configuration.put("modalities", Map.of("image", "imageEmbedding", "text", "textEmbedding"));
        configuration.put("topK", 4);
        Map<String, Map<String, Double>> byStrategy = new HashMap<>();
        try (EmbeddedDatabase database = EmbeddedDatabase.temporary(OptionalInt.empty())) {
            DataSetLoader.load(database.graph(), dataSet, false, silent);
            new ProcedureCaller(database, silent)
                    .call("Similarity", "vimmrec.similarity.write", configuration, rows -> "");
            configuration.put("aggregation", "sum");
            for (String strategy : List.of("overlay", "synergistic")) {
                Map<String, Double> weights = new HashMap<>();
                database.graph()
                        .executeTransactionally(
                                "CALL vimmrec." + strategy + ".stream($configuration) YIELD user, item, weight "
                                        + "RETURN user.userId + ' ' + item.itemId AS pair, weight",
                                Map.of("configuration", configuration),
                                (Result rows) -> {
                                    rows.forEachRemaining(
                                            row -> weights.put((String) row.get("pair"), (Double) row.get("weight")));
                                    return null;
                                });
                byStrategy.put(strategy, weights);
            }
        }
        return byStrategy;
    }

    @Test
    void shouldExportTheSimilarityOfNeighbours() throws IOException {
        Path to = export("to", "--top-k", "2", "--modality-weights", "image=3,text=1");
        assertNeighbours(to.resolve("neighbours_image.npz"), 2, 1, 0);
        assertNeighbours(to.resolve("neighbours_text.npz"), 2, 0, 1);
        assertNeighbours(to.resolve("neighbours_fused.npz"), 2, 3, 1);
    }

    /** Compares with all pairs of items in double precision. Item 3 has no picture. */
    private static void assertNeighbours(Path file, int topK, double image, double text) throws IOException {
        NpzFiles.Matrix matrix = NpzFiles.read(file);
        assertThat(List.of(matrix.rows(), matrix.columns())).containsExactly(4L, 4L);
        int expected = 0;
        for (int i = 0; i < 4; i++) {
            List<Double> best = new ArrayList<>();
            for (int j = 0; j < 4; j++) {
                boolean pictures = i < 3 && j < 3;
                double weight = (pictures ? image : 0) + text;
                double sum = (pictures ? image * cosine(IMAGE[i], IMAGE[j]) : 0) + text * cosine(TEXT[i], TEXT[j]);
                if (i != j && weight > 0 && sum > 0) {
                    best.add(sum / weight);
                    Double found = matrix.entries().get(i + " " + j);
                    if (found != null) {
                        assertThat(found).isCloseTo(sum / weight, within(1e-12));
                    }
                }
            }
            best.sort(null);
            List<Double> kept = best.subList(Math.max(0, best.size() - topK), best.size());
            expected += kept.size();
            int row = i;
            assertThat(matrix.entries().entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith(row + " "))
                            .mapToDouble(Map.Entry::getValue)
                            .sum())
                    .isCloseTo(kept.stream().mapToDouble(d -> d).sum(), within(1e-12));
        }
        assertThat(matrix.entries()).hasSize(expected);
    }

    private static double cosine(float[] one, float[] other) {
        double product = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int d = 0; d < one.length; d++) {
            product += (double) one[d] * other[d];
            squares += (double) one[d] * one[d];
            otherSquares += (double) other[d] * other[d];
        }
        return product / Math.sqrt(squares * otherSquares);
    }

    @Test
    void shouldKeepTheStrongestForEachRealInteraction() throws IOException {
        writeUnlabelledDataSet();
        Map<String, List<Double>> all = weightsByUser(export("all", "--virtual-weight", "0.1"));
        Map<String, List<Double>> some = weightsByUser(
                export("some", "--virtual-weight", "0.1", "--max-per-interaction", "1", "--min-weight", "0.004"));
        Map<String, Set<String>> real = new HashMap<>();
        for (String line :
                Files.readAllLines(folder.resolve("from/small.inter")).subList(1, 402)) {
            real.computeIfAbsent(line.split("\t")[1], user -> new HashSet<>()).add(line.split("\t")[0]);
        }
        long leftOut = 0; // so that the limit matters
        for (Map.Entry<String, List<Double>> user : all.entrySet()) {
            List<Double> heavy = user.getValue().stream()
                    .filter(weight -> weight > 0.004)
                    .sorted(Comparator.reverseOrder())
                    .toList();
            int limit = Math.min(heavy.size(), real.get(user.getKey()).size());
            leftOut += heavy.size() - limit;
            assertThat(some.getOrDefault(user.getKey(), List.of())).isEqualTo(heavy.subList(0, limit));
        }
        assertThat(leftOut).isPositive();
        assertThat(folder.resolve("some/manifest.json"))
                .content()
                .contains(
                        "\"maxPerInteraction\": 1.0,",
                        "\"minWeight\": 0.004",
                        "\"virtualInteractions\": "
                                + some.values().stream().mapToInt(List::size).sum() + ",");
    }

    private static Map<String, List<Double>> weightsByUser(Path export) throws IOException {
        Map<String, List<Double>> weights = new HashMap<>();
        List<String> lines = Files.readAllLines(export.resolve("virtual.inter"));
        for (String line : lines.subList(1, lines.size())) {
            weights.computeIfAbsent(line.split("\t")[0], user -> new ArrayList<>())
                    .add(Double.valueOf(line.split("\t")[2]));
        }
        return weights;
    }

    @Test
    void shouldSplitDataWithoutLabelsOrWarn() throws IOException {
        writeUnlabelledDataSet();
        Path unsplit = export("unsplit");
        assertThat(unsplit.resolve("small.inter")).hasSameBinaryContentAs(folder.resolve("from/small.inter"));
        assertThat(out.toString())
                .contains(
                        "Warning: without the column x_label, virtual interactions are derived from all interactions.");
        out.getBuffer().setLength(0);

        Path split = export("split", "--split", "latest", "--split-seed", "9");
        assertThat(out.toString()).doesNotContain("Warning").contains("held-out interactions");
        List<String> before = Files.readAllLines(folder.resolve("from/small.inter"));
        List<String> after = Files.readAllLines(split.resolve("small.inter"));
        assertThat(after.get(0)).isEqualTo("itemID\tuserID\ttimestamp\tmood\tx_label");
        NpzFiles.Matrix adjacency = NpzFiles.read(split.resolve("adjacency.npz"));
        int[] labels = new int[3];
        for (int n = 1; n < before.size(); n++) {
            assertThat(after.get(n)).startsWith(before.get(n) + "\t");
            int label = Integer.parseInt(after.get(n).substring(before.get(n).length() + 1));
            labels[label]++;
            String[] cells = before.get(n).split("\t");
            Double weight = adjacency.entries().get(cells[1] + " " + cells[0]);
            if (label == 0) {
                assertThat(weight).isEqualTo(1);
            } else {
                assertThat(weight == null || weight < 0.2).as("held out").isTrue();
            }
        }
        assertThat(labels[1]).isBetween(20, 60);
        assertThat(labels[2]).isBetween(20, 60);
        assertThat(split.resolve("manifest.json"))
                .content()
                .contains("\"method\": \"latest\",\n    \"seed\": 9", "\"testInteractions\": " + labels[2] + ",");
    }

    @Test
    void shouldWriteVirtualInteractionsAsRowsOnRequestOnly() throws IOException {
        Path to = export("to", "--virtual-weight", "0.5", "--as-rows");
        assertThat(names(to))
                .containsExactly("image_feat.npy", "manifest.json", "small.inter", "small.yaml", "text_feat.npy");
        List<String> lines = Files.readAllLines(to.resolve("small.inter"));
        assertThat(lines)
                .startsWith(
                        "userID\titemID\trating\ttimestamp\tx_label\tweight",
                        "5\t1\t4.5\t30\t0\t1.0",
                        "2\t3\t1.0\t10\t0\t1.0",
                        "5\t2\t3.0\t40\t2\t1.0",
                        "2\t0\t5.0\t20\t0\t1.0");
        Set<String> virtual = new HashSet<>();
        for (String line : lines.subList(5, lines.size())) {
            String[] cells = line.split("\t");
            virtual.add(cells[0] + " " + cells[1]);
            assertThat(cells[2] + cells[3] + cells[4]).isEqualTo("0.000");
            assertThat(Double.parseDouble(cells[5])).isBetween(1e-6, 0.5);
        }
        // Only training interactions count, so a held-out item is a candidate.
        assertThat(virtual)
                .containsExactlyInAnyOrder("5 0", "5 2", "5 3", "2 1", "2 2")
                .hasSize(lines.size() - 5);
        assertThat(out.toString()).contains("Warning: 5 of 8 training rows are virtual.");
        assertThat(to.resolve("manifest.json")).content().contains("\"virtualAsTrainingRows\": true");
    }

    @Test
    void shouldWarnThatAllInteractionsLeak() throws IOException {
        Path to = export("to", "--all-interactions");
        assertThat(out.toString())
                .contains(
                        "Warning: with --all-interactions, virtual interactions are derived from held-out interactions")
                .doesNotContain("are among the");
        assertThat(NpzFiles.read(to.resolve("adjacency.npz")).entries()).containsEntry("5 2", 1.0);
    }

    @Test
    void shouldExportAGeneratedCatalogue() throws IOException {
        Path to = folder.resolve("to");
        assertThat(run("export", "--users", "30", "--items", "40", "--split", "random", "--to", to.toString()))
                .as(err.toString())
                .isZero();
        DataSet written = MmrecFolder.read(to, bytes -> {});
        DataSet generated =
                DataSetSplit.apply(CatalogueGenerator.generate(CatalogueParameters.lifeLike(42, 30, 40)), false, 1);
        assertThat(written.interactions().size())
                .isEqualTo(generated.interactions().size());
        for (int n = 0; n < generated.interactions().size(); n++) {
            assertThat(written.interactions().label(n))
                    .isEqualTo(generated.interactions().label(n));
            assertThat(written.interactions().item(n))
                    .isEqualTo(generated.interactions().item(n));
        }
        assertThat(written.modalities()).hasSameSizeAs(generated.modalities());
    }

    @Test
    void shouldFailBeforeWritingIfTheDataIsWrong() throws IOException {
        Path to = folder.resolve("to");
        String from = folder.resolve("from").toString();
        assertThat(run("export", "--data", from, "--to", to.toString(), "--modality-weights", "image=1"))
                .isEqualTo(1);
        assertThat(run("export", "--data", from, "--to", to.toString(), "--split", "random"))
                .isEqualTo(1);
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), new float[][] {{1}, {Float.NaN}, {1}, {1}});
        assertThat(run("export", "--data", from, "--to", to.toString())).isEqualTo(1);
        NumpyFiles.write(folder.resolve("from/text_feat.npy"), TEXT);
        NumpyFiles.write(folder.resolve("from/fused_feat.npy"), TEXT);
        assertThat(run("export", "--data", from, "--to", to.toString())).isEqualTo(1);
        Files.delete(folder.resolve("from/fused_feat.npy"));
        Files.move(folder.resolve("from/small.inter"), folder.resolve("from/virtual.inter"));
        assertThat(run("export", "--data", from, "--to", to.toString())).isEqualTo(1);
        Files.writeString(folder.resolve("from/virtual.inter"), "userID\titemID\n2147483647\t1\n");
        Files.move(folder.resolve("from/virtual.inter"), folder.resolve("from/huge.inter"));
        assertThat(run("export", "--data", from, "--to", to.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("--modality-weights has no weight for [text]"),
                        line -> assertThat(line).contains("--split does not apply"),
                        line -> assertThat(line).contains("text_feat.npy row 1, column 0", "--invalid-embeddings skip"),
                        line -> assertThat(line).contains("fused_feat.npy: the export needs the name [fused]"),
                        line -> assertThat(line).contains("virtual.inter: the export needs this name"),
                        line -> assertThat(line).contains("userID 2147483647 is too large: the matrix of users"));
        assertThat(to).doesNotExist();
        assertThat(out.toString()).doesNotContain("Loading");
    }

    @Test
    void shouldRejectWrongOptions() {
        Path from = folder.resolve("from");
        assertFails(from + ": not empty. Give a new or empty folder.", "--to", from.toString());
        String to = folder.resolve("to").toString();
        assertFails(
                "--virtual-top-k is 11, but Overlay only has the 10 neighbours of --top-k. Raise --top-k.",
                "--to",
                to,
                "--virtual-top-k",
                "11");
        assertFails("--strategy must be overlay or synergistic, found both", "--to", to, "--strategy", "both");
        assertFails("--layout must be mmrec, mrlib or recbole, found lenskit", "--to", to, "--layout", "lenskit");
        assertFails("--split must be random or latest, found temporal", "--to", to, "--split", "temporal");
        assertFails("--split-seed needs --split", "--to", to, "--split-seed", "1");
        assertFails("--max-per-interaction must be above 0, found 0.0", "--to", to, "--max-per-real", "0");
        assertFails("--min-weight must be a finite number of at least 0, found -1.0", "--to", to, "--min-weight", "-1");
        assertFails(
                "--split and --all-interactions cannot be combined: with --all-interactions, virtual interactions are "
                        + "derived from held-out interactions too. Leave out one of them.",
                "--to",
                to,
                "--split",
                "random",
                "--all-interactions");
    }

    private void assertFails(String message, String... options) {
        err.getBuffer().setLength(0);
        List<String> arguments = new ArrayList<>(
                List.of("export", "--data", folder.resolve("from").toString()));
        arguments.addAll(List.of(options));
        assertThat(run(arguments.toArray(String[]::new))).isEqualTo(1);
        assertThat(err.toString()).isEqualTo("vimmrec: " + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    /** The page on training elsewhere states the sum of both numbers. */
    @Test
    void shouldExportTheKnownNumbersOfTikTok() throws IOException {
        Path data = TikTok.folder();
        Path to = folder.resolve("to");
        assertThat(run(
                        "export",
                        "--data",
                        data.toString(),
                        "--to",
                        to.toString(),
                        "--top-k",
                        "5",
                        "--max-per-real",
                        "3",
                        "--layout",
                        "mrlib"))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("178,623 virtual interactions");
        assertThat(to.resolve("tiktok.inter")).hasSameBinaryContentAs(data.resolve("tiktok.inter"));
        assertThat(to.resolve("text_feat.npy")).hasSameBinaryContentAs(data.resolve("audio_feat.npy"));
        assertThat(NpzFiles.read(to.resolve("adjacency.npz")).entries()).hasSize(59_541 + 178_623);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
