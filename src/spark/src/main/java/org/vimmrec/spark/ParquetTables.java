package org.vimmrec.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.rule.InteractionRules;

/** Folders of Parquet files. */
final class ParquetTables implements Tables {
    private static final String CANDIDATE_PROPERTY = "candidateProperty";

    private final SparkSession session;
    private final Options options;
    private final boolean isRun;
    /** Null until they are needed: some commands have no interactions. */
    private InteractionRules rules;

    private final InvalidEmbeddings invalid;

    /** @param isRun whether all results are subfolders of one output, and the similarities are among them */
    ParquetTables(SparkSession session, Options options, boolean isRun, InvalidEmbeddings invalid) {
        this.session = session;
        this.options = options;
        this.isRun = isRun;
        this.invalid = invalid;
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
        if (options.has(CANDIDATE_PROPERTY)) {
            columns.add(candidate(items).as(Rows.CANDIDATE));
        }
        return invalid.skip(items.select(columns.toArray(Column[]::new)), modalities);
    }

    private Column candidate(Dataset<Row> items) {
        String name = options.required(CANDIDATE_PROPERTY);
        DataType type = items.select(items.col(name)).schema().apply(0).dataType();
        if (!type.equals(DataTypes.BooleanType)) {
            throw new IllegalArgumentException("`%s`: the column [%s] must be boolean, but is %s."
                    .formatted(CANDIDATE_PROPERTY, name, type.simpleString()));
        }
        return items.col(name);
    }

    @Override
    public Dataset<Row> candidates() {
        if (!options.has(CANDIDATE_PROPERTY)) {
            return null;
        }
        Dataset<Row> items = input("items");
        return items.filter(candidate(items)).select("id");
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
        Output output = new Output(session, options.required("output") + subfolder, options.flag("overwrite"));
        return (rows, weights) -> output.write((files, path) -> rows.write().parquet(path.toString()));
    }
}
