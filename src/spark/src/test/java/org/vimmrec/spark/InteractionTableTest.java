package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.rule.InteractionRules;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;

/** Compares rules of interactions on Spark with weights and exclusions that are computed by hand. */
class InteractionTableTest {
    private static final int ITEMS = 40;
    private static final int USERS = 30;
    private static final int MODALITIES = 2;
    private static final double HALF_LIFE = 30;
    private static final double SINCE = 20;
    private static final double AS_OF = 80;
    private static final StructType COLUMNS = new StructType()
            .add("user", DataTypes.LongType)
            .add("item", DataTypes.LongType)
            .add("weight", DataTypes.DoubleType)
            .add("type", DataTypes.StringType)
            .add("time", DataTypes.LongType);
    private static final InteractionRules RULES = new InteractionRules(
            List.of("BOUGHT", "VIEWED"),
            Map.of("VIEWED", 0.5, "DISLIKED", 0.7),
            "weight",
            1,
            new InteractionTimes("time", false, SINCE, HALF_LIFE, AS_OF, false),
            List.of("RETURNED"),
            List.of("DISLIKED"));

    private static SparkSession session;

    @BeforeAll
    static void start() {
        session = LocalSpark.start(2, 2);
    }

    @AfterAll
    static void stop() {
        session.stop();
    }

    private record Edge(int user, int item, Double weight, String type, long time) {}

    /** Users with few items, so that many relationships are parallel. */
    private static List<Edge> edges(SplittableRandom random) {
        List<Edge> edges = new ArrayList<>();
        for (int u = 0; u < USERS; u++) {
            for (int n = random.nextInt(20); n > 0; n--) {
                edges.add(new Edge(
                        u,
                        random.nextInt(u % 2 == 0 ? 6 : ITEMS),
                        random.nextInt(6) == 0 ? null : random.nextInt(1, 6) * 0.3,
                        List.of("BOUGHT", "VIEWED", "VIEWED", "DISLIKED", "RETURNED")
                                .get(random.nextInt(5)),
                        random.nextInt(101)));
            }
        }
        return edges;
    }

    private static Dataset<Row> table(List<Edge> edges) {
        return session.createDataFrame(
                        edges.stream()
                                .map(each -> RowFactory.create(
                                        (long) each.user, (long) each.item, each.weight, each.type, each.time))
                                .toList(),
                        COLUMNS)
                .repartition(3);
    }

    private static Neighbours neighbours(SplittableRandom random) {
        int[][] items = new int[ITEMS][];
        double[][] scores = new double[ITEMS][];
        for (int i = 0; i < ITEMS; i++) {
            int item = i;
            int[] others = IntStream.range(0, ITEMS)
                    .filter(j -> j != item && random.nextInt(8) == 0)
                    .toArray();
            double[] similarities = Arrays.stream(others)
                    .mapToDouble(j -> random.nextInt(-2, 10) / 10.0)
                    .toArray();
            int[] order = IntStream.range(0, others.length)
                    .boxed()
                    .sorted(Comparator.comparingDouble(n -> -similarities[n]))
                    .mapToInt(n -> n)
                    .toArray();
            items[i] = Arrays.stream(order).map(n -> others[n]).toArray();
            scores[i] = Arrays.stream(order).mapToDouble(n -> similarities[n]).toArray();
        }
        return new Neighbours(items, scores);
    }

