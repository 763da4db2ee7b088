package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.mmrec.NumpyHeader;
import org.vimmrec.mmrec.NumpyWriter;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Runs the program on folders in MMRec's layout, and compares the files that it writes with the core's results. */
class MmrecTest {
    private static final int ITEMS = 40;
    private static final int TOP_K = 4;
    private static final EdgeRule RULE =
            new EdgeRule(Aggregation.MEAN, 0, 0.01, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY);
    private static final Task TASK = new Task(1, TaskMonitor.NONE);

    private static SparkSession session;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        session = LocalSpark.start(2, 3);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private void run(String command, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(options));
        new Main(session, new PrintStream(out, true, StandardCharsets.UTF_8)).run(arguments);
    }

    private String data() {
        return "--data=" + folder;
    }

    private String output() {
        return "--output=" + folder.resolve("out");
    }

    /** Every fourth item lacks the image: its row has zeros only. */
    private static float[][] images() {
        float[][] rows = new float[ITEMS][3];
        for (int i = 0; i < ITEMS; i++) {
            if (i % 4 != 1) {
                rows[i] = new float[] {1, i % 7 / 3f, i % 5 - 2};
            }
        }
        return rows;
    }

    private static double[][] texts() {
        double[][] rows = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            rows[i] = new double[] {i % 3 - 0.1, i % 11 / 7.0};
        }
        return rows;
    }

    private void write(String file, String type, int columns, ByteOrder order, Object[] rows) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new NumpyWriter(bytes).header((order == ByteOrder.BIG_ENDIAN ? ">" : "<") + type, rows.length, columns);
        ByteBuffer row = ByteBuffer.allocate(columns * Double.BYTES).order(order);
        for (Object numbers : rows) {
            row.clear();
            if (numbers instanceof float[] floats) {
                for (float number : floats) {
                    row.putFloat(number);
                }
            } else {
                for (double number : (double[]) numbers) {
                    row.putDouble(number);
                }
            }
            bytes.write(row.array(), 0, row.position());
        }
        Files.write(folder.resolve(file), bytes.toByteArray());
    }

    private void writeFolder() throws IOException {
        write("image_feat.npy", "f4", 3, ByteOrder.LITTLE_ENDIAN, images());
        write("text_feat.npy", "f8", 2, ByteOrder.BIG_ENDIAN, texts());
        StringBuilder text = new StringBuilder("userID:token\tx_label\tnote\titemID\r\n");
        for (int n = 0; n < 60; n++) {
            text.append(n % 9 * 2).append(n % 2 == 0 ? "" : ".0").append('\t').append(n % 5 == 3 ? n % 3 : 0);
            text.append("\tn\u00f8te\t").append(n * 7 % ITEMS).append(n % 4 == 0 ? "\r\n\r\n" : "\r\n");
        }
        Files.writeString(folder.resolve("shop.inter"), text, StandardCharsets.ISO_8859_1);
    }

    /** The folder's data, read by other code. */
    private record Data(List<EmbeddingMatrix> matrices, Interactions training, int[][] pairs, int users, int items) {
        static Data of(Path interactions, List<EmbeddingMatrix> matrices, boolean all) throws IOException {
            List<String> lines = Files.readAllLines(interactions, StandardCharsets.ISO_8859_1);
            List<String> header = Arrays.stream(lines.get(0).split("\t"))
                    .map(name -> name.split(":")[0])
                    .toList();
            List<int[]> pairs = new ArrayList<>();
            int users = 0;
            for (String line : lines.subList(1, lines.size())) {
                if (line.isBlank()) {
                    continue;
                }
                String[] cells = line.split("\t");
                int user = (int) Double.parseDouble(cells[header.indexOf("userID")]);
                users = Math.max(users, user + 1);
                if (all || cells[header.indexOf("x_label")].equals("0")) {
                    pairs.add(new int[] {user, Integer.parseInt(cells[header.indexOf("itemID")])});
                }
            }
            Interactions.Builder builder = new Interactions.Builder(false);
            for (int u = 0; u < users; u++) {
                int user = u;
                pairs.stream().filter(pair -> pair[0] == user).forEach(pair -> builder.add(pair[1], 1));
                builder.endUser();
            }
            return new Data(
                    matrices,
                    builder.build(),
                    pairs.toArray(int[][]::new),
                    users,
                    matrices.get(0).items());
        }

        Neighbours neighbours(int modality) {
            return search(matrices.subList(modality, modality + 1), 1);
        }

        private static Neighbours search(List<EmbeddingMatrix> matrices, double... weights) {
            return ExactNeighbours.search(new FusedSimilarity(matrices, weights), TOP_K, 0, "expected", TASK);
        }

        VirtualInteractions overlay(double... weights) {
            List<Neighbours> layers = IntStream.range(0, weights.length)
                    .mapToObj(this::neighbours)
                    .toList();
            return new VirtualInteractions(training, Overlay.layers(layers, weights), Integer.MAX_VALUE, RULE);
        }

        VirtualInteractions synergistic(double... weights) {
            return new VirtualInteractions(training, Synergistic.layers(search(matrices, weights)), TOP_K, RULE);
        }
    }

    private record Entry(int row, int column, double value) {}

    private static List<Entry> entries(SparseRows rows) {
        List<Entry> entries = new ArrayList<>();
        SparseRows.Reader reader = rows.reader();
        for (int row = 0; row < rows.rows(); row++) {
            int count = reader.read(row);
            for (int n = 0; n < count; n++) {
                entries.add(new Entry(row, reader.column(n), reader.value(n)));
            }
        }
        return entries;
    }

    /** The matrix in an archive of SciPy's. Checks the order of the entries. */
    private static List<Entry> entries(Path file, int rows, int columns) throws IOException {
        Map<String, ByteBuffer> arrays = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                ByteBuffer bytes = ByteBuffer.wrap(zip.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
                bytes.position(10 + bytes.getShort(8));
                arrays.put(entry.getName(), bytes);
            }
        }
        assertThat(arrays.get("shape.npy").getLong()).isEqualTo(rows);
        assertThat(arrays.get("shape.npy").getLong()).isEqualTo(columns);
        assertThat(StandardCharsets.US_ASCII.decode(arrays.get("format.npy")).toString())
                .isEqualTo("csr");
        List<Entry> entries = new ArrayList<>();
        assertThat(arrays.get("indptr.npy").getInt()).isZero();
        for (int row = 0; row < rows; row++) {
            int end = arrays.get("indptr.npy").getInt();
            while (entries.size() < end) {
                entries.add(new Entry(
                        row,
                        arrays.get("indices.npy").getInt(),
                        arrays.get("data.npy").getDouble()));
            }
        }
        assertThat(arrays.values()).noneMatch(ByteBuffer::hasRemaining);
        assertThat(entries).isSortedAccordingTo(ORDER);
        return entries;
    }

    private static final Comparator<Entry> ORDER =
            Comparator.comparing(Entry::row).thenComparing(Entry::column);

    private static List<Entry> sorted(List<Entry> entries) {
        return entries.stream().sorted(ORDER).toList();
    }

    private static void checkVirtual(Path folder, Data data, VirtualInteractions expected) throws IOException {
        List<Entry> virtual = entries(expected);
        assertThat(virtual).isNotEmpty();
        List<String> lines = new ArrayList<>(List.of("userID\titemID\tweight"));
        virtual.stream()
                .sorted(Comparator.comparing(Entry::row)
                        .thenComparing(Comparator.comparing(Entry::value).reversed())
                        .thenComparing(Entry::column))
                .map(entry -> entry.row + "\t" + entry.column + "\t" + entry.value)
                .forEach(lines::add);
        assertThat(folder.resolve("virtual.inter")).hasContent(String.join("\n", lines));
        List<Entry> adjacency = new ArrayList<>(virtual);
        Arrays.stream(data.pairs)
                .map(pair -> new Entry(pair[0], pair[1], 1))
                .distinct()
                .forEach(adjacency::add);
        assertThat(entries(folder.resolve("adjacency.npz"), data.users, data.items))
                .isEqualTo(sorted(adjacency));
    }

    private double[] printedWeights() {
        double[] weights = out.toString(StandardCharsets.UTF_8)
                .lines()
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .toArray();
        out.reset();
        return weights;
    }

    private Data data(boolean all) throws IOException {
        float[][] images = new float[ITEMS][];
        float[][] texts = new float[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            images[i] = i % 4 == 1 ? null : EmbeddingMatrix.row(images()[i]);
            texts[i] = EmbeddingMatrix.row(texts()[i]);
        }
        List<EmbeddingMatrix> matrices = List.of(EmbeddingMatrix.of(2, texts), EmbeddingMatrix.of(3, images));
        return Data.of(folder.resolve("shop.inter"), matrices, all);
    }

    @Test
    void shouldComputeWhatTheCoreComputes() throws IOException {
        writeFolder();
        String[] options = {data(), output(), "--modalities=text,visual:image", "--topK=" + TOP_K, "--planeOrder=1"};
        run("run", options);
        Path results = folder.resolve("out");
        Data data = data(false);
        assertThat(entries(results.resolve("neighbours_text.npz"), ITEMS, ITEMS))
                .isEqualTo(sorted(entries(data.neighbours(0))))
                .hasSizeGreaterThan(ITEMS);
        assertThat(entries(results.resolve("neighbours_visual.npz"), ITEMS, ITEMS))
                .isEqualTo(sorted(entries(data.neighbours(1))))
                .isNotEmpty()
                .noneMatch(entry -> entry.row % 4 == 1 || entry.column % 4 == 1);
        double[] weights = printedWeights();
        assertThat(weights).hasSize(2);
        checkVirtual(results.resolve("overlay"), data, data.overlay(weights));
        checkVirtual(results.resolve("synergistic"), data, data.synergistic(weights));

        assertThatThrownBy(() -> run("run", options))
                .hasMessage(
                        "%s/overlay exists. Choose another output, or replace it with --overwrite.".formatted(results));
        List<String> again = new ArrayList<>(List.of(options));
        again.addAll(List.of("--allInteractions", "--overwrite"));
        run("run", again.toArray(String[]::new));
        Data all = data(true);
        assertThat(all.pairs.length).isGreaterThan(data.pairs.length);
        checkVirtual(results.resolve("overlay"), all, all.overlay(printedWeights()));
        try (Stream<Path> files = Files.walk(results)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no temporary file is left")
                    .noneMatch(name -> name.contains(".incomplete") || name.contains(".old"));
        }
    }

    @Test
    void shouldRefuseWhatItCannotRead() throws IOException {
        writeFolder();
        assertThatThrownBy(() -> run("overlay", data(), "--modalities=text"))
                .hasMessage("`overlay` reads similarities, which are not in the layout of MMRec. Use `run`.");
        assertThatThrownBy(() -> run("similarity", "--data=" + folder + "/none", "--modalities=text", output()))
                .hasMessage(folder + "/none: no such folder");
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=audio", output()))
                .hasMessage(
                        "%s/audio_feat.npy: no such file. The folder has the feature files [image_feat.npy,"
                                + " text_feat.npy].",
                        folder);

        write("audio_feat.npy", "f4", 3, ByteOrder.LITTLE_ENDIAN, Arrays.copyOf(images(), ITEMS - 1));
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=text,audio", output()))
                .hasMessage(("%1$s/text_feat.npy has 40 rows and %1$s/audio_feat.npy has 39. Each file must have a row"
                                + " for every item, with zeros if the item misses the modality.")
                        .formatted(folder));
        write("audio_feat.npy", "i4", 3, ByteOrder.LITTLE_ENDIAN, images());
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=audio", output()))
                .hasMessage(
                        "%s/audio_feat.npy: unsupported element type '<i4'; expected '<f2', '<f4' or '<f8'."
                                + " Convert the array with array.astype('float32').",
                        folder);
        write("audio_feat.npy", "f8", 3, ByteOrder.LITTLE_ENDIAN, images());
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=audio", output()))
                .hasMessageContaining("the header declares 40 rows of 3 '<f8' after 128 bytes, but the file has 608");
        byte[] matrix = Files.readAllBytes(folder.resolve("image_feat.npy"));
        String header = new String(matrix, StandardCharsets.ISO_8859_1).replace("False", " True");
        Files.writeString(folder.resolve("audio_feat.npy"), header, StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=audio", output()))
                .hasMessageContaining("/audio_feat.npy: the matrix is in Fortran order, so its rows cannot be read in"
                        + " parts. Convert it with numpy.ascontiguousarray.");
        float[][] invalid = images();
        invalid[18][2] = Float.NaN;
        write("audio_feat.npy", "f4", 3, ByteOrder.LITTLE_ENDIAN, invalid);
        assertThatThrownBy(() -> run("similarity", data(), "--modalities=audio", output()))
                .hasMessageContaining("`modalities.audio`: the embedding of item 18 has NaN at position 2.");
        assertThat(folder.resolve("out/neighbours_audio.npz")).doesNotExist();
        run("similarity", data(), "--modalities=audio", output(), "--invalidEmbeddings=skip");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("audio: 1 invalid embeddings skipped\n");
        assertThat(entries(folder.resolve("out/neighbours_audio.npz"), ITEMS, ITEMS))
                .isNotEmpty()
                .noneMatch(entry -> entry.row == 18 || entry.column == 18);

        Files.writeString(folder.resolve("shop.inter"), "userID\titemID\n5\t40\n");
        assertThatThrownBy(() -> run("run", data(), "--modalities=text", output()))
                .hasMessageContaining("/shop.inter: the line [5\\t40]: itemID 40, but the feature files only have"
                        + " rows for the items 0 to 39");
        Files.writeString(folder.resolve("shop.inter"), "userID\titemID\tx_label\n5\t4\t1\n");
        assertThatThrownBy(() -> run("run", data(), "--modalities=text", output()))
                .hasMessage(folder + ": no interactions to train with");
        Files.writeString(folder.resolve("other.inter"), "userID\titemID\n5\t4\n");
        assertThatThrownBy(() -> run("run", data(), "--modalities=text", output()))
                .hasMessage(folder + ": expected one *.inter file, found [other.inter, shop.inter]");
    }

    /** On a data set with the modalities image and audio, such as TikTok. */
    @Test
    @Tag("long")
    @EnabledIfSystemProperty(named = "vimmrec.data", matches = ".+")
    void shouldComputeWhatTheCoreComputesOnADataSet() throws IOException {
        Path source = Path.of(System.getProperty("vimmrec.data"));
        run("run", "--data=" + source, output(), "--modalities=image,audio", "--topK=" + TOP_K);
        List<EmbeddingMatrix> matrices = List.of(matrix(source, "image"), matrix(source, "audio"));
        Path interactions;
        try (Stream<Path> files = Files.list(source)) {
            interactions = files.filter(file -> file.toString().endsWith(".inter"))
                    .findFirst()
                    .orElseThrow();
        }
        Data data = Data.of(interactions, matrices, false);
        Path results = folder.resolve("out");
        assertThat(entries(results.resolve("neighbours_image.npz"), data.items, data.items))
                .isEqualTo(sorted(entries(data.neighbours(0))));
        assertThat(entries(results.resolve("neighbours_audio.npz"), data.items, data.items))
                .isEqualTo(sorted(entries(data.neighbours(1))));
        double[] weights = printedWeights();
        checkVirtual(results.resolve("overlay"), data, data.overlay(weights));
        checkVirtual(results.resolve("synergistic"), data, data.synergistic(weights));
    }

    /** Reads a matrix of half precision by the definition of its numbers. */
    private static EmbeddingMatrix matrix(Path folder, String modality) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(modality + "_feat.npy"));
        NumpyHeader header = NumpyHeader.read(modality, new ByteArrayInputStream(bytes));
        assertThat(header.elementBytes()).isEqualTo(2);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(header.byteOrder()).position(header.dataStart());
        float[][] rows = new float[header.rows()][];
        for (int i = 0; i < rows.length; i++) {
            double[] row = new double[header.columns()];
            for (int k = 0; k < row.length; k++) {
                short half = buffer.getShort();
                int exponent = half >> 10 & 31;
                double magnitude = exponent == 0
                        ? (half & 1023) * Math.pow(2, -24)
                        : (1024 + (half & 1023)) * Math.pow(2, exponent - 25);
                row[k] = half < 0 ? -magnitude : magnitude;
            }
            rows[i] = EmbeddingMatrix.row(row);
        }
        return EmbeddingMatrix.of(header.columns(), rows);
    }
}
