package org.vimmrec.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.vimmrec.interaction.Strategy;

/** Folders of Parquet files. */
final class ParquetTables implements Tables {
    private final SparkSession session;
    private final Options options;
    private final boolean isRun;

    /** @param isRun whether all results are subfolders of one output, and the similarities are among them */
    ParquetTables(SparkSession session, Options options, boolean isRun) {
        this.session = session;
        this.options = options;
        this.isRun = isRun;
    }

    private Dataset<Row> input(String key) {
        return session.read().parquet(options.required(key));
    }

    @Override
    public Dataset<Row> items(List<String> modalities) {
        Dataset<Row> items = input("items");
        List<Column> columns = new ArrayList<>(List.of(items.col("id")));
        modalities.forEach(modality -> columns.add(
                items.col(options.embeddingProperties().get(modality)).as(modality)));
        return items.select(columns.toArray(Column[]::new));
    }

    @Override
    public Dataset<Row> interactions() {
        return input("interactions");
    }

    @Override
    public List<Dataset<Row>> similarities() {
        String folder = isRun ? options.required("output") + "/similarities" : options.required("similarities");
        return options.modalities().stream()
                .map(modality -> session.read().parquet(folder + "/" + modality))
                .toList();
    }

    @Override
    public Sink similarities(String modality) throws IOException {
        return output((isRun ? "/similarities/" : "/") + modality);
    }

    @Override
    public Sink virtualInteractions(Strategy strategy) throws IOException {
        return output(isRun ? "/" + strategy.name().toLowerCase(Locale.ROOT) : "");
    }

    private Sink output(String subfolder) throws IOException {
        Output output = new Output(session, options.required("output") + subfolder, options.flag("overwrite"));
        return (rows, weights) -> output.write((files, path) -> rows.write().parquet(path.toString()));
    }
}
