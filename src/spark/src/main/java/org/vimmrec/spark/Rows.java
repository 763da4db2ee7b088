package org.vimmrec.spark;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.vimmrec.similarity.EmbeddingMatrix;

/** Converts between tables and the records of the jobs. */
final class Rows {
    static final StructType SIMILARITIES = new StructType()
            .add("source", DataTypes.LongType, false)
            .add("target", DataTypes.LongType, false)
            .add("score", DataTypes.DoubleType, false);
    static final StructType VIRTUAL_INTERACTIONS = new StructType()
            .add("user", DataTypes.LongType, false)
            .add("item", DataTypes.LongType, false)
            .add("weight", DataTypes.DoubleType, false);

    /** The column of items that tells which ones may be neighbours. */
    static final String CANDIDATE = "candidate";

    private Rows() {}

    /**
     * Reads items.
     *
     * @param items with a whole number {@code id}, for each modality a column of its name, an array of numbers or null,
     *     and perhaps a boolean {@code candidate}
     */
    static JavaRDD<Item> items(Dataset<Row> items, List<String> modalities) {
        Column[] columns = new Column[modalities.size() + 2];
        columns[0] = items.col("id").cast(DataTypes.LongType);
        for (int m = 0; m < modalities.size(); m++) {
            columns[m + 1] = items.col(modalities.get(m)).cast(DataTypes.createArrayType(DataTypes.DoubleType));
        }
        int count = modalities.size();
        columns[count + 1] = List.of(items.columns()).contains(CANDIDATE)
                ? functions.coalesce(items.col(CANDIDATE), functions.lit(false))
                : functions.lit(true);
        return items.select(columns).toJavaRDD().map(row -> {
            float[][] embeddings = new float[count][];
            for (int m = 0; m < count; m++) {
                embeddings[m] = row.isNullAt(m + 1) ? null : embedding(row, m + 1, modalities.get(m));
            }
            return new Item(row.getLong(0), row.getBoolean(count + 1), embeddings);
        });
    }

    private static float[] embedding(Row row, int column, String modality) {
        List<Double> values = row.getList(column);
        double[] embedding = new double[values.size()];
        if (embedding.length == 0) {
            throw new IllegalArgumentException(invalid(modality, row.getLong(0), "is an empty array"));
        }
        for (int k = 0; k < embedding.length; k++) {
            Double value = values.get(k);
            if (value == null || !Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        invalid(modality, row.getLong(0), "has %s at position %d".formatted(value, k)));
            }
            embedding[k] = value;
        }
        return EmbeddingMatrix.row(embedding);
    }

    /**
     * The message about an embedding.
     *
     * @param problem a predicate for "the embedding of item n"
     */
    static String invalid(String modality, long item, String problem) {
        return "`modalities.%s`: the embedding of item %d %s. Fix it, or set `invalidEmbeddings=skip`."
                .formatted(modality, item, problem);
    }

    /**
     * The similarities with some items.
     *
     * @param candidates the {@code id} of each item; null for all
     */
    static Dataset<Row> among(Dataset<Row> similarities, Dataset<Row> candidates) {
        return candidates == null
                ? similarities
                : similarities.join(candidates, similarities.col("target").equalTo(candidates.col("id")), "left_semi");
    }

    /** A row for each pair of an item and its neighbour. */
    static JavaRDD<Row> ofNeighbours(JavaPairRDD<Long, NeighbourList> neighbours) {
        return neighbours.flatMap(each -> {
            NeighbourList list = each._2();
            return IntStream.range(0, list.ids().length)
                    .mapToObj(k -> RowFactory.create(each._1(), list.ids()[k], list.scores()[k]))
                    .iterator();
        });
    }

    /** The reverse of {@link #ofNeighbours}: the rows may come in any order. */
    static JavaPairRDD<Long, NeighbourList> neighbours(Dataset<Row> similarities) {
        Dataset<Row> sorted = similarities
                .select(similarities.col("source"), similarities.col("target"), similarities.col("score"))
                .repartition(similarities.col("source"))
                .sortWithinPartitions(
                        functions.col("source"), functions.col("score").desc(), functions.col("target"));
        return sorted.toJavaRDD().mapPartitionsToPair(SortedNeighbours::new);
    }
}
