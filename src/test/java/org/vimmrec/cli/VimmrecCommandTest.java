package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Transaction;
import picocli.CommandLine;

/** The command as a person runs it: arguments in, text and an exit code out. */
class VimmrecCommandTest {

    private static final String NUMBER = "[ |]+([\\d,.]+)";

    @TempDir
    private Path folder;

    /** What a run printed, and how it ended. */
    private record Run(int exitCode, String out, String err) {

        /** The numbers in the line that begins with this text, thousands separators removed. */
        double[] numbersAfter(String start) {
            String line = out.lines().filter(text -> text.startsWith(start)).findFirst()
                    .orElseThrow(() -> new AssertionError("no line starts with [" + start + "] in\n" + out + err));
            return Pattern.compile(NUMBER).matcher(line.substring(start.length())).results()
                    .mapToDouble(found -> Double.parseDouble(found.group(1).replace(",", ""))).toArray();
        }
    }

    @Test
    void shouldRunTheWholeDemonstrationAndChangeNothingTheSecondTime() {
        String[] arguments = {"--database", folder.resolve("kept").toString()};
        Run first = run(arguments[0], arguments[1], "--users", "200", "--items", "300", "--seed", "5", "--top-k", "6",
                "--virtual-top-k", "4", "--max-per-user", "25", "--show-users", "2");
        assertThat(first.err).isEmpty();
        assertThat(first.exitCode).isZero();
        assertThat(first.out).contains("Data set: a generated catalogue, seed 5", "  200 users, 300 items, ", "cold items");
        DataSet catalogue = CatalogueGenerator.generate(CatalogueParameters.lifeLike(5, 200, 300));
        assertThat(first.out).contains(Report.text("200 users, 300 items, %,d interactions (density %.4f %%)",
                catalogue.interactions().size(), 100.0 * catalogue.interactions().size() / 200 / 300));
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
        assertThat(first.out.lines().filter(line -> line.matches("User \\d+"))).hasSize(2);
        assertThat(first.out).containsPattern("\\| \\w+ \\w+( \\d)? \\([a-z ]+\\) +\\| 0\\.\\d{4}  \\w+ \\w+( \\d)? \\([a-z ]+\\)")
                .doesNotContain("\r", "\u001b");

        Run second = run(arguments[0], arguments[1], "--top-k", "6", "--virtual-top-k", "4", "--max-per-user", "25");
        assertThat(second.exitCode).isZero();
        assertThat(second.out).contains("The database holds a data set already, which is used as it stands.",
                "Data set: a generated catalogue, seed 5");
        assertThat(second.numbersAfter("| Overlay")).startsWith(0, 0, 0, overlay[0]);
        assertThat(second.numbersAfter("| Synergistic")).startsWith(0, 0, 0, synergistic[0]);
        assertThat(second.out).containsPattern("Similarity +\\S+ s   0 created, 0 updated, 0 deleted, [\\d,]+ unchanged");

        Run refused = run(arguments[0], arguments[1], "--seed", "6");
        assertThat(refused.exitCode).isEqualTo(1);
        assertThat(refused.err).isEqualTo("vimmrec: " + folder.resolve("kept") + " already holds a data set (a generated "
                + "catalogue, seed 5); name another folder, or leave out --data, --all-interactions, --seed, --users and "
                + "--items" + System.lineSeparator());
    }

    @Test
    void shouldSayInOneLineWhatAProcedureRefuses() {
        Run run = run("--users", "20", "--items", "30", "--top-k", "0");
        assertThat(run.exitCode).isEqualTo(1);
        assertThat(run.err.lines()).singleElement().asString().startsWith("vimmrec: ").contains("topK", "0");
        Run verbose = run("--users", "20", "--items", "30", "--top-k", "0", "--verbose");
        assertThat(verbose.err).startsWith(run.err).contains("\tat org.vimmrec.");
    }

    @Test
    void shouldRefuseContradictoryAndUnknownOptionsInOneLine() {
        assertRefused(2, "Unknown option: '--nope' (--help lists the options)", "--nope");
        assertRefused(2, "Invalid value for option '--users': 'many' is not an int (--help lists the options)",
                "--users", "many");
        assertRefused(1, "--seed, --users and --items are the generator's; leave them out with --data",
                "--data", folder.toString(), "--seed", "1");
        assertRefused(1, "--all-interactions needs --data: the generated catalogue has no held-out splits",
                "--all-interactions");
        assertRefused(1, "--all-interactions is for other commands: evaluate always loads all interactions, and never learns "
                + "from held-out ones", "evaluate", "--data", folder.toString(), "--all-interactions");
        assertRefused(1, "--users should be at least 1, found 0", "--users", "0");
        assertRefused(1, "--items should be at least 10, found 9", "--items", "9");
        assertRefused(1, "--bolt-port should be from 1 to 65535, found 70000", "--serve", "--bolt-port", "70000");
        assertRefused(1, "--show-users should be at least 0, found -1", "--show-users", "-1");
        assertRefused(1, folder + ": expected one *.inter file, found none", "--data", folder.toString());
    }

    @Test
    void shouldHelp() {
        Run help = run("--help");
        assertThat(help.exitCode).isZero();
        assertThat(help.out).contains("Usage: vimmrec", "--data=FOLDER", "--database=FOLDER", "--serve",
                "--modality-weights=WEIGHTS");
    }

    @Test
    void shouldLoadAHalfLoadedDatabaseAnewAndOnlyWithTheSameData() throws IOException {
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
        assertThat(other.err).contains("the loading of another data set (a generated catalogue, seed 5) into " + kept
                + " was cut short; load that again, or name another folder");
        Run same = run("--database", kept.toString(), "--seed", "5", "--users", "20", "--items", "30");
        assertThat(same.err).isEmpty();
        assertThat(same.out).contains("The loading of this data set into the database was cut short; it is loaded anew.",
                "  20 users, 30 items, ");
    }

    @Test
    void shouldPrintTheKnownNumbersOfTikTok() {
        Path data = Path.of(System.getenv().getOrDefault("VIMMREC_TIKTOK", "../shared/data/tiktok"));
        Assumptions.assumeTrue(Files.isDirectory(data), () -> "no TikTok data set in " + data
                + "; name its folder in the environment variable VIMMREC_TIKTOK");
        Locale before = Locale.getDefault();
        Run run;
        try {
            Locale.setDefault(Locale.GERMANY);
            run = run("--data", data.toString(), "--virtual-top-k", "2", "--max-per-user", "3");
        } finally {
            Locale.setDefault(before);
        }
        assertThat(run.err).isEmpty();
        assertThat(run.out).contains("  9,308 users, 6,710 items, 59,541 interactions (density 0.0953 %)",
                "  465 cold items",
                "59,541 of 68,722; left out are 3,051 for validation and 6,130 for testing");
        assertThat(run.numbersAfter("| visual")).containsExactly(128, 0, 67_100, 0.94599, 0.4912);
        assertThat(run.numbersAfter("| acoustic")).containsExactly(128, 0, 67_100, 0.97993, 0.5088);
        assertThat(run.out).containsPattern("\\| item \\d+ +\\| 0\\.\\d{4}  item \\d+");
    }

    private void assertRefused(int exitCode, String message, String... arguments) {
        Run run = run(arguments);
        assertThat(run.err).isEqualTo("vimmrec: " + message + System.lineSeparator());
        assertThat(run.out).isEmpty();
        assertThat(run.exitCode).isEqualTo(exitCode);
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = commandLine.execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
