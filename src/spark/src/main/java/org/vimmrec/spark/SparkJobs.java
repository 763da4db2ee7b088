package org.vimmrec.spark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.StorageLevel;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.similarity.RecallEstimate;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * The method on {@code Dataset<Row>}. Tables of items have a whole number {@code id}, for each modality a column of its
 * name, an array of numbers or null, and perhaps a boolean {@code candidate}: only items where it is true may be
 * neighbours or virtual items, and null counts as false. Tables of interactions have whole numbers {@code user} and
 * {@code item}, and perhaps a number {@code weight}. Results of the exact search equal those of the core on one machine
 * to the last bit, where items are in the order of their ids.
 */
public final class SparkJobs {
    /** The value of {@code spark.serializer} that the jobs need: Kryo cannot create Java records. */
    static final String SERIALIZER = "org.apache.spark.serializer.JavaSerializer";

    private final SparkSession session;
    private final ProjectivePlane plane;
    private final long interactionsPerKey;
    private final boolean commonIds;
    /** Null if every interaction counts. */
    private final InteractionRules rules;
    /** Null for the exact search. */
    private final Approximation approximation;

    /** See {@link #approximate}. */
    private record Approximation(
            double targetRecall, int itemsPerTask, BiConsumer<List<String>, RecallEstimate> recalls) {}

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
        this(session, new ProjectivePlane(planeOrder), interactionsPerKey, commonIds, null, null);
    }

    private SparkJobs(
            SparkSession session,
            ProjectivePlane plane,
            long interactionsPerKey,
            boolean commonIds,
            InteractionRules rules,
            Approximation approximation) {
        String serializer = session.sparkContext().conf().get("spark.serializer", SERIALIZER);
        if (!serializer.equals(SERIALIZER)) {
            throw new IllegalArgumentException(
                    "`spark.serializer` is %s, which cannot create Java records. Set it to %s."
                            .formatted(serializer, SERIALIZER));
        }
        this.session = session;
        this.plane = plane;
        this.interactionsPerKey = interactionsPerKey;
        this.commonIds = commonIds;
        this.rules = rules;
        this.approximation = approximation;
    }

    /**
     * The same jobs with rules by which interactions count. Tables of interactions then need a column {@code weight} if
     * the rules have a weight property, a text {@code type} if types differ, and a {@code time} if the rules have
     * times: a number, a date or a timestamp.
     */
    public SparkJobs with(InteractionRules newRules) {
        return new SparkJobs(session, plane, interactionsPerKey, commonIds, newRules, approximation);
    }

    /**
     * The same jobs with an approximate search, which compares few of the pairs and measures which share of the exact
     * neighbours it found. Up to {@code itemsPerTask} items are searched exactly. The search runs at once, and not when
     * the result is read.
     *
     * @param targetRecall the least lower end of the 95 % interval of the recall, above 0 and below 1
     * @param itemsPerTask about how many items a task compares, at least 1
     * @param recalls receives the modalities of each search and its recall, which is 1 if it was exact
     */
    public SparkJobs approximate(
            double targetRecall, int itemsPerTask, BiConsumer<List<String>, RecallEstimate> recalls) {
        return new SparkJobs(
                session,
                plane,
                interactionsPerKey,
                commonIds,
                rules,
                new Approximation(targetRecall, itemsPerTask, recalls));
    }

    /**
     * Finds each item's most similar items in one modality.
     *
     * @param topK the most neighbours of an item, at least 1
     * @param cutoff neighbours have a similarity above it
     * @return rows of source, target and score
     */
    public Dataset<Row> similarity(Dataset<Row> items, String modality, int topK, double cutoff) {
        return similarity(items, modality, topK, SimilarityCutoff.of(cutoff));
    }

    /** The same with a cutoff that may be a percentile. The driver then needs about 24 bytes for each similarity. */
    public Dataset<Row> similarity(Dataset<Row> items, String modality, int topK, SimilarityCutoff cutoff) {
        describe("similarity: search the " + topK + " nearest neighbours in " + modality);
        return session.createDataFrame(
                Rows.ofNeighbours(search(items, List.of(modality), new double[] {1}, topK, cutoff)), Rows.SIMILARITIES);
    }

    private JavaPairRDD<Long, NeighbourList> search(
            Dataset<Row> items, List<String> modalities, double[] weights, int topK, SimilarityCutoff cutoff) {
        JavaPairRDD<Long, NeighbourList> found =
                search(Rows.items(items, modalities), new LocalSearch(modalities, weights, topK, cutoff.ofSearch()));
        if (!cutoff.isPercentile()) {
            return found;
        }
        found.persist(StorageLevel.MEMORY_AND_DISK()); // Spark removes it when it is garbage
        double bound = Distribution.of(numbers(found.values().map(NeighbourList::scores)))
                .percentile(cutoff.value());
        return found.mapValues(list -> list.above(bound));
    }

    private JavaPairRDD<Long, NeighbourList> search(JavaRDD<Item> items, LocalSearch local) {
        if (approximation == null) {
            return new ExactSearch(local, plane).search(items).neighbours();
        }
        FoundLists found = new ApproximateSearch(local, plane, approximation.targetRecall, approximation.itemsPerTask)
                .search(items);
        approximation.recalls.accept(local.modalities(), found.recall());
        return found.neighbours();
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
        return numbers(similarities.select("score").toJavaRDD().mapPartitions(rows -> {
            DoubleStream.Builder scores = DoubleStream.builder();
            rows.forEachRemaining(row -> scores.add(row.getDouble(0)));
            return List.of(scores.build().toArray()).iterator();
        }));
    }

    private static double[] numbers(JavaRDD<double[]> arrays) {
        return arrays.collect().stream().flatMapToDouble(Arrays::stream).toArray();
    }

    /**
     * Computes the weights of modalities by the weighting {@code coInteraction}. The driver needs about 16 bytes for
     * each interaction, 100 for each user and 8 for each item, and the embeddings of the items that are drawn: at most
     * three for each pair.
     *
     * @param sampleSize the number of pairs to draw
     * @param seed the same seed gives the same sample
     * @return by modality, of sum 1
     */
    public double[] weights(
            Dataset<Row> interactions, Dataset<Row> items, List<String> modalities, int sampleSize, long seed) {
        describe("statistics: read the items of all users");
        InteractionTable table = table(interactions);
        table.check();
        return new CoInteractionJob(modalities, sampleSize, seed)
                .weights(table.interactions(), Rows.items(items, modalities));
    }

    /** By modality whether a table of similarities is empty. */
    boolean[] empty(List<Dataset<Row>> similarities) {
        boolean[] empty = new boolean[similarities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = similarities.get(m).isEmpty();
        }
        return empty;
    }

    /** By modality whether no two items have an embedding. */
    boolean[] empty(Dataset<Row> items, List<String> modalities) {
        boolean[] empty = new boolean[modalities.size()];
        for (int m = 0; m < empty.length; m++) {
            empty[m] = Rows.items(items, List.of(modalities.get(m)))
                            .filter(item -> item.rows()[0] != null)
                            .take(2)
                            .size()
                    < 2;
        }
        return empty;
    }

    private InteractionTable table(Dataset<Row> interactions) {
        return rules == null ? InteractionTable.of(interactions) : new InteractionTable(interactions, rules);
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
        int[] topKs = new int[similarities.size()];
        Arrays.fill(topKs, topK);
        return overlay(interactions, similarities, weights, topKs, rule);
    }

    /** The same with a number of neighbours for each modality. */
    public Dataset<Row> overlay(
            Dataset<Row> interactions, List<Dataset<Row>> similarities, double[] weights, int[] topKs, EdgeRule rule) {
        describe("overlay: join interactions with the neighbours of their items");
        return virtualInteractions(
                interactions, similarities.stream().map(Rows::neighbours).toList(), weights, topKs, rule);
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
        return synergistic(interactions, items, modalities, weights, topK, SimilarityCutoff.of(cutoff), rule);
    }

    /** The same with a cutoff that may be a percentile, as in {@link #similarity}. */
    public Dataset<Row> synergistic(
            Dataset<Row> interactions,
            Dataset<Row> items,
            List<String> modalities,
            double[] weights,
            int topK,
            SimilarityCutoff cutoff,
            EdgeRule rule) {
        describe("synergistic: search the " + topK + " nearest neighbours in " + String.join(" + ", modalities));
        return virtualInteractions(
                interactions,
                List.of(search(items, modalities, weights, topK, cutoff)),
                new double[] {1},
                new int[] {topK},
                rule);
    }

    private Dataset<Row> virtualInteractions(
            Dataset<Row> interactions,
            List<JavaPairRDD<Long, NeighbourList>> layers,
            double[] weights,
            int[] topKs,
            EdgeRule rule) {
        InteractionTable given = table(interactions);
        InteractionTable table =
                new InteractionTable(interactions, given.rules().relative(rule.aggregation() != Aggregation.SUM));
        table.check();
        VirtualInteractionsJob job =
                new VirtualInteractionsJob(weights, topKs, table.rules(), rule, interactionsPerKey, commonIds);
        return session.createDataFrame(job.run(table.interactions(), layers), Rows.VIRTUAL_INTERACTIONS);
    }

    /** Names the work that follows on Spark's own page. */
    private void describe(String work) {
        JavaSparkContext.fromSparkContext(session.sparkContext()).setJobDescription(work);
    }
}
