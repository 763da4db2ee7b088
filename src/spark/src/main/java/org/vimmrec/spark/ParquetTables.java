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
import org.vimmrec.rule.InteractionRules;

/** Folders of Parquet files. */
final class ParquetTables implements Tables {
    private final SparkSession session;
    private final Options options;
    private final boolean isRun;
    /** Null until they are needed: some commands have no interactions. */
    private InteractionRules rules;

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
        Dataset<Row> table = input("interactions");
        InteractionRules rules = interactionRules();
        List<Column> columns = new ArrayList<>(List.of(column(table, "user"), column(table, "item")));
        if (rules.weightProperty() != null) {
            columns.add(column(table, rules.weightProperty()).as(InteractionTable.WEIGHT));
        }
        if (rules.times() != null) {
            columns.add(column(table, rules.times().property()).as(InteractionTable.TIME));
        }
        if (!rules.typesDiffer() && !options.has(InteractionKeys.TYPE)) {
            return table.select(columns.toArray(Column[]::new));
        }
        Column type = column(table, InteractionTable.TYPE);
        columns.add(type);
        return table.filter(type.isin(rules.allTypes().toArray())).select(columns.toArray(Column[]::new));
    }

    private static Column column(Dataset<Row> table, String name) {
        if (!InteractionTable.has(table, name)) {
            throw new IllegalArgumentException(
                    "The table of interactions has no column `%s`, only %s.".formatted(name, List.of(table.columns())));
        }
        return table.col(name);
    }

    @Override
    public InteractionRules interactionRules() {
        if (rules == null) {
            boolean hasWeight = InteractionTable.has(input("interactions"), InteractionTable.WEIGHT);
            String weight = options.text(InteractionKeys.WEIGHT_PROPERTY, hasWeight ? InteractionTable.WEIGHT : null);
            rules = new InteractionKeys(options, weight).rules();
        }
        return rules;
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
        ParquetTable table =
                new ParquetTable(session, options.required("output") + subfolder, options.flag("overwrite"));
        return (rows, weights) -> table.write(rows);
    }
}
