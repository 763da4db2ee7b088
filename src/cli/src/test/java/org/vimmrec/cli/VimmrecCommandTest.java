package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.data.NumpyFiles;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.LoadedDataSet;
import picocli.CommandLine;

/** Runs the command as a user does and checks its output and exit code. */
class VimmrecCommandTest {

    private static final String NUMBER = "[ |]+([\\d,.]+)";

    @TempDir
    private Path folder;

    /** The output and exit code of a run. */
    private record Run(int exitCode, String out, String err) {

        /** The numbers in the line that begins with this text, thousands separators removed. */
        double[] numbersAfter(String start) {
            String line = out.lines()
                    .filter(text -> text.startsWith(start))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no line starts with [" + start + "] in\n" + out + err));
            return Pattern.compile(NUMBER)
                    .matcher(line.substring(start.length()))
                    .results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1).replace(",", "")))
                    .toArray();
        }
    }

    @Test
    void shouldRunTheDemonstrationAndChangeNothingTheSecondTime() {
        String[] arguments = {"--database", folder.resolve("kept").toString()};
        Run first = run(
                arguments[0],
                arguments[1],
                "--users",
                "200",
                "--items",
                "300",
                "--seed",
                "5",
                "--top-k",
                "6",
                "--virtual-top-k",
                "4",
                "--max-per-user",
                "25",
                "--show-users",
                "2");
        assertThat(first.err).isEmpty();
        assertThat(first.exitCode).isZero();
        assertThat(first.out)
                .contains("Data set: a generated catalogue, seed 5", "  200 users, 300 items, ", "cold items");
        DataSet catalogue = CatalogueGenerator.generate(CatalogueParameters.lifeLike(5, 200, 300));
        assertThat(first.out)
                .contains(ConsoleOutput.format(
                        "200 users, 300 items, %,d interactions (density %.4f %%)",
                        catalogue.interactions().size(),
                        100.0 * catalogue.interactions().size() / 200 / 300));
        double weights = 0;
        for (Modality modality : catalogue.modalities()) {
            double[] row = first.numbersAfter("| " + modality.name());
            int missing = 0;
            for (int item = 0; item < 300; item++) {
                missing += modality.embeddings().of(item) == null ? 1 : 0;
            }
            assertThat(row[0]).as("dimension").isEqualTo(modality.embeddings().dimension());
            assertThat(row[1]).as("missing").isEqualTo(missing);
            assertThat(row[2]).as("stored").isEqualTo((300 - missing) * 6);
            assertThat(row[3]).as("mean similarity").isBetween(0.2, 1.0);
            weights += row[4];
        }
        assertThat(weights).isBetween(0.9998, 1.0002);
        double[] overlay = first.numbersAfter("| Overlay");
        double[] synergistic = first.numbersAfter("| Synergistic");
        assertThat(overlay[0]).as("created").isBetween(1000.0, 200 * 25.0);
        assertThat(overlay).as("updated, deleted, unchanged").containsSubsequence(0, 0, 0);
        assertThat(overlay[4]).as("users augmented").isBetween(190.0, 200.0);
        assertThat(overlay[5]).as("mean per user").isBetween(5.0, 25.0);
        assertThat(synergistic[0]).isBetween(1000.0, 200 * 25.0);
        assertThat(first.out.lines().filter(line -> line.startsWith("Note: ")))
                .singleElement()
                .asString()
                .startsWith("Note: It is not known whether these virtual interactions help");
        assertThat(first.out.lines().filter(line -> line.matches("User \\d+"))).hasSize(2);
        assertThat(first.out)
                .containsPattern("\\| \\w+ \\w+( \\d)? \\([a-z ]+\\) +\\| 0\\.\\d{4}  \\w+ \\w+( \\d)? \\([a-z ]+\\)")
                .doesNotContain("\r", "\u001b");

        Run second = run(arguments[0], arguments[1], "--top-k", "6", "--virtual-top-k", "4", "--max-per-user", "25");
        assertThat(second.exitCode).isZero();
        assertThat(second.out)
                .contains("Using the data set in the database.", "Data set: a generated catalogue, seed 5");
        assertThat(second.out)
                .doesNotContain("Note: ")
                .contains("vimmrec --data FOLDER --database-folder FOLDER --serve", "vimmrec evaluate --data FOLDER");
        assertThat(second.numbersAfter("| Overlay")).startsWith(0, 0, 0, overlay[0]);
        assertThat(second.numbersAfter("| Synergistic")).startsWith(0, 0, 0, synergistic[0]);
        assertThat(second.out)
                .containsPattern("Similarity +\\S+ s   0 created, 0 updated, 0 deleted, [\\d,]+ unchanged");

        Run failed = run(arguments[0], arguments[1], "--seed", "6");
        assertThat(failed.exitCode).isEqualTo(1);
        assertThat(failed.err)
                .isEqualTo("vimmrec: " + folder.resolve("kept") + " holds another data set (a generated "
                        + "catalogue, seed 5). Give another folder, or leave out --data, --all-interactions, "
                        + "--seed, --users and --items to use the data set in the database." + System.lineSeparator());
    }

    @Test
    void shouldPrintAProceduresErrorOnOneLine() {
        Run run = run("evaluate", "--users", "2", "--items", "10");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err.lines())
                .singleElement()
                .asString()
                .startsWith("vimmrec: ")
                .contains("too few for an evaluation")
                .doesNotContain("`");
        Run verbose = run("evaluate", "--users", "2", "--items", "10", "--verbose");
        assertThat(verbose.err).startsWith(run.err).contains("\tat org.vimmrec.");
    }

    @Test
    void shouldRejectContradictoryAndUnknownOptionsOnOneLine() {
        assertFails(2, "Unknown option: '--nope' (--help lists the options)", "--nope");
        assertFails(
                2,
                "Invalid value for option '--users': 'many' is not an int (--help lists the options)",
                "--users",
                "many");
        assertFails(
                1,
                "--seed, --users and --items apply to the generated catalogue. Leave them out with --data.",
                "--data",
                folder.toString(),
                "--seed",
                "1");
        assertFails(
                1,
                "--all-interactions needs --data: the generated catalogue has no held-out interactions",
                "--all-interactions");
        assertFails(
                1,
                "--all-interactions does not apply to evaluate, which loads all interactions and never trains on "
                        + "held-out ones",
                "evaluate",
                "--data",
                folder.toString(),
                "--all-interactions");
        assertFails(1, "--users must be at least 1, found 0", "--users", "0");
        assertFails(1, "--items must be at least 10, found 9", "--items", "9");
        assertFails(1, "--bolt-port must be from 1 to 65535, found 70000", "--serve", "--bolt-port", "70000");
        assertFails(1, "--show-users must be at least 0, found -1", "--show-users", "-1");
        assertFails(1, folder + ": expected one *.inter file, found none", "--data", folder.toString());
    }

    @Test
    void shouldRejectOptionsThatDoNotGoWithAServerOrWithoutOne() {
        String uri = "bolt://localhost:1";
        assertFails(1, "--user needs --uri, the address of the server", "--user", "me");
        assertFails(1, "--database needs --uri, the address of the server", "evaluate", "--database", "films");
        assertFails(
                1,
                "--user-label, --item-label, --interaction-type, --modality and --relationship-type-prefix need "
                        + "--uri: a data set in files has names of its own",
                "--item-label",
                "Film");
        assertFails(
                1,
                "--database and --database-folder name the same folder. Give one of them.",
                "--database",
                "one",
                "--database-folder",
                "two");
        assertFails(
                1,
                "--database-folder and --serve belong to the embedded database. Leave them out with --uri.",
                "--uri",
                uri,
                "--serve");
        assertFails(
                1,
                "--uri exports what the plugin has written to the database. Leave out all options that choose or change "
                        + "data, such as --data, --split and --top-k.",
                "export",
                "--uri",
                uri,
                "--to",
                folder.toString(),
                "--top-k",
                "3");
        assertFails(
                1,
                "--password-file " + folder + "/none: cannot be read (java.nio.file.NoSuchFileException: " + folder
                        + "/none)",
                "--uri",
                uri,
                "--password-file",
                folder + "/none");
    }

    @Test
    void shouldRejectWrongValuesBeforeAnythingStarts() {
        assertFails(1, "--top-k must be a whole number of at least 1, found 0", "--top-k", "0");
        assertFails(1, "--virtual-weight must be above 0 and at most 1, found 3.0", "--virtual-weight", "3");
        assertFails(1, "--aggregation must be mean, sum or max, found median", "--aggregation", "median");
        assertFails(1, "--bolt-port needs --serve", "--bolt-port", "7688");
        assertFails(
                1, "--invalid-embeddings must be fail or skip, found x", "--data", ".", "--invalid-embeddings", "x");
        assertFails(
                2,
                "Invalid value for option '--modality-weights': expected mean, coInteraction, uniform or "
                        + "name=number,..., found [visual:1] (--help lists the options)",
                "--modality-weights",
                "visual:1");
        assertFails(
                1,
                "--recommender must be graphFilter, ease, lightGcn, freedom, bm3, vbpr or virtual, found eas",
                "evaluate",
                "--recommender",
                "eas");
        assertFails(1, "--dimensions must be a multiple of 4, found 6", "evaluate", "--dimensions", "6");
        assertFails(1, "--layers must be from 1 to 10, found 0", "evaluate", "--layers", "0");
        assertFails(1, "--learning-rate must be above 0 and at most 1, found 0.0", "evaluate", "--learning-rate", "0");
        assertFails(1, "--regularization must be from 0 to 1000000, found -1.0", "evaluate", "--regularization", "-1");
        assertFails(
                1,
                "--layers has no effect on vbpr, EASE. It is a hyperparameter of lightGcn, freedom, bm3; name one of "
                        + "them, or leave it out.",
                "evaluate",
                "--layers",
                "2",
                "--recommenders",
                "vbpr,EASE");
        assertFails(1, "--top-ks must be a whole number of at least 1, found 0", "evaluate", "--top-ks", "5,0");
        assertFails(
                1,
                "--virtual-weights must be above 0 and at most 1, found 2.0",
                "evaluate",
                "--virtual-weights",
                "1,2");
        assertFails(
                1, "--strategies must be overlay or synergistic, found overlap", "evaluate", "--strategies", "overlap");
        assertFails(1, "--at must be from 1 to 1000, found 0", "evaluate", "--at", "0");
        assertFails(1, "--max-per-item must be at least 1, found 0", "evaluate", "--max-per-item", "0");
        assertFails(
                1,
                "--strategies, --weightings, --top-ks, --virtual-weights, --popularity-discounts and --max-per-interactions "
                        + "make 112 variants; the limit is 100. Give fewer values.",
                "evaluate",
                "--top-ks",
                "1,2,3,4,5,6,7");
        assertFails(
                1,
                "--objective must be recall, ndcg, coldRecall or coverage, found precision",
                "evaluate",
                "--objective",
                "precision");
        assertFails(
                1,
                "--strategies, --weightings, --top-ks, --virtual-weights, --popularity-discounts and --max-per-interactions "
                        + "make 144 variants; the limit is 100. Give fewer values.",
                "evaluate",
                "--objective",
                "COVERAGE",
                "--top-ks",
                "1,2,3");
        assertFails(1, "--max-recall-loss must be from 0.0 to 1.0, found 2.0", "evaluate", "--max-recall-loss", "2");
        assertFails(
                1,
                "--cold-item-fraction must be from 0.0 to 0.5, found 0.6",
                "evaluate",
                "--cold-item-fraction",
                "0.6");
        assertFails(
                1,
                "--popularity-discounts must be at least 0.0, found -1.0",
                "evaluate",
                "--popularity-discounts",
                "0,-1");
        assertFails(1, "--concurrency must be from 1 to 1024, found 0", "export", "--to", "x", "--concurrency", "0");
    }

    @Test
    void shouldSuggestTheNearestCommandOrOption() {
        assertFails(2, "Unknown command: 'evalute'; did you mean evaluate? (--help lists the options)", "evalute");
        assertFails(
                2, "Unknown command: 'exprot'; did you mean export? (--help lists the options)", "exprot", "--to", "x");
        assertFails(2, "Unknown option: '--topk'; did you mean --top-k? (--help lists the options)", "--topk", "5");
        assertFails(
                2,
                "Unknown option: '--topk'; did you mean --top-ks? (--help lists the options)",
                "evaluate",
                "--topk",
                "5");
        assertFails(
                2,
                "Unknown option: '--virtual-wieght=1'; did you mean --virtual-weight? (--help lists the options)",
                "--virtual-wieght=1");
        assertFails(2, "Unknown option: '--dta'; did you mean --data? (--help lists the options)", "--dta", "x");
        assertFails(2, "Unexpected argument: 'x' (--help lists the options)", "evaluate", "x");
    }

    @Test
    void shouldAbbreviateALongArgument() {
        for (String argument : List.of("--" + "x".repeat(3_000_000), "x".repeat(3_000_000))) {
            assertThat(run(argument).err).hasSizeLessThan(300);
        }
        for (String option :
                List.of("--top-k", "--modality-weights", "--aggregation", "--data", "--database", "--users")) {
            assertThat(run(option, "x".repeat(300_000)).err).as(option).hasSizeLessThan(2_200);
        }
    }

    @Test
    void shouldReuseAKeptDatabaseOnlyForTheSameData() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.writeString(
                data.resolve("shop.inter"), "userID\titemID\tx_label\n1.0\t0\t0\n1\t1\t0.0\n2\t2.0\t0\n2\t1\t1\n");
        double[] values = {1e-46, 2e-46, 1e60, 3e60, 3, 4};
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asDoubleBuffer().put(values);
        NumpyFiles.write(data.resolve("audio_feat.npy"), 1, NumpyFiles.header("<f8", false, "(3, 2)"), bytes.array());
        String[] arguments = {
            "--data", data.toString(), "--database", folder.resolve("kept").toString()
        };
        Run first = run(arguments);
        assertThat(first.err).isEmpty();
        assertThat(first.numbersAfter("| audio"))
                .as("dimension, missing, stored")
                .startsWith(2, 0, 6);
        Run second = run(arguments);
        assertThat(second.err).isEmpty();
        assertThat(second.out).contains("Using the database, which already holds this data set.");
        assertThat(second.numbersAfter("| Overlay")[0]).as("created").isZero();
        Run all = run(arguments[0], arguments[1], arguments[2], arguments[3], "--all-interactions");
        assertThat(all.exitCode).isEqualTo(1);
        assertThat(all.err).contains("holds this data set (shop), but loaded without --all-interactions");
        Files.writeString(data.resolve("shop.inter"), "userID\titemID\n1\t0\n");
        Run other = run(arguments);
        assertThat(other.exitCode).isEqualTo(1);
        assertThat(other.err)
                .contains(folder.resolve("kept") + " holds another data set (shop). Give another folder, or");
        assertThat(other.out).doesNotContain("Loading");
    }

    @Test
    void shouldPrintHelp() {
        Run help = run("--help");
        assertThat(help.exitCode).isZero();
        assertThat(help.out)
                .contains(
                        "Usage: vimmrec",
                        "--data=FOLDER",
                        "--database=NAME",
                        "--database-folder=FOLDER",
                        "--uri=URI",
                        "--serve",
                        "--modality-weights=WEIGHTS");
    }

    @Test
    void shouldRepeatAnInterruptedLoadOnlyWithTheSameData() throws IOException {
        Path kept = folder.resolve("kept");
        try (EmbeddedDatabase database = EmbeddedDatabase.in(kept, OptionalInt.empty())) {
            try (Transaction transaction = database.graph().beginTx()) {
                new LoadedDataSet("a generated catalogue, seed 5", false, List.of(), 0, 0).write(transaction);
                transaction.createNode(Label.label("Item")).setProperty("itemId", 0L);
                transaction.commit();
            }
        }
        Run other = run("--database", kept.toString());
        assertThat(other.exitCode).isEqualTo(1);
        assertThat(other.err)
                .contains("loading another data set (a generated catalogue, seed 5) into " + kept
                        + " was interrupted. Load that data set again, or give another folder.");
        Run same = run("--database", kept.toString(), "--seed", "5", "--users", "20", "--items", "30");
        assertThat(same.err).isEmpty();
        assertThat(same.out)
                .contains(
                        "Loading this data set was interrupted earlier, so it is loaded again.",
                        "  20 users, 30 items, ");
    }

    @Test
    void shouldPrintTheKnownNumbersOfTikTok() {
        Path data = Path.of(System.getenv().getOrDefault("VIMMREC_TIKTOK", "../shared/data/tiktok"));
        Assumptions.assumeTrue(
                Files.isDirectory(data),
                () -> "no TikTok data set in " + data + "; set the environment variable VIMMREC_TIKTOK to its folder");
        Locale before = Locale.getDefault();
        Run run;
        try {
            Locale.setDefault(Locale.GERMANY);
            run = run("--data", data.toString(), "--virtual-top-k", "2", "--max-per-user", "3");
        } finally {
            Locale.setDefault(before);
        }
        assertThat(run.err).isEmpty();
        assertThat(run.out)
                .contains(
                        "  9,308 users, 6,710 items, 59,541 interactions (density 0.0953 %)",
                        "  465 cold items", "59,541 of 68,722. Left out: 3,051 for validation and 6,130 for testing.");
        assertThat(run.numbersAfter("| image")).containsExactly(128, 0, 67_100, 0.94599, 0.4912);
        assertThat(run.numbersAfter("| audio")).containsExactly(128, 0, 67_100, 0.97993, 0.5088);
        assertThat(run.out).containsPattern("\\| item \\d+ +\\| 0\\.\\d{4}  item \\d+");
    }

    private void assertFails(int exitCode, String message, String... arguments) {
        Run run = run(arguments);
        assertThat(run.err).isEqualTo("vimmrec: " + message + System.lineSeparator());
        assertThat(run.out).isEmpty();
        assertThat(run.exitCode).isEqualTo(exitCode);
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    @Test
    void shouldStateTheDefaultOfEveryOptionWithAValue() {
        CommandLine commandLine = Main.commandLine();
        List<CommandLine> all = new ArrayList<>(commandLine.getSubcommands().values());
        all.add(commandLine);
        for (CommandLine command : all) {
            for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
                if (option.arity().max() > 0 && !option.required()) {
                    assertThat(String.join(" ", option.description()))
                            .as(command.getCommandName() + " " + option.longestName())
                            .contains("Default: ");
                }
            }
        }
    }
}
