package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Date;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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
import org.neo4j.driver.Values;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.statistics.CoInteraction;
import org.vimmrec.statistics.SimilarityCutoff;
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
        session = LocalSpark.start(2, 1);
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

    private void checkCoInteraction() throws IOException {
        double[] expected = CoInteraction.weights(CoInteraction.contrasts(
                interactions(), List.of(matrix(0), matrix(1)), 50, 7, new Task(1, TaskMonitor.NONE)));
        run(
                "statistics",
                option("items", "items"),
                option("interactions", "interactions"),
                option("similarities", "steps"),
                MODALITIES,
                "--weighting=coInteraction",
                "--sampleSize=50",
                "--randomSeed=7");
        assertThat(printedWeights()).containsExactly(expected);
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
        checkCoInteraction();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Item i was bought on day i of 2024, except every fifth one, which was returned. */
    @Test
    void shouldReadTimesAndTypesOfInteractions() throws IOException {
        writeTables();
        List<Row> rows = new ArrayList<>();
        Interactions.Builder counted = new Interactions.Builder(true);
        Interactions.Builder excluded = new Interactions.Builder(false);
        for (int u = 0; u < USERS; u++) {
            for (int i = u; i < ITEMS; i += USERS) {
                LocalDate day = LocalDate.of(2024, 1, 1).plusDays(i);
                boolean returned = i % 5 == 0;
                rows.add(RowFactory.create(
                        (long) u,
                        (long) i,
                        2.0f + i,
                        returned ? "RETURNED" : i % 7 == 0 ? "OTHER" : "BOUGHT",
                        Date.valueOf(day)));
                if (returned || i < 4 && i % 7 > 0) {
                    excluded.add(i, 1);
                } else if (i % 7 > 0) {
                    counted.add(i, (2.0 + i) * StrictMath.pow(2, (i - 10) / 4.0));
                }
            }
            counted.endUser();
            excluded.endUser();
        }
        StructType columns = new StructType()
                .add("user", DataTypes.LongType)
                .add("item", DataTypes.LongType)
                .add("stars", DataTypes.FloatType)
                .add("type", DataTypes.StringType)
                .add("day", DataTypes.DateType);
        session.createDataFrame(rows, columns)
                .write()
                .parquet(folder.resolve("typed").toString());
        run("similarity", option("items", "items"), MODALITIES, TOP_K, PLANE, option("output", "similar"));
        List<Neighbours> neighbours = List.of(search(List.of(matrix(0)), null, 1), search(List.of(matrix(1)), null, 1));
        EdgeRule rule = new EdgeRule(Aggregation.SUM, 0, 0.01, 1, 0, Integer.MAX_VALUE, Double.POSITIVE_INFINITY);
        List<String> expected = rows(new VirtualInteractions(
                counted.build().withNegatives(new Interactions.Builder(true).build(), excluded.build()),
                Overlay.layers(neighbours, new double[] {0.5, 0.5}),
                Integer.MAX_VALUE,
                rule));
        assertThat(expected).hasSizeGreaterThan(20);
        run(
                "overlay",
                option("interactions", "typed"),
                option("similarities", "similar"),
                option("output", "output"),
                MODALITIES,
                "--modalityWeights=uniform",
                "--aggregation=sum",
                "--interactionType=BOUGHT",
                "--excludeTypes=RETURNED",
                "--interactionWeightProperty=stars",
                "--timestampProperty=day",
                "--since=2024-01-05",
                "--halfLife=P4D",
                "--asOf=2024-01-11T02:00:00+02:00");
        assertThat(rows("output")).isEqualTo(expected);
        assertThatThrownBy(() -> run(
                        "overlay",
                        option("interactions", "typed"),
                        option("similarities", "similar"),
                        option("output", "none"),
                        MODALITIES,
                        "--since=5",
                        "--timestampProperty=day"))
                .hasStackTraceContaining("`timestampProperty`: the property [day] of the interaction of user ")
                .hasStackTraceContaining("must be a number, like `since`, but was of type LocalDate.");
    }

    private static void refused(String message, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(0, "--uri=bolt://localhost");
        all.add("--modalities=text");
        Options options = new Options(all, Command.OVERLAY);
        assertThatThrownBy(() -> new GraphKeys(options)).hasMessage(message);
    }

    @Test
    void shouldRefuseRulesThatContradictEachOther() throws IOException {
        refused(
                "`minInteractionWeight` needs weights to compare with. Give `interactionWeightProperty`, or"
                        + " `interactionType` as a map from type to weight.",
                "--minInteractionWeight=2");
        refused(
                "`excludeTypes` must not name a type of `interactionType`, but [BOUGHT] is in both. Remove it from one"
                        + " of them.",
                "--interactionType=BOUGHT,VIEWED",
                "--excludeTypes=BOUGHT");
        refused(
                "`negativeTypes` must not name a type of `interactionType`, but [INTERACTED] is in both. Remove it from"
                        + " one of them.",
                "--negativeTypes=INTERACTED:2");
        refused(
                "`asOf` is the time at which an interaction has its full weight, so it needs `halfLife`.",
                "--asOf=2024-01-01");
        refused(
                "`asOf` is required if `halfLife` is a number: the time at which an interaction has its full weight, in"
                        + " the unit of the timestamps.",
                "--halfLife=30");
        refused(
                "`since` must be a date, or a date and time, because `halfLife` is a duration, but is `7`.",
                "--halfLife=P30D",
                "--since=7");
        refused(
                "`asOf` must be a number, because `halfLife` is one, but is `2024-01-01`.",
                "--halfLife=30",
                "--asOf=2024-01-01");
        refused("`since` must be a date, or a date and time, or a number, but is `yesterday`.", "--since=yesterday");
        for (String halfLife : List.of("P-3D", "0", "month", "PT0S", "Infinity")) {
            refused(
                    "`halfLife` must be a duration such as P30D, or a number, above 0, but is `%s`."
                            .formatted(halfLife),
                    "--halfLife=" + halfLife,
                    "--asOf=1");
        }
    }

    @Test
    void shouldRecordRulesLikeTheProcedures() throws IOException {
        Options options = new Options(
                List.of(
                        "--uri=bolt://localhost",
                        "--modalities=text",
                        "--interactionType=BOUGHT",
                        "--negativeTypes=DISLIKED:2,HIDDEN:0.5",
                        "--excludeTypes=RETURNED",
                        "--since=2024-01-01",
                        "--halfLife=P1Y2M3DT4H0.5S"),
                Command.OVERLAY);
        ZonedDateTime before = ZonedDateTime.now(ZoneOffset.UTC).minusSeconds(1);
        Map<String, Object> keys = new GraphKeys(options)
                .virtualInteractions(Strategy.OVERLAY, "V", false)
                .configuration();
        assertThat(keys)
                .containsEntry("interactionType", List.of("BOUGHT"))
                .containsEntry("negativeTypes", Map.of("DISLIKED", 2.0, "HIDDEN", 0.5))
                .containsEntry("excludeTypes", List.of("RETURNED"))
                .containsEntry("since", LocalDate.of(2024, 1, 1))
                .containsEntry(
                        "halfLife",
                        Values.isoDuration(14, 3, 14_400, 500_000_000).asIsoDuration())
                .containsEntry("timestampProperty", "timestamp")
                .doesNotContainKeys("minInteractionWeight", "interactionWeightProperty");
        assertThat((ZonedDateTime) keys.get("asOf")).isBetween(before, ZonedDateTime.now(ZoneOffset.UTC));
    }

    private static NeighbourOptions neighbours(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(MODALITIES);
        return new NeighbourOptions(new Options(all, Command.SYNERGISTIC));
    }

    @Test
    void shouldReadNeighboursByModality() throws IOException {
        NeighbourOptions none = neighbours();
        assertThat(none.searched("text")).isEqualTo(10);
        assertThat(none.contributing()).containsExactly(Integer.MAX_VALUE, Integer.MAX_VALUE);
        assertThat(none.cutoff("text")).isEqualTo(SimilarityCutoff.of(0));
        assertThat(none.shownContributing()).isNull();
        NeighbourOptions one = neighbours("--topK=3", "--similarityCutoff=p90");
        assertThat(one.fused()).isEqualTo(3);
        assertThat(one.contributing()).containsExactly(3, 3);
        assertThat(one.fusedCutoff()).isEqualTo(new SimilarityCutoff(90, true));
        assertThat(one.shownContributing()).isEqualTo(3L);
        NeighbourOptions some = neighbours("--topK=text:30", "--similarityCutoff=text:p7.5,visual:-0.5");
        assertThat(some.searched("text")).isEqualTo(30);
        assertThat(some.searched("visual")).isEqualTo(10);
        assertThat(some.contributing()).containsExactly(Integer.MAX_VALUE, 30);
        assertThat(some.cutoff("text").spelling()).isEqualTo("p7.5");
        assertThat(some.cutoff("visual")).isEqualTo(SimilarityCutoff.of(-0.5));
        assertThat(some.shownContributing()).isEqualTo(Map.of("text", 30L));
        assertThatThrownBy(some::fused)
                .hasMessage("`topK` must not be a map here, because Synergistic has one list of neighbours for all"
                        + " modalities together. Give one value.");
        assertThatThrownBy(some::fusedCutoff).hasMessageStartingWith("`similarityCutoff` must not be a map here");
        assertThatThrownBy(() -> neighbours("--topK=txt:3").contributing())
                .hasMessage("`topK` has a value for [txt], which is not one of the modalities [visual, text].");
        assertThatThrownBy(() -> neighbours("--topK=text:0").searched("text"))
                .hasMessage("`topK.text` must be from 1 to 2147483647, but is 0.");
        assertThatThrownBy(() -> neighbours("--similarityCutoff=p101").fusedCutoff())
                .hasMessage("`similarityCutoff` must be from 0.0 to 100.0, but is 101.");
        assertThatThrownBy(() -> neighbours("--similarityCutoff=90%").fusedCutoff())
                .hasMessage("`similarityCutoff` must be a number, but is `90%`.");
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
        assertThat(new GraphKeys(options).interactions().rules().typeWeights())
                .containsOnly(Map.entry("BOUGHT", 1.0), Map.entry("VIEWED", 0.2));
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
                        "Unknown option `overwrite`. Known options of this command: asOf, config, excludeTypes, halfLife,"
                                + " interactionType, interactionWeightProperty, interactions, items,"
                                + " minInteractionWeight, modalities, negativeTypes, randomSeed, sampleSize,"
                                + " similarities, since, timestampProperty, weighting.");
        assertThatThrownBy(() -> run("statistics", "modalities"))
                .hasMessage("Options have the form --key=value, but one is `modalities`.");
        assertThatThrownBy(() -> run("statistics", MODALITIES, "--weighting=fair"))
                .hasMessage("`weighting` must be mean, coInteraction or uniform, but is `fair`.");
        assertThatThrownBy(() -> new Options(List.of("--sampleSize=0"), Command.OVERLAY).sampleSize())
                .hasMessage("`sampleSize` must be from 1 to 100000000, but is 0.");
        assertThatThrownBy(() -> new Options(List.of("--randomSeed=x"), Command.OVERLAY).randomSeed())
                .hasMessage("`randomSeed` must be a whole number, but is `x`.");
        assertThatThrownBy(() -> run("fly"))
                .hasMessage("Unknown command `fly`. Commands: similarity, statistics, overlay, synergistic, run.");
    }

    @Test
    void shouldPrintTheRecallOfAnApproximateSearch() throws IOException {
        writeTables();
        run("similarity", option("items", "items"), MODALITIES, option("output", "exact"), TOP_K, PLANE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        String[] approximate = {
            "similarity",
            option("items", "items"),
            MODALITIES,
            option("output", "similar"),
            TOP_K,
            "--search=approximate"
        };
        run(approximate);
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "visual: recall 1.000 (95 % interval 1.000 to 1.000)",
                        "text: recall 1.000 (95 % interval 1.000 to 1.000)");
        assertThat(rows("similar/text")).isEqualTo(rows("exact/text"));
        assertThatThrownBy(() -> run(
                        "similarity", option("items", "items"), MODALITIES, option("output", "other"), "--search=auto"))
                .hasMessage("`search` must be one of [exact, approximate], but is `auto`.");
    }
}
