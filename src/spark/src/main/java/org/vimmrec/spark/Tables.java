package org.vimmrec.spark;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.rule.InteractionRules;

/** Where the program reads its data and writes its results. */
interface Tables {

    /** See {@link SparkJobs} for the columns, which are those of some modalities only. */
    Dataset<Row> items(List<String> modalities);

    /** The {@code id} of each item that may be a virtual item; null if all may. */
    Dataset<Row> candidates();

    /** See {@link SparkJobs#with} for the columns. */
    Dataset<Row> interactions() throws IOException;

    /** The rules by which interactions count. */
    InteractionRules interactionRules();

    /** By modality what {@link SparkJobs#similarity} has computed before. */
    List<Dataset<Row>> similarities();

    /**
     * The place for the similarities of a modality.
     *
     * @throws IllegalArgumentException if the result must not be written there; nothing is changed
     */
    Sink similarities(String modality) throws IOException;

    /**
     * The place for the virtual interactions of a strategy.
     *
     * @throws IllegalArgumentException if the result must not be written there; nothing is changed
     */
    Sink virtualInteractions(Strategy strategy) throws IOException;

    /** A place for one result. */
    interface Sink {
        /**
         * Replaces what is there.
         *
         * @param rows three columns: a source, a target and a value
         * @param weights by modality what was used to compute virtual interactions; empty for similarities
         */
        void write(Dataset<Row> rows, Map<String, Double> weights) throws IOException;
    }
}
