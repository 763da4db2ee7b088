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

    private Rows() {}

    /**
     * Reads items.
     *
     * @param items with a whole number {@code id} and for each modality a column of its name, an array of numbers or
     *     null
     */
    static JavaRDD<Item> items(Dataset<Row> items, List<String> modalities) {
        Column[] columns = new Column[modalities.size() + 1];
        columns[0] = items.col("id").cast(DataTypes.LongType);
        for (int m = 0; m < modalities.size(); m++) {
            columns[m + 1] = items.col(modalities.get(m)).cast(DataTypes.createArrayType(DataTypes.DoubleType));
        }
        int count = modalities.size();
        return items.select(columns).toJavaRDD().map(row -> {
            float[][] embeddings = new float[count][];
            for (int m = 0; m < count; m++) {
                embeddings[m] = row.isNullAt(m + 1) ? null : embedding(row, m + 1, modalities.get(m));
            }
            return new Item(row.getLong(0), embeddings);
        });
    }

    private static float[] embedding(Row row, int column, String modality) {
        List<Double> values = row.getList(column);
        double[] embedding = new double[values.size()];
        for (int k = 0; k < embedding.length; k++) {
            Double value = values.get(k);
            if (value == null || !Double.isFinite(value)) {
                throw new IllegalArgumentException(
                        "Item %d has the value %s at index %d of `%s`. Embeddings must contain finite numbers only."
                                .formatted(row.getLong(0), value, k, modality));
            }
            embedding[k] = value;
        }
        return EmbeddingMatrix.row(embedding);
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
