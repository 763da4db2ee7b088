package org.vimmrec.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.EdgeOptions;
import org.vimmrec.reference.Interaction;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Rankings;
import org.vimmrec.reference.Reference;
import org.vimmrec.reference.VirtualInteraction;
import org.vimmrec.similarity.AdversarialEmbeddings;
import org.vimmrec.similarity.AdversarialEmbeddings.Profile;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.RandomInteractions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Compares virtual interactions with the reference implementation. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class VirtualInteractionsPropertyTest {

    private static final double ROUNDING = 1e-12;
    private static final int USERS = 25;
    private static final double NONE = Double.POSITIVE_INFINITY;

    /** A modality's stored neighbours, in both forms. */
    private record Stored(Neighbours held, List<List<Neighbour>> plain) {}

    @Provide
    Arbitrary<List<AdversarialEmbeddings>> modalities() {
        return AdversarialEmbeddings.modalities(Arbitraries.of(Profile.class), 3);
    }

    @Provide
    Arbitrary<EdgeRule> rules() {
        return Combinators.combine(
                        Arbitraries.of(Aggregation.class),
                        Arbitraries.of(0.0, 0.5, 1.0),
                        Arbitraries.oneOf(
                                Arbitraries.of(1.0, 0.1),
                                Arbitraries.doubles().between(0.001, 1).ofScale(14)),
                        Arbitraries.of(NONE),
                        Arbitraries.oneOf(
                                Arbitraries.of(0.0),
                                Arbitraries.doubles().between(0, 0.3).ofScale(14)),
                        Arbitraries.of(1, 2, 5, Integer.MAX_VALUE),
                        Arbitraries.of(NONE, 0.3, 1.0, 2.5))
                .as(EdgeRule::new);
    }

    /** All numbers are sixteenths: products and sums of a few are exact, and so are ties and minimum weights. */
    @Provide
    Arbitrary<EdgeRule> exactRules() {
        return Combinators.combine(
                        Arbitraries.of(Aggregation.class),
                        Arbitraries.of(0.0, 1.0, 2.0),
                        Arbitraries.of(1.0, 0.5, 0.25),
                        Arbitraries.of(NONE, 1.0, 0.25, 0.125),
                        Arbitraries.of(0.0, 0.0625, 0.125, 0.25),
                        Arbitraries.of(1, 2, 5, Integer.MAX_VALUE),
                        Arbitraries.of(NONE, 0.25, 1.0, 1.5))
                .as(EdgeRule::new);
    }

    @Provide
    Arbitrary<Integer> topK() {
        return Arbitraries.of(1, 2, 3, 5, Integer.MAX_VALUE);
    }

    /** A write checks this before its first change, so it must not find an overflow later. */
    @Property(tries = 400)
    void shouldForeseeEveryOverflow(@ForAll @IntRange(min = 1, max = 3) int layers, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int items = 6;
        List<Layer> all = new ArrayList<>();
        for (int m = 0; m < layers; m++) {
            int[][] neighbours = new int[items][];
            double[][] scores = new double[items][];
            for (int i = 0; i < items; i++) {
                neighbours[i] = new int[] {(i + 1) % items, (i + 2) % items};
                double first = random.nextDouble(-1, 1);
                scores[i] = new double[] {first, random.nextDouble(-1, first)};
            }
            all.add(new Layer(
                    new Neighbours(neighbours, scores),
                    random.doubles(items, 0, 1).toArray()));
        }
        Interactions.Builder interactions = new Interactions.Builder(true);
        int exponent = random.nextInt(900, 1023);
        for (int item = 0; item < 4; item++) {
            interactions.add(item, Math.scalb(1 + random.nextDouble(), exponent));
        }
        interactions.endUser();
        VirtualInteractions rows = new VirtualInteractions(
                interactions.build(),
                all,
                2,
                new EdgeRule(Aggregation.SUM, 1, Double.NEGATIVE_INFINITY, Integer.MAX_VALUE));
        if (!rows.mayOverflow()) {
            assertThatCode(() -> rows.reader().read(0)).doesNotThrowAnyException();
        }
    }

    @Property(tries = 400)
    void shouldOverlayLikeTheReference(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("rules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        int items = modalities.get(0).items();
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 1);
        List<Neighbours> held = new ArrayList<>();
        Map<String, List<List<Neighbour>>> plain = new LinkedHashMap<>();
        for (AdversarialEmbeddings modality : modalities) {
            Neighbours neighbours = search(List.of(modality.matrix()), new double[] {1}, 5, cutoff);
            held.add(neighbours);
            plain.put("m" + plain.size(), Rankings.rows(neighbours));
        }
        double[] weights = weights(random, modalities.size());
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);

        assertAgree(
                new VirtualInteractions(
                        RandomInteractions.build(interactions, USERS, weighted),
                        Overlay.layers(held, weights),
                        topK,
                        rule),
                Reference.overlay(plain, byName(weights), topK, interactions, weighted, aggregation(rule)),
                interactions,
                rule,
                items);
    }

    @Property(tries = 400)
    void shouldSynergiseLikeTheReference(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("rules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        int items = modalities.get(0).items();
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 1);
        double[] weights = weights(random, modalities.size());
        List<EmbeddingMatrix> matrices = new ArrayList<>();
        Map<String, double[][]> rows = new LinkedHashMap<>();
        for (AdversarialEmbeddings modality : modalities) {
            matrices.add(modality.matrix());
            rows.put("m" + rows.size(), modality.rows());
        }
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);

        // Another test compares the search with the reference. Here the choice between equal neighbours does not
        // matter.
        Neighbours fused = search(matrices, weights, topK, cutoff);
        for (int i = 0; i < items; i++) {
            for (Neighbour neighbour : Rankings.row(fused.reader(), i)) {
                double similarity = Reference.fusedSimilarity(rows, byName(weights), i, neighbour.item());
                assertThat(Math.abs(similarity - neighbour.score())).isLessThanOrEqualTo(ROUNDING);
            }
        }
        assertAgree(
                new VirtualInteractions(
                        RandomInteractions.build(interactions, USERS, weighted), Synergistic.layers(fused), topK, rule),
                Reference.synergistic(Rankings.rows(fused), interactions, weighted, aggregation(rule)),
                interactions,
                rule,
                items);
    }

    /** To the last bit, ties and thresholds included. */
    @Property(tries = 600)
    void shouldBreakTiesByItemAndApplyThresholdsExactly(
            @ForAll @IntRange(max = 40) int items,
            @ForAll @IntRange(min = 1, max = 3) int modalities,
            @ForAll("exactRules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][][] exact = {{{1}}, {{0.25, 0.75}, {0.5, 0.5}, {1, 0}}, {{0.5, 0.5, 0}, {0, 0.25, 0.75}, {0, 0, 1}}};
        double[] weights = exact[modalities - 1][random.nextInt(exact[modalities - 1].length)];
        List<Neighbours> held = new ArrayList<>();
        Map<String, List<List<Neighbour>>> plain = new LinkedHashMap<>();
        for (int m = 0; m < modalities; m++) {
            Stored stored = exactNeighbours(random, items);
            held.add(stored.held());
            plain.put("m" + m, stored.plain());
        }
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);

        VirtualInteractions actual = new VirtualInteractions(
                RandomInteractions.build(interactions, USERS, weighted), Overlay.layers(held, weights), topK, rule);
        assertThat(edges(actual))
                .isEqualTo(Reference.edges(
                        Reference.overlay(plain, byName(weights), topK, interactions, weighted, aggregation(rule)),
                        interactions,
                        rule.virtualWeight(),
                        options(rule)));
    }

    /** To the last bit, and at any concurrency. */
    @Property(tries = 600)
    void shouldLimitItemsLikeTheReference(
            @ForAll @IntRange(min = 1, max = 40) int items,
            @ForAll("exactRules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll @IntRange(max = 2) int properties,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stored stored = exactNeighbours(random, items);
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);
        List<ItemLimits.Group> groups = new ArrayList<>();
        List<Reference.GroupLimit> plain = new ArrayList<>();
        for (int g = 0; g < properties; g++) {
            int[] values = new int[items];
            int distinct = random.nextInt(1, 5);
            Arrays.setAll(values, i -> random.nextInt(-1, distinct));
            int max = random.nextInt(1, 4);
            groups.add(new ItemLimits.Group("p" + g, values, new long[items], max));
            plain.add(new Reference.GroupLimit(values, max));
        }
        int maxPerItem = properties == 0 || random.nextBoolean() ? random.nextInt(1, 5) : Integer.MAX_VALUE;
        VirtualInteractions unlimited = new VirtualInteractions(
                RandomInteractions.build(interactions, USERS, weighted),
                Overlay.layers(List.of(stored.held()), new double[] {1}),
                topK,
                rule);
        List<VirtualInteraction> expected = Reference.limited(
                Reference.overlay(
                        Map.of("m", stored.plain()), Map.of("m", 1.0), topK, interactions, weighted, aggregation(rule)),
                interactions,
                rule.virtualWeight(),
                options(rule),
                plain,
                maxPerItem);
        for (int concurrency : new int[] {1, 3}) {
            Task task = new Task(concurrency, TaskMonitor.NONE);
            assertThat(edges(unlimited.limited(new ItemLimits(groups, maxPerItem), "test", task)))
                    .isEqualTo(expected);
        }
    }

    /** To the last bit: what is excluded counts neither for ranks nor for limits. */
    @Property(tries = 600)
    void shouldSubtractNegativeInteractionsAndSkipExcludedItems(
            @ForAll @IntRange(max = 40) int items,
            @ForAll @IntRange(min = 1, max = 2) int modalities,
            @ForAll("exactRules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Neighbours> held = new ArrayList<>();
        Map<String, List<List<Neighbour>>> plain = new LinkedHashMap<>();
        for (int m = 0; m < modalities; m++) {
            Stored stored = exactNeighbours(random, items);
            held.add(stored.held());
            plain.put("m" + m, stored.plain());
        }
        double[] weights = new double[modalities];
        Arrays.fill(weights, 1.0 / modalities);
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);
        List<Interaction> negatives = RandomInteractions.random(random, USERS, items, 0.4);
        Set<List<Integer>> excluded = RandomInteractions.pairs(random, USERS, items);
        Interactions built = RandomInteractions.build(interactions, negatives, excluded, USERS, weighted);

        SortedMap<Integer, SortedMap<Integer, Double>> values = Reference.overlay(
                plain,
                byName(weights),
                topK,
                interactions,
                new Reference.Others(negatives, excluded),
                weighted,
                aggregation(rule));
        assertThat(edges(new VirtualInteractions(built, Overlay.layers(held, weights), topK, rule)))
                .isEqualTo(Reference.edges(values, interactions, rule.virtualWeight(), options(rule)));
    }

    /** Whatever their weights, negative interactions make no weight invalid if there is a largest one. */
    @Property(tries = 200)
    void shouldWithstandNegativeInteractionsOfAnyWeight(
            @ForAll Aggregation aggregation, @ForAll("topK") int topK, @ForAll long seed) {
        EdgeRule rule = new EdgeRule(aggregation, 0.5, 0.5, 1, 0, 5, NONE);
        SplittableRandom random = new SplittableRandom(seed);
        int items = 20;
        Stored stored = exactNeighbours(random, items);
        List<Interaction> interactions = new ArrayList<>();
        List<Interaction> negatives = new ArrayList<>();
        double[] extremes = {Double.MIN_VALUE, 1e-300, 1, 1e300, Double.MAX_VALUE};
        double positive = extremes[random.nextInt(4)];
        double negative = extremes[random.nextInt(aggregation == Aggregation.SUM ? 4 : 5)];
        for (Interaction each : RandomInteractions.random(random, USERS, items, 0.8)) {
            interactions.add(new Interaction(each.user(), each.item(), positive));
        }
        for (Interaction each : RandomInteractions.random(random, USERS, items, 0.8)) {
            negatives.add(new Interaction(each.user(), each.item(), negative));
        }
        Interactions built = RandomInteractions.build(interactions, negatives, Set.of(), USERS, true);
        for (VirtualInteraction edge : edges(
                new VirtualInteractions(built, Overlay.layers(List.of(stored.held()), new double[] {1}), topK, rule))) {
            assertThat(edge.weight()).isGreaterThan(rule.minWeight()).isFinite();
            assertThat(built.negativeCount(edge.user()) == 0 || !hasNegative(built, edge.user(), edge.item()))
                    .isTrue();
        }
    }

    private static boolean hasNegative(Interactions interactions, int user, int item) {
        for (int n = 0; n < interactions.negativeCount(user); n++) {
            if (interactions.negativeItem(user, n) == item) {
                return true;
            }
        }
        return false;
    }

    /** Users may be items. A user's own node is never a candidate and does not count for {@code maxPerUser}. */
    @Property(tries = 400)
    void shouldNeverRecommendTheUserItself(
            @ForAll @IntRange(min = 1, max = 40) int items,
            @ForAll("exactRules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stored stored = exactNeighbours(random, items);
        int[] selves = new int[USERS];
        Arrays.setAll(selves, u -> random.nextInt(-1, items));
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);

        VirtualInteractions actual = new VirtualInteractions(
                RandomInteractions.build(interactions, USERS, weighted).withSelves(selves),
                Overlay.layers(List.of(stored.held()), new double[] {1}),
                topK,
                rule);
        SortedMap<Integer, SortedMap<Integer, Double>> values = Reference.overlay(
                Map.of("m", stored.plain()), Map.of("m", 1.0), topK, interactions, weighted, aggregation(rule));
        values.forEach((user, ofUser) -> ofUser.remove(selves[user]));
        assertThat(edges(actual)).isEqualTo(Reference.edges(values, interactions, rule.virtualWeight(), options(rule)));
    }

    /** From the smallest number to nearly the largest: means and maxima are the same, and sums are in proportion. */
    @Property(tries = 300)
    void shouldNotDependOnTheMagnitudeOfInteractionWeights(
            @ForAll @IntRange(min = 1, max = 40) int items,
            @ForAll("exactRules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Stored stored = exactNeighbours(random, items);
        List<Layer> layers = Overlay.layers(List.of(stored.held()), new double[] {1});
        List<Interaction> interactions = RandomInteractions.random(random, USERS, items, 0.8);
        boolean sum = rule.aggregation() == Aggregation.SUM;
        EdgeRule uncut =
                new EdgeRule(rule.aggregation(), rule.virtualWeight(), Double.NEGATIVE_INFINITY, Integer.MAX_VALUE);
        List<VirtualInteraction> expected = edges(
                new VirtualInteractions(RandomInteractions.build(interactions, USERS, true), layers, topK, uncut));
        for (int exponent : new int[] {-1072, -1000, -600, 600, 1000}) {
            List<Interaction> scaled = interactions.stream()
                    .map(interaction -> new Interaction(
                            interaction.user(), interaction.item(), Math.scalb(interaction.weight(), exponent)))
                    .toList();
            List<VirtualInteraction> actual =
                    edges(new VirtualInteractions(RandomInteractions.build(scaled, USERS, true), layers, topK, uncut));
            if (!sum) {
                assertThat(actual).isEqualTo(expected);
            } else { // in any order: weights that underflow to the same number change places
                assertThat(actual)
                        .containsExactlyInAnyOrderElementsOf(expected.stream()
                                .map(edge -> new VirtualInteraction(
                                        edge.user(), edge.item(), Math.scalb(edge.weight(), exponent)))
                                .toList());
            }
        }
    }

    @Property(tries = 60)
    void shouldGiveTheSameBitsInAnyOrderAndOnAnyThread(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("rules") EdgeRule rule,
            @ForAll("topK") int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int users = 80;
        int items = modalities.get(0).items();
        List<Neighbours> held = new ArrayList<>();
        for (AdversarialEmbeddings modality : modalities) {
            held.add(search(List.of(modality.matrix()), new double[] {1}, 5, 0));
        }
        List<Interaction> interactions = RandomInteractions.random(random, users, items, 0.8);
        VirtualInteractions rows = new VirtualInteractions(
                RandomInteractions.build(interactions, users, weighted),
                Overlay.layers(held, weights(random, modalities.size())),
                topK,
                rule);
        List<List<Neighbour>> inOrder = Rankings.rows(rows);

        // One reader, in random order: nothing remains of the user before.
        SparseRows.Reader reader = rows.reader();
        for (int n = 0; n < 2 * users; n++) {
            int user = random.nextInt(users);
            assertThat(Rankings.row(reader, user)).isEqualTo(inOrder.get(user));
        }
        for (int concurrency : new int[] {2, 3, 8}) {
            List<List<Neighbour>> read = new ArrayList<>(inOrder);
            new Task(concurrency, TaskMonitor.NONE).parallel("test", users, () -> {
                SparseRows.Reader own = rows.reader();
                return user -> read.set(user, Rankings.row(own, user));
            });
            assertThat(read).isEqualTo(inOrder);
        }
    }

    private static Neighbours search(List<EmbeddingMatrix> matrices, double[] weights, int topK, double cutoff) {
        return ExactNeighbours.search(
                new FusedSimilarity(matrices, weights), topK, cutoff, "test", new Task(1, TaskMonitor.NONE));
    }

    /** Weights that do not add up to 1; some are 0, perhaps all. */
    private static double[] weights(SplittableRandom random, int modalities) {
        double[] weights = new double[modalities];
        for (int m = 0; m < modalities; m++) {
            weights[m] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        }
        return weights;
    }

    private static Map<String, Double> byName(double[] weights) {
        Map<String, Double> byName = new LinkedHashMap<>();
        for (double weight : weights) {
            byName.put("m" + byName.size(), weight);
        }
        return byName;
    }

    private static EdgeOptions options(EdgeRule rule) {
        return new EdgeOptions(
                rule.popularityDiscount(),
                rule.maxWeight(),
                rule.minWeight(),
                rule.maxPerUser(),
                rule.maxPerInteraction());
    }

    private static org.vimmrec.reference.Aggregation aggregation(EdgeRule rule) {
        return org.vimmrec.reference.Aggregation.valueOf(rule.aggregation().name());
    }

    /**
     * Up to six neighbours an item, with similarities that are eighths, some below 0; a third of the items has none.
     */
    private static Stored exactNeighbours(SplittableRandom random, int items) {
        int[][] indexes = new int[items][];
        double[][] scores = new double[items][];
        List<List<Neighbour>> plain = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            List<Neighbour> ofItem = new ArrayList<>();
            int wanted = random.nextInt(3) == 0 ? 0 : random.nextInt(7);
            int stride = random.nextInt(1, 4);
            for (int n = 1; n <= wanted && n * stride < items; n++) {
                ofItem.add(new Neighbour((i + n * stride) % items, random.nextInt(-2, 9) / 8.0));
            }
            ofItem.sort(Comparator.comparingDouble(Neighbour::score).reversed().thenComparingInt(Neighbour::item));
            plain.add(ofItem);
            indexes[i] = new int[ofItem.size()];
            scores[i] = new double[ofItem.size()];
            for (int n = 0; n < ofItem.size(); n++) {
                indexes[i][n] = ofItem.get(n).item();
                scores[i][n] = ofItem.get(n).score();
            }
        }
        return new Stored(new Neighbours(indexes, scores), plain);
    }

    private static void assertAgree(
            VirtualInteractions actual,
            SortedMap<Integer, SortedMap<Integer, Double>> expected,
            List<Interaction> interactions,
            EdgeRule rule,
            int items) {
        assertThat(actual.rows()).isEqualTo(USERS);
        Interactions built = RandomInteractions.build(interactions, USERS, false);
        int[] degrees = new int[items];
        for (int user = 0; user < USERS; user++) {
            for (int n = 0; n < built.count(user); n++) {
                degrees[built.item(user, n)]++;
            }
        }
        List<List<Neighbour>> rows = Rankings.rows(actual);
        for (int user = 0; user < USERS; user++) {
            double[] weights = new double[items];
            Arrays.fill(weights, Double.NaN);
            double largest = 1;
            if (expected.containsKey(user)) {
                for (Map.Entry<Integer, Double> value : expected.get(user).entrySet()) {
                    weights[value.getKey()] = rule.virtualWeight()
                            * value.getValue()
                            / Math.pow(1 + degrees[value.getKey()], rule.popularityDiscount());
                    largest = Math.max(largest, weights[value.getKey()]);
                }
            }
            int real = Math.max(1, built.count(user)); // a user without interactions has no candidates
            int limit = (int) Math.min(rule.maxPerUser(), Math.max(1, rule.maxPerInteraction() * real));
            Rankings.assertBest(rows.get(user), weights, limit, rule.minWeight(), ROUNDING * largest);
        }
    }

    private static List<VirtualInteraction> edges(SparseRows rows) {
        List<VirtualInteraction> edges = new ArrayList<>();
        SparseRows.Reader reader = rows.reader();
        for (int user = 0; user < rows.rows(); user++) {
            for (Neighbour entry : Rankings.row(reader, user)) {
                edges.add(new VirtualInteraction(user, entry.item(), entry.score()));
            }
        }
        return edges;
    }
}
