package org.vimmrec.spark;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Leaves out embeddings with a value that is not finite, or of another length than most, if the option
 * {@code invalidEmbeddings} says so. The rules are those of the plugin.
 */
final class InvalidEmbeddings {
    private static final String KEY = "invalidEmbeddings";

    private final boolean skips;
    private final PrintStream out;
    /** By modality the length of its embeddings. */
    private final Map<String, Integer> dimensions = new HashMap<>();

    /** @param out receives the number of embeddings that are left out */
    InvalidEmbeddings(Options options, PrintStream out) {
        this.skips = options.choice(KEY, Choice.FAIL) == Choice.SKIP;
        this.out = out;
    }

    private enum Choice {
        FAIL,
        SKIP
    }

    /** Whether invalid embeddings are left out. Otherwise, they are errors. */
    boolean skips() {
        return skips;
    }

    /**
     * The items with null for each embedding that is left out. The first time, the embeddings of a modality are
     * counted, which reads all of them.
     */
    Dataset<Row> skip(Dataset<Row> items, List<String> modalities) {
        Dataset<Row> valid = items;
        for (String modality : skips ? modalities : List.<String>of()) {
            if (!dimensions.containsKey(modality)) {
                count(items, modality);
            }
            Column embedding = items.col(name(modality));
            valid = valid.withColumn(
                    modality,
                    functions.when(
                            isFinite(modality).and(functions.size(embedding).equalTo(dimensions.get(modality))),
                            embedding));
        }
        return valid;
    }

    private void count(Dataset<Row> items, String modality) {
        List<Row> counts = items.filter(items.col(name(modality)).isNotNull())
                .select(
                        functions.size(items.col(name(modality))).as("length"),
                        isFinite(modality).as("finite"),
                        functions
                                .expr("exists(%s, x -> x != 0)".formatted(name(modality)))
                                .as("some"))
                .groupBy("length", "finite", "some")
                .count()
                .collectAsList();
        int dimension = mostFrequentLength(counts);
        long skipped = counts.stream()
                .filter(row -> !row.getBoolean(1) || row.getBoolean(2) && row.getInt(0) != dimension)
                .mapToLong(row -> row.getLong(3))
                .sum();
        dimensions.put(modality, dimension);
        out.println(modality + ": " + skipped + " invalid embeddings skipped");
    }

    /**
     * Embeddings of zeros count as missing, so their length does not matter. Of equally frequent lengths the shortest.
     */
    private static int mostFrequentLength(List<Row> counts) {
        return counts.stream()
                .filter(row -> row.getBoolean(1) && row.getBoolean(2))
                .max(Comparator.<Row>comparingLong(row -> row.getLong(3)).thenComparingInt(row -> -row.getInt(0)))
                .map(row -> row.getInt(0))
                .orElse(0);
    }

    /** Whether an embedding has numbers, and finite ones only. */
    private static Column isFinite(String modality) {
        return functions.expr(("size(%1$s) > 0 AND coalesce(forall(%1$s, x -> x IS NOT NULL"
                        + " AND NOT isnan(x) AND abs(x) < double('infinity')), false)")
                .formatted(name(modality)));
    }

    /** The name of a column in an expression. */
    private static String name(String column) {
        return "`" + column.replace("`", "``") + "`";
    }
}
