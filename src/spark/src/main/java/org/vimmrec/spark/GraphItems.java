package org.vimmrec.spark;

import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.neo4j.driver.Driver;
import org.neo4j.driver.Record;
import org.neo4j.driver.Session;
import org.neo4j.driver.Value;
import org.neo4j.driver.exceptions.ClientException;

/**
 * Reads items with their embeddings from the graph. It does so with the driver, because the connector's queries cannot
 * choose the version of Cypher that turns a {@code VECTOR} into a list.
 */
final class GraphItems {
    /** An embedding that is not valid, whatever it is instead. */
    private static final double[] INVALID = {};

    private final SparkSession session;
    private final GraphReader reader;
    private final GraphKeys keys;
    private final GraphCandidates candidates;
    private final int partitions;

    /** @param partitions how many queries read the table, each a share of the nodes */
    GraphItems(SparkSession session, GraphReader reader, GraphKeys keys, GraphCandidates candidates, int partitions) {
        this.session = session;
        this.reader = reader;
        this.keys = keys;
        this.candidates = candidates;
        this.partitions = partitions;
    }

    /**
     * The items with an embedding in each of some modalities, or null.
     *
     * @param skipsInvalid whether a property of another type is read as an empty list, and not an error
     * @throws IllegalArgumentException if no item has an embedding in a modality
     */
    Dataset<Row> read(List<String> modalities, boolean skipsInvalid) {
        String label = Cypher.name(keys.itemLabel());
        boolean mayHaveVectors = knowsCypher25();
        StructType type = GraphReader.ids();
        StringBuilder columns = new StringBuilder("id(item)");
        for (String modality : modalities) {
            String name = keys.modalities().get(modality);
            String property = "item." + Cypher.name(name);
            if (!reader.exists("MATCH (item:%s) WHERE %s IS NOT NULL".formatted(label, property))) {
                throw new IllegalArgumentException(
                        "No node with the label [%s] has the property [%s]. Check `itemLabel` and `modalities`."
                                .formatted(keys.itemLabel(), name));
            }
            type = type.add(modality, DataTypes.createArrayType(DataTypes.DoubleType));
            columns.append(", ").append(mayHaveVectors ? listOfVector(property) : property);
        }
        if (!candidates.isAll()) {
            candidates.check();
            type = type.add(Rows.CANDIDATE, DataTypes.BooleanType);
            columns.append(", ").append(candidates.predicate("item"));
        }
        String language = mayHaveVectors ? "CYPHER 25 " : "CYPHER 5 ";
        List<String> queries = IntStream.range(0, partitions)
                .mapToObj(part -> partitions == 1 ? "" : "WHERE id(item) %% %d = %d ".formatted(partitions, part))
                .map(part -> "%sMATCH (item:%s) %sRETURN %s".formatted(language, label, part, columns))
                .toList();
        GraphConnection connection = reader.connection();
        return session.createDataFrame(
                JavaSparkContext.fromSparkContext(session.sparkContext())
                        .parallelize(queries, partitions)
                        .flatMap(query -> rows(connection, query, modalities, skipsInvalid)),
                type);
    }

    /** A server without this version has no values of the type VECTOR. */
    private boolean knowsCypher25() {
        try (Driver driver = reader.connection().driver();
                Session opened = reader.connection().session(driver)) {
            opened.run("CYPHER 25 RETURN 1").consume();
            return true;
        } catch (ClientException e) {
            if (!e.code().startsWith("Neo.ClientError.Statement.")) { // its own code for this depends on the server
                throw e;
            }
            return false;
        }
    }

    private static String listOfVector(String property) {
        return "CASE WHEN valueType(%1$s) STARTS WITH 'VECTOR' THEN toFloatList(%1$s) ELSE %1$s END"
                .formatted(property);
    }

    /** Reads while Spark asks for rows, so that a task does not hold all of them. */
    private static Iterator<Row> rows(
            GraphConnection connection, String query, List<String> modalities, boolean skipsInvalid) {
        Driver driver = connection.driver();
        TaskContext.get().addTaskCompletionListener((TaskCompletionListener) context -> driver.close());
        Iterator<Record> records = connection.session(driver).run(query);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return records.hasNext();
            }

            @Override
            public Row next() {
                Record item = records.next();
                Object[] row = new Object[item.size()];
                row[0] = item.get(0).asLong();
                for (int m = 0; m < modalities.size(); m++) {
                    row[m + 1] = embedding((long) row[0], modalities.get(m), item.get(m + 1), skipsInvalid);
                }
                if (row.length > modalities.size() + 1) {
                    row[row.length - 1] = item.get(row.length - 1).asBoolean();
                }
                return RowFactory.create(row);
            }
        };
    }

    private static double[] embedding(long item, String modality, Value value, boolean skipsInvalid) {
        if (value.isNull()) {
            return null;
        }
        if (value.asObject() instanceof List<?> list && list.stream().allMatch(Number.class::isInstance)) {
            return list.stream()
                    .mapToDouble(number -> ((Number) number).doubleValue())
                    .toArray();
        }
        if (skipsInvalid) {
            return INVALID;
        }
        throw new IllegalArgumentException(Rows.invalid(
                modality,
                item,
                "is not a numeric array or vector, but of type " + value.type().name()));
    }
}
