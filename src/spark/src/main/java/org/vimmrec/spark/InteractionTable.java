package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.rule.InteractionWeigher.Verdict;
import scala.Tuple2;

/**
 * A table of interactions, and the rules by which they count.
 *
 * @param rows with whole numbers {@code user} and {@code item}. If the rules need them, also with the columns
 *     {@code weight}, {@code type} and {@code time}. A time that was read from Neo4j is text, and its type is in the
 *     column {@value #TIME_TYPE}
 */
record InteractionTable(Dataset<Row> rows, InteractionRules rules) {
    static final String WEIGHT = "weight";
    static final String TYPE = "type";
    static final String TIME = "time";
    static final String TIME_TYPE = "timeType";

    /** The table without rules: every row counts, with the column {@code weight} if there is one. */
    static InteractionTable of(Dataset<Row> rows) {
        return new InteractionTable(rows, InteractionRules.all(List.of(), has(rows, WEIGHT) ? WEIGHT : null));
    }

    static boolean has(Dataset<Row> rows, String column) {
        return List.of(rows.columns()).contains(column);
    }

    /**
     * What each row says of its item.
     *
     * @return by item
     */
    JavaPairRDD<Long, Interaction> interactions() {
        InteractionRules used = rules;
        return values().mapPartitionsToPair(values -> {
            InteractionWeigher weigher = new InteractionWeigher(used, InteractionWeigher.units(used));
            return map(values, each -> {
                Verdict verdict = weigher.weigh(each.user, each);
                return new Tuple2<>(each.item, new Interaction(each.user, verdict, weigher.weight(), weigher.time()));
            });
        });
    }

    private interface Mapping<T> {
        T of(Values values);
    }

    private static <T> Iterator<T> map(Iterator<Values> all, Mapping<T> mapping) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public T next() {
                return mapping.of(all.next());
            }
        };
    }

    /**
     * Checks all interactions together, in a pass over the table if the rules make a difference.
     *
     * @throws IllegalArgumentException if none counts, if their times have different units, or if the weights of all
     *     have decayed to nothing
     */
    void check() {
        if (rules.mayIgnore() || rules.times() != null) {
            InteractionRules used = rules;
            values().mapPartitions(
                            values -> List.of(InteractionCheck.of(values, used)).iterator())
                    .fold(InteractionCheck.none(used), InteractionCheck::plus)
                    .require(used);
        }
    }

    private JavaRDD<Values> values() {
        List<Column> columns = new ArrayList<>();
        columns.add(rows.col("user").cast(DataTypes.LongType));
        columns.add(rows.col("item").cast(DataTypes.LongType));
        columns.add(rules.weightProperty() == null ? none(DataTypes.DoubleType) : weight());
        columns.add(rules.typesDiffer() ? rows.col(TYPE).cast(DataTypes.StringType) : none(DataTypes.StringType));
        columns.add(rules.times() == null ? none(DataTypes.StringType) : rows.col(TIME));
        boolean isText = has(rows, TIME_TYPE);
        columns.add(isText ? rows.col(TIME_TYPE) : none(DataTypes.StringType));
        return rows.select(columns.toArray(Column[]::new)).toJavaRDD().map(row -> {
            if (row.isNullAt(0) || row.isNullAt(1)) {
                throw new IllegalArgumentException("An interaction has no `user` or no `item`: %s.".formatted(row));
            }
            return new Values(
                    row.getLong(0),
                    row.getLong(1),
                    row.isNullAt(2) ? null : row.getDouble(2),
                    row.getString(3),
                    isText && !row.isNullAt(5)
                            ? Times.ofCypher(row.getString(4), row.getString(5))
                            : Times.ofSpark(row.get(4)));
        });
    }

    private static Column none(DataType type) {
        return functions.lit(null).cast(type);
    }

    private Column weight() {
        DataType type = rows.schema().apply(WEIGHT).dataType();
        if (!(type instanceof NumericType)) { // Spark would turn what is no number into null
            throw new IllegalArgumentException(
                    "The weights of interactions must be numbers, but are of type %s.".formatted(type.simpleString()));
        }
        return rows.col(WEIGHT).cast(DataTypes.DoubleType);
    }

    /** The values of a row, of which the rules need some. */
    record Values(long user, long item, Double weight, String type, Object time)
            implements InteractionWeigher.Source, Serializable {
        @Override
        public String name() {
            return "the interaction of user %d with item %d".formatted(user, item);
        }
    }
}
