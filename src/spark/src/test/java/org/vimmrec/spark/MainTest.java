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
import java.util.List;
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

class MainTest {
    private static SparkSession session;

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @BeforeAll
    static void start() {
        session = SparkSession.builder()
                .master("local[2]")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.shuffle.partitions", 2)
                .getOrCreate();
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private void run(String... arguments) throws IOException {
        new Main(session, new PrintStream(out, true, StandardCharsets.UTF_8)).run(List.of(arguments));
    }

    private String option(String key) {
        return "--" + key + "=" + folder.resolve(key);
    }

    private void writeTables() {
        List<Row> items = new ArrayList<>();
        List<Row> interactions = new ArrayList<>();
        for (long i = 0; i < 20; i++) {
            items.add(RowFactory.create(
                    i, new Double[] {1.0, i / 10.0}, i % 3 == 0 ? null : new Double[] {1.0, i % 5 / 5.0, 0.5}));
            interactions.add(RowFactory.create(i % 4, i));
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

    private List<Row> rows(String table) {
        return session.read()
                .parquet(folder.resolve(table).toString())
                .sort("user", "item")
                .collectAsList();
    }

    @Test
    void shouldChangeNothingInASecondRun() throws IOException {
        writeTables();
        List<List<Row>> results = new ArrayList<>();
        for (int n = 0; n < 2; n++) {
            String similar = folder.resolve("similarities").toString();
            run(
                    "similarity",
                    option("items"),
                    "--modalities=visual,text",
                    "--topK=5",
                    "--output=" + similar,
                    "--overwrite");
            run("statistics", option("similarities"), "--modalities=visual,text");
            run(
                    "overlay",
                    option("interactions"),
                    option("similarities"),
                    "--modalities=visual,text",
                    "--output=" + folder.resolve("overlay"),
                    "--overwrite");
            run(
                    "synergistic",
                    option("items"),
                    option("interactions"),
                    "--modalities=visual,text",
                    "--modalityWeights=3,1",
                    "--topK=5",
                    "--output=" + folder.resolve("synergistic"),
                    "--overwrite");
            results.add(rows("overlay"));
            results.add(rows("synergistic"));
        }
        assertThat(results.get(0)).isNotEmpty().isEqualTo(results.get(2));
        assertThat(results.get(1)).isNotEmpty().isEqualTo(results.get(3));
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("visual 0.").contains("text 0.");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("no temporary folder is left")
                    .containsExactlyInAnyOrder("items", "interactions", "similarities", "overlay", "synergistic");
        }
    }

    @Test
    void shouldRefuseMistakes() {
        assertThatThrownBy(() -> run("overlay", "--topk=3"))
                .hasMessageStartingWith("Unknown option `topk`. Known options of this command: aggregation, ");
        assertThatThrownBy(() -> run("statistics", "--modalities=text"))
                .hasMessage("The option --similarities=... is required.");
        assertThatThrownBy(() -> run("statistics", option("similarities"), "--modalities=text", "--overwrite"))
                .hasMessage("Options have the form --key=value, but one is `--overwrite`.");
        assertThatThrownBy(() -> run("fly"))
                .hasMessage("Unknown command `fly`. Commands: similarity, statistics, overlay, synergistic, run.");
    }

    /** One command for all steps gives what the steps give one by one. */
    @Test
    void shouldRunAllSteps() throws IOException {
        writeTables();
        String[] run = {
            "run", option("items"), option("interactions"), "--modalities=visual,text", "--topK=5", option("output")
        };
        run(run);
        String printed = out.toString(StandardCharsets.UTF_8);
        out.reset();
        String similarities = "--similarities=" + folder.resolve("output/similarities");
        run("statistics", similarities, "--modalities=visual,text");
        assertThat(printed).isEqualTo(out.toString(StandardCharsets.UTF_8));
        run("overlay", option("interactions"), similarities, "--modalities=visual,text", to("overlay"));
        assertThat(rows("output/overlay")).isNotEmpty().isEqualTo(rows("overlay"));
        run(
                "synergistic",
                option("items"),
                option("interactions"),
                similarities,
                "--modalities=visual,text",
                "--topK=5",
                to("synergistic"));
        assertThat(rows("output/synergistic")).isNotEmpty().isEqualTo(rows("synergistic"));

        assertThatThrownBy(() -> run(run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The folder %s/output/overlay exists. Choose another output, or replace it with --overwrite."
                                .formatted(folder));
    }

    private String to(String table) {
        return "--output=" + folder.resolve(table);
    }
}
