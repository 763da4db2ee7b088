package org.vimmrec.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * The method on {@code Dataset<Row>}. Tables of items have a whole number {@code id}, for each modality a column of its
 * name, an array of numbers or null, and perhaps a boolean {@code candidate}: only items where it is true may be
 * neighbours or virtual items, and null counts as false. Tables of interactions have whole numbers {@code user} and
 * {@code item}, and perhaps a number {@code weight}. Results equal those of the core on one machine to the last bit,
 * where items are in the order of their ids.
 */
public final class SparkJobs {
    /** The value of {@code spark.serializer} that the jobs need: Kryo cannot create Java records. */
    static final String SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

    private final SparkSession session;
    private final ProjectivePlane plane;
    private final long interactionsPerKey;
    private final boolean commonIds;

    /**
     * @param session runs the jobs
     * @param planeOrder a prime: a task of a similarity search holds one in this many items; 1 for one task
     * @param interactionsPerKey an item with more interactions is spread over several tasks
     * @throws IllegalArgumentException if the session serializes with Kryo, or the order is no prime
     */
    public SparkJobs(SparkSession session, int planeOrder, long interactionsPerKey) {
        this(session, planeOrder, interactionsPerKey, false);
    }

    /**
     * The same for users that may be items.
     *
     * @param commonIds whether a user and an item with the same id are the same; then nobody is a virtual item of
     *     themselves
     * @throws IllegalArgumentException if the session serializes with Kryo, or the order is no prime
     */
    public SparkJobs(SparkSession session, int planeOrder, long interactionsPerKey, boolean commonIds) {
        String serializer = session.sparkContext().conf().get("spark.serializer", SERIALIZER);
        if (!serializer.equals(SERIALIZER)) {
            throw new IllegalArgumentException(
                    "`spark.serializer` is %s, which cannot create Java records. Set it to %s."
                            .formatted(serializer, SERIALIZER));
        }
        this.session = session;
        this.plane = new ProjectivePlane(planeOrder);
        this.interactionsPerKey = interactionsPerKey;
        this.commonIds = commonIds;
    }

    /**
     * Finds each item's most similar items in one modality.
     *
     * @param topK the most neighbours of an item, at least 1
     * @param cutoff neighbours have a similarity above it
     * @return rows of source, target and score
     */
    public Dataset<Row> similarity(Dataset<Row> items, String modality, int topK, double cutoff) {
        describe("similarity: search the " + topK + " nearest neighbours in " + modality);
        NeighbourSearch search = new NeighbourSearch(List.of(modality), new double[] {1}, topK, cutoff, plane);
        return session.createDataFrame(
                Rows.ofNeighbours(search.search(Rows.items(items, List.of(modality)))), Rows.SIMILARITIES);
    }

    /**
     * Computes the weights of modalities by the weighting {@code mean}. The driver needs about 24 bytes for each stored
     * similarity.
     *
     * @param similarities by modality the result of {@link #similarity}
     * @return by modality, of sum 1
     */
    public double[] weights(List<Dataset<Row>> similarities) {
        List<Distribution> distributions = new ArrayList<>();
        for (Dataset<Row> each : similarities) {
            describe("statistics: read similarities");
            distributions.add(Distribution.of(scores(each)));
        }
        return ModalityWeights.among(
                new ModalityWeighting(ModalityWeighting.Method.MEAN, 0, 0)
                        .weights(distributions.size(), () -> distributions, null, null, new Task(1, TaskMonitor.NONE)),
                ModalityWeighting.withoutValues(distributions));
    }

    private static double[] scores(Dataset<Row> similarities) {
        return similarities
                .select("score")
                .toJavaRDD()
                .mapPartitions(rows -> {
                    DoubleStream.Builder scores = DoubleStream.builder();
                    rows.forEachRemaining(row -> scores.add(row.getDouble(0)));
                    return List.of(scores.build().toArray()).iterator();
                })
                .collect()
                .stream()
                .flatMapToDouble(Arrays::stream)
                .toArray();
    }

    /**
     * Computes Overlay's virtual interactions.
     *
     * @param similarities by modality the result of {@link #similarity}; rows whose target may not be a virtual item
     *     are left out
     * @param weights by modality, such as those of {@link #weights}
     * @param topK the number of an item's neighbours that contribute
     * @param rule which virtual interactions are kept, and with what weight
     * @return rows of user, item and weight
     */
    public Dataset<Row> overlay(
            Dataset<Row> interactions, List<Dataset<Row>> similarities, double[] weights, int topK, EdgeRule rule) {
        describe("overlay: join interactions with the neighbours of their items");
        return virtualInteractions(
                interactions, similarities.stream().map(Rows::neighbours).toList(), weights, topK, rule);
    }

    /**
     * Computes Synergistic's virtual interactions.
     *
     * @param weights by modality, such as those of {@link #weights}
     * @param topK the number of an item's neighbours, by fused similarity
     * @param cutoff neighbours have a fused similarity above it
     * @return see {@link #overlay}
     */
    public Dataset<Row> synergistic(
            Dataset<Row> interactions,
            Dataset<Row> items,
            List<String> modalities,
            double[] weights,
            int topK,
            double cutoff,
            EdgeRule rule) {
        describe("synergistic: search the " + topK + " nearest neighbours in " + String.join(" + ", modalities));
        NeighbourSearch search = new NeighbourSearch(modalities, weights, topK, cutoff, plane);
        return virtualInteractions(
                interactions, List.of(search.search(Rows.items(items, modalities))), new double[] {1}, topK, rule);
    }

    private Dataset<Row> virtualInteractions(
            Dataset<Row> interactions,
            List<JavaPairRDD<Long, NeighbourList>> layers,
            double[] weights,
            int topK,
            EdgeRule rule) {
        VirtualInteractionsJob job = new VirtualInteractionsJob(
                weights, topK, Rows.isWeighted(interactions), rule, interactionsPerKey, commonIds);
        return session.createDataFrame(job.run(Rows.interactions(interactions), layers), Rows.VIRTUAL_INTERACTIONS);
    }

    /** Names the work that follows on Spark's own page. */
    private void describe(String work) {
        JavaSparkContext.fromSparkContext(session.sparkContext()).setJobDescription(work);
    }
}