    private static Dataset<Row> similarities(Neighbours neighbours) {
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            for (int k = 0; k < neighbours.count(i); k++) {
                rows.add(RowFactory.create((long) i, (long) neighbours.neighbour(i, k), neighbours.score(i, k)));
            }
        }
        return session.createDataFrame(rows, Rows.SIMILARITIES);
    }

    /** The interactions that the rules leave, by the documentation of the keys. */
    private static Interactions expected(List<Edge> edges, boolean relative) {
        Interactions.Builder counted = new Interactions.Builder(true);
        Interactions.Builder negative = new Interactions.Builder(true);
        Interactions.Builder excluded = new Interactions.Builder(false);
        for (int u = 0; u < USERS; u++) {
            int user = u;
            List<Edge> all = edges.stream().filter(each -> each.user == user).toList();
            List<Edge> votes = all.stream()
                    .filter(each -> Set.of("BOUGHT", "VIEWED").contains(each.type))
                    .filter(each -> weight(each) >= 1 && each.time >= SINCE)
                    .toList();
            List<Edge> against = all.stream()
                    .filter(each -> each.type.equals("DISLIKED") && each.time >= SINCE)
                    .toList();
            double reference =
                    relative ? votes.stream().mapToDouble(Edge::time).max().orElse(0) : AS_OF;
            votes.forEach(each -> counted.add(each.item, decayed(each, reference)));
            if (!votes.isEmpty()) { // otherwise there is nothing to count against
                against.forEach(each -> negative.add(each.item, decayed(each, reference)));
            }
            Set<Integer> others = new HashSet<>();
            all.forEach(each -> others.add(each.item));
            votes.forEach(each -> others.remove(each.item));
            others.forEach(item -> excluded.add(item, 1));
            counted.endUser();
            negative.endUser();
            excluded.endUser();
        }
        return counted.build().withNegatives(negative.build(), excluded.build());
    }

    private static double weight(Edge edge) {
        return (edge.weight == null ? 1 : edge.weight)
                * (edge.type.equals("VIEWED") ? 0.5 : edge.type.equals("DISLIKED") ? 0.7 : 1);
    }

    private static double decayed(Edge edge, double reference) {
        return weight(edge) * StrictMath.pow(2, (edge.time - reference) / HALF_LIFE);
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of(Aggregation.MEAN, 1),
                Arguments.of(Aggregation.MEAN, 2),
                Arguments.of(Aggregation.SUM, 3),
                Arguments.of(Aggregation.MAX, 4));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldCountWhatTheRulesSay(Aggregation aggregation, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Edge> edges = edges(random);
        List<Neighbours> neighbours = List.of(neighbours(random), neighbours(random));
        double[] weights = {0.3, 0.7};
        EdgeRule rule = new EdgeRule(aggregation, 0.5, 0.4, 1, 0, 9, Double.POSITIVE_INFINITY);
        Map<String, Double> expected = new TreeMap<>();
        SparseRows.Reader reader = new VirtualInteractions(
                        expected(edges, aggregation != Aggregation.SUM), Overlay.layers(neighbours, weights), 5, rule)
                .reader();
        for (int u = 0; u < USERS; u++) {
            int count = reader.read(u);
            for (int n = 0; n < count; n++) {
                expected.put(u + " " + reader.column(n), reader.value(n));
            }
        }
        Map<String, Double> actual = new TreeMap<>();
        new SparkJobs(session, 1, 4)
                .with(RULES)
                .overlay(
                        table(edges),
                        neighbours.stream()
                                .map(InteractionTableTest::similarities)
                                .toList(),
                        weights,
                        5,
                        rule)
                .collectAsList()
                .forEach(row -> actual.put(row.getLong(0) + " " + row.getLong(1), row.getDouble(2)));
        assertThat(neighbours).hasSize(MODALITIES);
        assertThat(actual).isEqualTo(expected).hasSizeGreaterThan(USERS);
    }

    private static void check(InteractionTimes times, double minWeight, Edge... edges) {
        InteractionRules rules =
                new InteractionRules(List.of("BOUGHT"), Map.of(), "weight", minWeight, times, List.of(), List.of());
        new InteractionTable(table(List.of(edges)), rules).check();
    }

    @Test
    void shouldRefuseTablesThatSayNothing() {
        Edge old = new Edge(7, 3, 2.0, "BOUGHT", 1_700_000_000);
        Edge other = new Edge(8, 3, 2.0, "BOUGHT", 1_700_000_000_000L);
        InteractionTimes since = new InteractionTimes("at", false, 2e9, Double.POSITIVE_INFINITY, Double.NaN, false);
        assertThatThrownBy(() -> check(since, 0, old))
                .hasMessageEndingWith("No interaction counts: all 1 of type [BOUGHT] (`interactionType`) are older than"
                        + " `since`, or lighter than `minInteractionWeight`. Correct these keys, or leave them out.");
        assertThatThrownBy(() -> check(null, 3, old)).hasMessageContaining("No interaction counts: all 1 of type");
        InteractionTimes units = new InteractionTimes("at", false, 1, Double.POSITIVE_INFINITY, Double.NaN, false);
        assertThatThrownBy(() -> check(units, 0, other, old))
                .hasMessage("`timestampProperty`: in the property [at], times have different units and cannot be"
                        + " compared: the interaction of user 7 with item 3 has 1700000000 (a number, probably in"
                        + " seconds since 1970), the interaction of user 8 with item 3 has 1700000000000 (a number,"
                        + " probably in milliseconds since 1970). Convert all of them to one unit.");
        InteractionTimes milliseconds = new InteractionTimes("at", false, 1e12, 1e9, 1.7e12, false);
        assertThatThrownBy(() -> check(milliseconds, 0, old))
                .hasMessageStartingWith("`since` must have the unit of the times in the property [at]: ");
        InteractionTimes late = new InteractionTimes("at", false, 0, 1e-3, 1.8e9, false);
        assertThatThrownBy(() -> check(late, 0, old))
                .hasMessageStartingWith("`asOf`: all interactions are so many half-lives older");
        check(late.relative(true), 0, old);
        assertThatThrownBy(() -> check(units, 0, new Edge(7, 3, -2.0, "BOUGHT", 5)))
                .hasStackTraceContaining("`interactionWeightProperty`: the property [weight] of the interaction of user"
                        + " 7 with item 3 must be a number above 0, but was -2.0.");
    }
}
