package org.vimmrec.spark;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.storage.StorageLevel;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.mmrec.InteractionLine;
import org.vimmrec.rule.InteractionRules;

/** A data set in the layout of MMRec. Results have the form that the command line's export gives them. */
final class MmrecTables implements Tables {
    private final SparkSession session;
    private final Options options;
    private final MmrecFolder folder;
    private final InvalidEmbeddings invalid;
    private final Map<String, FeatureMatrix> matrices = new HashMap<>();
    /** By modality what was written. The files cannot be read in parts. */
    private final Map<String, Dataset<Row>> similarities = new HashMap<>();

    /** @throws IllegalArgumentException if a modality has no matrix, or a malformed one */
    MmrecTables(SparkSession session, Options options, InvalidEmbeddings invalid) throws IOException {
        this.session = session;
        this.options = options;
        this.invalid = invalid;
        this.folder = new MmrecFolder(session, options.required("data"));
        List<String> modalities = options.modalities();
        List<FeatureMatrix> all = folder.matrices(
                modalities.stream().map(options.embeddingProperties()::get).toList());
        for (int m = 0; m < all.size(); m++) {
            matrices.put(modalities.get(m), all.get(m));
        }
    }

    private int itemCount() {
        return matrices.values().iterator().next().rows();
    }

    @Override
    public Dataset<Row> items(List<String> modalities) {
        return invalid.skip(
                folder.items(modalities, modalities.stream().map(matrices::get).toList()), modalities);
    }

    /** The layout does not tell. */
    @Override
    public Dataset<Row> candidates() {
        return null;
    }

    /** @throws IllegalArgumentException if there are none to train with */
    @Override
    public Dataset<Row> interactions() throws IOException {
        Dataset<Row> all = folder.interactions(itemCount());
        Dataset<Row> training = options.flag("allInteractions")
                ? all
                : all.filter(all.col("label").equalTo(InteractionLine.TRAINING));
        if (training.isEmpty()) {
            throw new IllegalArgumentException(options.required("data") + ": no interactions to train with");
        }
        return training.drop("label");
    }

    /** Every training interaction counts once. */
    @Override
    public InteractionRules interactionRules() {
        return InteractionRules.all(List.of(), null);
    }

    @Override
    public List<Dataset<Row>> similarities() {
        return options.modalities().stream().map(similarities::get).toList();
    }

    @Override
    public Sink similarities(String modality) throws IOException {
        Output output = output("/neighbours_" + modality + ".npz");
        return (rows, weights) -> {
            similarities.put(modality, rows.persist(StorageLevel.MEMORY_AND_DISK()));
            output.write((files, path) -> CsrFile.write(files, path, rows, itemCount(), itemCount()));
        };
    }

    @Override
    public Sink virtualInteractions(Strategy strategy) throws IOException {
        Output output = output("/" + strategy.name().toLowerCase(Locale.ROOT));
        return (rows, weights) -> {
            rows.persist(StorageLevel.MEMORY_AND_DISK());
            try {
                output.write((files, path) -> {
                    writeList(files, new Path(path, MmrecFolder.VIRTUAL), rows);
                    writeAdjacency(files, new Path(path, "adjacency.npz"), rows);
                });
            } finally {
                rows.unpersist();
            }
        };
    }

    private Output output(String name) throws IOException {
        return new Output(session, options.required("output") + name, options.flag("overwrite"));
    }

    /** Each user's strongest virtual interactions come first. */
    private static void writeList(FileSystem files, Path path, Dataset<Row> rows) throws IOException {
        Iterator<Row> sorted = rows.sort(
                        functions.col("user"), functions.col("weight").desc(), functions.col("item"))
                .toLocalIterator();
        try (BufferedWriter out =
                new BufferedWriter(new OutputStreamWriter(files.create(path, false), StandardCharsets.US_ASCII))) {
            out.append("userID\titemID\tweight\n");
            while (sorted.hasNext()) {
                Row row = sorted.next();
                out.append(Long.toString(row.getLong(0)))
                        .append('\t')
                        .append(Long.toString(row.getLong(1)))
                        .append('\t')
                        .append(Double.toString(row.getDouble(2)))
                        .append('\n');
            }
        }
    }

    /** The matrix of users and items: a training interaction weighs 1, and a virtual one its weight. */
    private void writeAdjacency(FileSystem files, Path path, Dataset<Row> rows) throws IOException {
        long highestUser = folder.interactions(itemCount())
                .agg(functions.max("user"))
                .first()
                .getLong(0);
        Dataset<Row> real = interactions().distinct().withColumn("weight", functions.lit(1.0));
        CsrFile.write(files, path, real.union(rows), highestUser + 1, itemCount());
    }
}
