package org.vimmrec.cli.export;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Array;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.data.NumpyMatrix;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.mmrec.NumpyWriter;

/** Writes the embeddings of a modality in a database to a NumPy file, one item at a time. */
final class EmbeddingDownload {

    private final Path file;
    private final NodeNumbers items;
    private final String modality;
    private final boolean skipInvalid;
    private NumpyWriter writer;
    private int dimension;
    private int rows;
    private boolean floats = true;

    private EmbeddingDownload(Path file, NodeNumbers items, String modality, boolean skipInvalid) {
        this.file = file;
        this.items = items;
        this.modality = modality;
        this.skipInvalid = skipInvalid;
    }

    /**
     * A query for {@link #write}. The server turns values of its type VECTOR into lists, which every version of the
     * driver reads; only Cypher 25 does that, and servers without that type may not know Cypher 25.
     */
    static String query(Database database, String itemLabel, String id, String property) {
        String match = "MATCH (item:" + CypherText.quoted(itemLabel) + ") ";
        String embedding = "item." + CypherText.quoted(property);
        String isVector = "valueType(" + embedding + ") STARTS WITH 'VECTOR'";
        boolean anyVector = !database.query(match + "WHERE " + isVector + " RETURN 1 AS found LIMIT 1", Map.of())
                .isEmpty();
        return (anyVector ? "CYPHER 25 " : "") + match + "RETURN item." + CypherText.quoted(id) + " AS id, "
                + (anyVector
                        ? "CASE WHEN " + isVector + " THEN toFloatList(" + embedding + ") ELSE " + embedding + " END"
                        : embedding)
                + " AS embedding ORDER BY id";
    }

    /**
     * Writes the file: a row for each item in the order of the ids, with zeros for an item without an embedding. The
     * numbers have single precision if that represents all of them.
     *
     * @param items the items, numbered from 0 in the order of their ids
     * @param skipInvalid whether an item with an embedding that is not valid counts as one without an embedding. The
     *     length of the first valid one is that of all
     * @param query returns the columns {@code id} and {@code embedding} of each item, in the order of the ids
     * @throws CommandFailure if the items are not those that are numbered, or an embedding is not a list of numbers
     */
    static Embeddings write(
            Path folder, String modality, NodeNumbers items, boolean skipInvalid, Database database, String query)
            throws IOException {
        Path doubles = Files.createTempFile(folder, "doubles", ".npy");
        EmbeddingDownload download = new EmbeddingDownload(doubles, items, modality, skipInvalid);
        download.download(database, query);
        Path target = folder.resolve(MmrecFolder.featureFileName(modality));
        if (download.floats) {
            NumpyMatrix.write(target, new SinglePrecision(NumpyMatrix.open(doubles)));
            Files.delete(doubles);
        } else {
            Files.move(doubles, target);
        }
        return NumpyMatrix.open(target);
    }

    private void download(Database database, String query) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            writer = new NumpyWriter(out);
            database.stream(query, Map.of(), row -> {
                try {
                    requireNext(row.get("id"));
                    add(row.get("embedding"));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (rows != items.size()) {
                throw changed();
            }
            if (dimension == 0) {
                throw new CommandFailure("no item has an embedding of the modality [" + modality + "]");
            }
        }
    }

    private void requireNext(Object id) {
        if (items.of(id) != rows) {
            throw changed();
        }
    }

    private static CommandFailure changed() {
        return new CommandFailure("items were added or deleted during the export. Run the command again.");
    }

    private void add(Object embedding) throws IOException {
        double[] row = numbers(embedding);
        if (row != null && dimension == 0) {
            dimension = row.length;
            writer.header("<f8", items.size(), dimension);
            for (int n = 0; n < rows; n++) {
                writer.elements(new double[dimension]);
            }
        }
        if (dimension > 0) {
            writer.elements(row == null ? new double[dimension] : row);
        }
        rows++;
    }

    /** The numbers of an embedding; null if the item has none, or one to skip. */
    private double[] numbers(Object embedding) {
        if (embedding == null) {
            return null;
        }
        List<?> list = list(embedding);
        if (list == null || !list.stream().allMatch(Number.class::isInstance)) {
            return invalid("an embedding of the modality [" + modality + "] is not a list of numbers");
        }
        if (dimension > 0 && list.size() != dimension) {
            return invalid("embeddings of the modality [" + modality + "] have " + dimension + " and " + list.size()
                    + " numbers. Correct them, or skip such embeddings with --invalid-embeddings skip.");
        }
        double[] numbers = new double[list.size()];
        boolean allFloats = true;
        for (int d = 0; d < numbers.length; d++) {
            numbers[d] = ((Number) list.get(d)).doubleValue();
            if (!Double.isFinite(numbers[d])) {
                return invalid("an embedding of the modality [" + modality + "] contains " + numbers[d]);
            }
            allFloats &= (float) numbers[d] == numbers[d];
        }
        floats &= allFloats;
        return numbers;
    }

    /** Null if such embeddings are skipped. */
    private double[] invalid(String message) {
        if (skipInvalid) {
            return null;
        }
        throw new CommandFailure(message);
    }

    /** A list from a server, or an array from an embedded database, as a list; null if the value is neither. */
    private static List<?> list(Object value) {
        if (value.getClass().isArray()) {
            return IntStream.range(0, Array.getLength(value))
                    .mapToObj(n -> Array.get(value, n))
                    .toList();
        }
        return value instanceof List<?> list ? list : null;
    }

    /** Embeddings whose numbers single precision represents. */
    private record SinglePrecision(Embeddings doubles) implements Embeddings {

        @Override
        public int items() {
            return doubles.items();
        }

        @Override
        public int dimension() {
            return doubles.dimension();
        }

        @Override
        public float[] of(int item) {
            return doubles.of(item);
        }
    }
}
