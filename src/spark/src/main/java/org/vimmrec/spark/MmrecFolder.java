package org.vimmrec.spark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;
import org.vimmrec.mmrec.InteractionLine;

/**
 * A data set in the layout of the MMRec toolbox, read as the command line reads it: one {@code *.inter} file and, for
 * each modality, a matrix {@code <name>_feat.npy} with a row per item id. Tasks read the files in parts.
 */
final class MmrecFolder {
    /** The file beside an exported data set's interactions that holds the virtual ones. */
    static final String VIRTUAL = "virtual.inter";

    private static final String FEATURES = "_feat.npy";
    /** The bytes of the embeddings that a task reads at once. */
    private static final long BYTES_PER_TASK = 32L << 20;

    private final SparkSession session;
    private final Path folder;
    private final FileSystem files;

    /** @throws IllegalArgumentException if the folder does not exist */
    MmrecFolder(SparkSession session, String folder) throws IOException {
        this.session = session;
        this.folder = new Path(folder);
        this.files = this.folder.getFileSystem(session.sparkContext().hadoopConfiguration());
        if (!files.exists(this.folder) || !files.getFileStatus(this.folder).isDirectory()) {
            throw new IllegalArgumentException(folder + ": no such folder");
        }
    }

    /**
     * The matrices of some modalities.
     *
     * @param names as in the names of their files
     * @throws IllegalArgumentException if a file is missing or malformed, or if they have different numbers of rows
     */
    List<FeatureMatrix> matrices(List<String> names) throws IOException {
        List<FeatureMatrix> matrices = new ArrayList<>();
        for (String name : names) {
            Path file = new Path(folder, name + FEATURES);
            if (!files.exists(file)) {
                throw new IllegalArgumentException("%s: no such file. The folder has the feature files %s."
                        .formatted(
                                file,
                                names(files.listStatus(
                                        folder, path -> path.getName().endsWith(FEATURES)))));
            }
            FeatureMatrix matrix = FeatureMatrix.open(files, file);
            if (!matrices.isEmpty() && matrix.rows() != matrices.get(0).rows()) {
                throw new IllegalArgumentException(("%s has %d rows and %s has %d. Each file must have a row"
                                + " for every item, with zeros if the item misses the modality.")
                        .formatted(matrices.get(0).file(), matrices.get(0).rows(), file, matrix.rows()));
            }
            matrices.add(matrix);
        }
        return matrices;
    }

    private static List<String> names(FileStatus[] found) {
        return Arrays.stream(found)
                .map(file -> file.getPath().getName())
                .sorted()
                .toList();
    }

    /**
     * The items with their embeddings.
     *
     * @param modalities by modality its column
     */
    Dataset<Row> items(List<String> modalities, List<FeatureMatrix> matrices) {
        StructType type = new StructType().add("id", DataTypes.LongType, false);
        long rowBytes = 0;
        for (int m = 0; m < modalities.size(); m++) {
            type = type.add(
                    modalities.get(m), DataTypes.createArrayType(matrices.get(m).elementType(), false));
            rowBytes += matrices.get(m).rowBytes();
        }
        int items = matrices.get(0).rows();
        JavaSparkContext context = JavaSparkContext.fromSparkContext(session.sparkContext());
        int step =
                (int) Math.max(1, Math.min(BYTES_PER_TASK / rowBytes, (items - 1) / context.defaultParallelism() + 1));
        List<Integer> starts = IntStream.iterate(0, from -> from >= 0 && from < items, from -> from + step)
                .boxed()
                .toList();
        Broadcast<SerializableConfiguration> configuration = context.broadcast(
                new SerializableConfiguration(session.sparkContext().hadoopConfiguration()));
        return session.createDataFrame(
                context.parallelize(starts, starts.size())
                        .flatMap(from ->
                                rows(matrices, from, (int) Math.min((long) from + step, items), configuration)),
                type);
    }

    private static Iterator<Row> rows(
            List<FeatureMatrix> matrices, int from, int to, Broadcast<SerializableConfiguration> configuration)
            throws IOException {
        Object[][] columns = new Object[matrices.size()][];
        for (int m = 0; m < columns.length; m++) {
            FileSystem files = new Path(matrices.get(m).file())
                    .getFileSystem(configuration.value().value());
            columns[m] = matrices.get(m).read(files, from, to);
        }
        return IntStream.range(from, to)
                .mapToObj(item -> {
                    Object[] row = new Object[columns.length + 1];
                    row[0] = (long) item;
                    for (int m = 0; m < columns.length; m++) {
                        row[m + 1] = columns[m][item - from];
                    }
                    return RowFactory.create(row);
                })
                .iterator();
    }

    /**
     * The interactions of all splits.
     *
     * @param items the number of items
     * @return rows of user, item and the split as {@code x_label} numbers it
     * @throws IllegalArgumentException if there is no file of interactions, or more than one
     */
    Dataset<Row> interactions(int items) throws IOException {
        Path file = interactionFile();
        String header = header(file);
        new InteractionLine(file.toString(), header); // finds mistakes in the header
        String name = file.toString();
        JavaRDD<Row> rows = JavaSparkContext.fromSparkContext(session.sparkContext())
                .textFile(name)
                .mapPartitionsWithIndex((part, lines) -> rows(name, header, items, part == 0, lines), true);
        return session.createDataFrame(
                rows,
                new StructType()
                        .add("user", DataTypes.LongType, false)
                        .add("item", DataTypes.LongType, false)
                        .add("label", DataTypes.IntegerType, false));
    }

    private Path interactionFile() throws IOException {
        List<String> found = new ArrayList<>(
                names(files.listStatus(folder, path -> path.getName().endsWith(".inter"))));
        if (found.size() == 2) {
            found.remove(VIRTUAL);
        }
        if (found.size() != 1) {
            throw new IllegalArgumentException(
                    "%s: expected one *.inter file, found %s".formatted(folder, found.isEmpty() ? "none" : found));
        }
        return new Path(folder, found.get(0));
    }

    private String header(Path file) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(files.open(file), StandardCharsets.ISO_8859_1))) {
            String header = reader.readLine();
            if (header == null) {
                throw new IllegalArgumentException(
                        file + ": the file is empty. Expected a header line with userID and itemID.");
            }
            return header;
        }
    }

    private static Iterator<Row> rows(
            String file, String header, int items, boolean startsWithHeader, Iterator<String> lines) {
        if (startsWithHeader && lines.hasNext()) {
            lines.next();
        }
        InteractionLine line = new InteractionLine(file, header);
        Iterable<String> rest = () -> lines;
        return StreamSupport.stream(rest.spliterator(), false)
                .filter(text -> !text.isBlank())
                .map(text -> {
                    line.read(text, 0);
                    return RowFactory.create((long) line.user(), (long) line.item(items), line.label());
                })
                .iterator();
    }
}
