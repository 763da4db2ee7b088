package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Runs the program from Parquet to Parquet, and compares its results with the core's. */
class MainTest {
    private static final int ITEMS = 20;
    private static final int USERS = 4;
    private static final String MODALITIES = "--modalities=visual,text";
    private static final String TOP_K = "--topK=5";
    /** Few tasks, because a task takes longer than its work. */
    private static final String PLANE = "--planeOrder=1";

    private static final EdgeRule RULE =
            new EdgeRule(Aggregation.MEAN, 0, 0.01, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY);

    private static SparkSession session;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", 1)
                .config("spark.default.parallelism", 1)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private void run(String... arguments) throws IOException {
        new Main(session, new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(arguments));
    }

    private String option(String key, String path) {
        return "--" + key + "=" + folder.resolve(path);
    }

    private static double[][] embeddings(int item) {
        return new double[][] {{1, item / 10.0}, item % 3 == 0 ? null : new double[] {1, item % 5 / 5.0, 0.5}};
    }

    private void writeTables() {
        List<Row> items = new ArrayList<>();
        List<Row> interactions = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            double[][] embeddings = embeddings(i);
            items.add(RowFactory.create((long) i, embeddings[0], embeddings[1]));
            interactions.add(RowFactory.create((long) i % USERS, (long) i));
        }
        StructType ofItems = new StructType()
                .add("id", DataTypes.LongType)
                .add("visual", DataTypes.createArrayType(DataTypes.DoubleType))
                .add("text", DataTypes.createArrayType(DataTypes.DoubleType));
        StructType ofInteractions =
                new StructType().add("user", DataTypes.LongType).add("item", DataTypes.LongType);
        session.createDataFrame(items, ofItems)
                .write()
                .parquet(folder.resolve("items").toString());
        session.createDataFrame(interactions, ofInteractions)
                .write()
                .parquet(folder.resolve("interactions").toString());
    }

    private List<String> rows(String table) {
        return session.read().parquet(folder.resolve(table).toString()).collectAsList().stream()
                .map(Row::toString)
                .sorted()
                .toList();
    }

    private static List<String> rows(SparseRows expected) {
        List<String> rows = new ArrayList<>();
        SparseRows.Reader reader = expected.reader();
        for (int row = 0; row < expected.rows(); row++) {
            int count = reader.read(row);
            for (int n = 0; n < count; n++) {
                rows.add("[%d,%d,%s]".formatted(row, reader.column(n), reader.value(n)));
            }
        }
        return rows.stream().sorted().toList();
    }

    private static EmbeddingMatrix matrix(int modality) {
        float[][] rows = new float[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            double[] embedding = embeddings(i)[modality];
            rows[i] = embedding == null ? null : EmbeddingMatrix.row(embedding);
        }
        return EmbeddingMatrix.of(2 + modality, rows);
    }

    /** @param candidates null for all items */
    private static Neighbours search(List<EmbeddingMatrix> matrices, boolean[] candidates, double... weights) {
        return ExactNeighbours.search(
                new FusedSimilarity(matrices, weights, candidates), 5, 0, "expected", new Task(1, TaskMonitor.NONE));
    }

    private static Interactions interactions() {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int u = 0; u < USERS; u++) {
            for (int i = u; i < ITEMS; i += USERS) {
                builder.add(i, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }

    @Test
    void shouldComputeTheSameInEveryRun() throws IOException {
        writeTables();
        String[] run = {
            "run",
            option("items", "items"),
            option("interactions", "interactions"),
            MODALITIES,
            TOP_K,
            PLANE,
            option("output", "output"),
            "--overwrite"
        };
        for (int n = 0; n < 2; n++) {
            run(run);
            double[] weights = printedWeights();
            checkAgainstTheCore(List.of(matrix(0), matrix(1)), null, weights);
        }
        assertThat(names(folder)).containsExactly("interactions", "items", "output");
        assertThat(names(folder.resolve("output")))
                .as("no temporary folder is left")
                .containsExactly("overlay", "similarities", "synergistic");

        assertThatThrownBy(() -> run(Arrays.copyOf(run, run.length - 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("%s/output/overlay exists. Choose another output, or replace it with --overwrite."
                        .formatted(folder));
        runStepByStep();
    }

    private double[] printedWeights() {
        String[] lines = out.toString(StandardCharsets.UTF_8).split("\n");
        out.reset();
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).startsWith("visual 0.");
        assertThat(lines[1]).startsWith("text 0.");
        return Arrays.stream(lines)
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .toArray();
    }

    private void checkAgainstTheCore(List<EmbeddingMatrix> matrices, boolean[] candidates, double... weights) {
        Neighbours visual = search(matrices.subList(0, 1), candidates, 1);
        Neighbours text = search(matrices.subList(1, 2), candidates, 1);
        assertThat(rows("output/similarities/visual")).isEqualTo(rows(visual)).hasSizeGreaterThan(60);
        assertThat(rows("output/similarities/text")).isEqualTo(rows(text)).hasSizeGreaterThan(40);
        assertThat(rows("output/overlay"))
                .isEqualTo(rows(new VirtualInteractions(
                        interactions(), Overlay.layers(List.of(visual, text), weights), Integer.MAX_VALUE, RULE)))
                .isNotEmpty();
        assertThat(rows("output/synergistic"))
                .isEqualTo(rows(new VirtualInteractions(
                        interactions(), Synergistic.layers(search(matrices, candidates, weights)), 5, RULE)))
                .isNotEmpty();
    }

    private void runStepByStep() throws IOException {
        String similarities = option("similarities", "steps");
        String interactions = option("interactions", "interactions");
        run("similarity", option("items", "items"), MODALITIES, TOP_K, PLANE, option("output", "steps"));
        run("overlay", interactions, similarities, MODALITIES, option("output", "overlay"));
        assertThat(rows("overlay")).isEqualTo(rows("output/overlay"));
        String items = option("items", "items");
        String output = option("output", "synergistic");
        run("synergistic", items, interactions, similarities, MODALITIES, TOP_K, PLANE, output);
        assertThat(rows("synergistic")).isEqualTo(rows("output/synergistic"));
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Every item but these is a candidate; of the first, it is not known. */
    private static Boolean candidate(int item) {
        return item == 2 ? null : (Boolean) (item % 4 != 1);
    }

    @Test
    void shouldProposeCandidatesAndSkipInvalidEmbeddings() throws IOException {
        writeTables();
        List<Row> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            double[][] embeddings = embeddings(i);
            double[] text = i == 7 ? new double[] {1, 2} : i == 12 ? new double[] {0, 0} : embeddings[1];
            double[] visual = i == 4
                    ? new double[] {1, Double.NaN}
                    : i == 5 ? new double[] {Double.NEGATIVE_INFINITY, 1} : i == 8 ? new double[0] : embeddings[0];
            items.add(RowFactory.create((long) i, visual, text, candidate(i)));
        }
        session.createDataFrame(
                        items,
                        new StructType()
                                .add("id", DataTypes.LongType)
                                .add("picture", DataTypes.createArrayType(DataTypes.DoubleType))
                                .add("text", DataTypes.createArrayType(DataTypes.DoubleType))
                                .add("sold", DataTypes.BooleanType))
                .write()
                .parquet(folder.resolve("broken").toString());
        List<String> run = new ArrayList<>(List.of(
                "run",
                option("items", "broken"),
                option("interactions", "interactions"),
                "--modalities=visual:picture,text",
                TOP_K,
                PLANE,
                option("output", "output"),
                "--candidateProperty=sold"));
        assertThatThrownBy(() -> run(run.toArray(String[]::new)))
                .hasMessageContaining("`modalities.visual`: the embedding of item ")
                .hasMessageContaining(" Fix it, or set `invalidEmbeddings=skip`.");
        run.addAll(List.of("--invalidEmbeddings=skip", "--overwrite"));
        run(run.toArray(String[]::new));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("visual: 3 invalid embeddings skipped\ntext: 1 invalid embeddings skipped\n");
        String weights = out.toString(StandardCharsets.UTF_8).lines().skip(2).collect(Collectors.joining("\n"));
        out.reset();
        out.writeBytes(weights.getBytes(StandardCharsets.UTF_8));
        boolean[] candidates = new boolean[ITEMS];
        float[][][] rows = new float[2][ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            candidates[i] = Boolean.TRUE.equals(candidate(i));
            for (int m = 0; m < rows.length; m++) {
                boolean left = m == 0 ? i == 4 || i == 5 || i == 8 : i == 7 || i == 12 || i % 3 == 0;
                rows[m][i] = left ? null : EmbeddingMatrix.row(embeddings(i)[m]);
            }
        }
        List<EmbeddingMatrix> matrices = List.of(EmbeddingMatrix.of(2, rows[0]), EmbeddingMatrix.of(3, rows[1]));
        checkAgainstTheCore(matrices, candidates, printedWeights());

        // Neighbours that are no candidates, in similarities that were stored without them, contribute nothing.
        run("similarity", option("items", "items"), MODALITIES, TOP_K, PLANE, option("output", "similar"));
        run(
                "overlay",
                option("items", "broken"),
                option("interactions", "interactions"),
                option("similarities", "similar"),
                MODALITIES,
                "--modalityWeights=uniform",
                "--candidateProperty=sold",
                "--topK=2",
                option("output", "filtered"));
        List<Neighbours> stored = List.of(
                search(List.of(matrix(0)), null, 1).among(candidates),
                search(List.of(matrix(1)), null, 1).among(candidates));
        assertThat(rows("filtered"))
                .isEqualTo(rows(new VirtualInteractions(
                        interactions(), Overlay.layers(stored, new double[] {0.5, 0.5}), 2, RULE)));
        assertThatThrownBy(() -> run(
                        "similarity",
                        option("items", "broken"),
                        "--modalities=text",
                        "--candidateProperty=id",
                        option("output", "none")))
                .hasMessage("`candidateProperty`: the column [id] must be boolean, but is bigint.");
    }

    @Test
    void shouldReadOptionsFromAFile() throws IOException {
        Path file = folder.resolve("options.json");
        Files.writeString(file, """
                {
                  "modalities": {"visual": "visualEmbedding", "text": "text"},
                  "modalityWeights": {"text": 3, "visual": 1},
                  "interactionType": {"VIEWED": 0.2, "BOUGHT": 1},
                  "uri": "bolt://localhost", "topK": 30, "virtualWeight": 0.5, "adopt": true
                }""");
        Options options = new Options(List.of("--config=" + file, "--topK=20"), Command.OVERLAY);
        assertThat(options.modalities()).containsExactly("visual", "text");
        assertThat(options.embeddingProperties()).containsEntry("visual", "visualEmbedding");
        assertThat(options.modalityWeights()).containsExactly(1, 3);
        assertThat(options.integer("topK", 1)).isEqualTo(20);
        assertThat(options.edgeRule().virtualWeight()).isEqualTo(0.5);
        assertThat(options.flag("adopt")).isTrue();
        assertThat(new GraphKeys(options).interactionWeights())
                .containsExactly(Map.entry("BOUGHT", 1.0), Map.entry("VIEWED", 0.2));
        assertThat(new Options(List.of("--modalities=visual:visualEmbedding,text"), Command.STATISTICS)
                        .embeddingProperties())
                .containsExactly(Map.entry("visual", "visualEmbedding"), Map.entry("text", "text"));

        Files.writeString(file, "{\"topk\": 3}");
        assertThatThrownBy(() -> new Options(List.of("--config=" + file), Command.SIMILARITY))
                .hasMessageStartingWith(
                        "Unknown option `topk`. Known options of this command: candidateProperty, config, ");
        Files.writeString(file, "{");
        assertThatThrownBy(() -> new Options(List.of("--config=" + file), Command.SIMILARITY))
                .hasMessageStartingWith("The file " + file + " is not a JSON object: ");
    }

    @Test
    void shouldRefuseMistakes() {
        assertThatThrownBy(() -> run("overlay", "--topk=3"))
                .hasMessageStartingWith("Unknown option `topk`. Known options of this command: aggregation, ");
        assertThatThrownBy(() -> run("statistics", "--modalities=text"))
                .hasMessage("The option --similarities=... is required.");
        assertThatThrownBy(() -> run("statistics", option("similarities", "none"), "--overwrite"))
                .hasMessage(
                        "Unknown option `overwrite`. Known options of this command: config, modalities, similarities.");
        assertThatThrownBy(() -> run("statistics", "modalities"))
                .hasMessage("Options have the form --key=value, but one is `modalities`.");
        assertThatThrownBy(() -> run(
                        "run",
                        option("items", "items"),
                        MODALITIES,
                        option("output", "none"),
                        "--modalityWeights=coInteraction"))
                .hasMessage("`modalityWeights: coInteraction` is not available on Spark yet."
                        + " Use mean or uniform, or give the weights that `vimmrec.statistics` returns.");
        assertThatThrownBy(() -> run("fly"))
                .hasMessage("Unknown command `fly`. Commands: similarity, statistics, overlay, synergistic, run.");
    }
}
