package org.vimmrec.reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * docs/explanation/method.md, section by section. Items and users are numbers from 0, in the order they are read; a
 * modality is a table with a row per item, {@code null} where the item has no embedding. All maps over modalities keep
 * the caller's order.
 */
public final class Reference {

    /** Among equals, the item read first comes first. */
    private static final Comparator<Neighbour> BEST_FIRST =
            Comparator.comparingDouble(Neighbour::score).reversed().thenComparingInt(Neighbour::item);

    private Reference() {}

    // ---------------------------------------------------------------------------------------------------------------
    // Notation

    /** Whether the item has the embedding; one that is zero everywhere points nowhere, and counts as missing. */
    public static boolean present(double[] embedding) {
        return embedding != null && largestMagnitude(embedding) > 0;
    }

    /** {@code cos(a, b)}, clamped to [-1, 1]. */
    public static double cosine(double[] a, double[] b) {
        // The cosine does not depend on length. With the largest component at 1, squares neither overflow nor vanish.
        double scaleA = largestMagnitude(a);
        double scaleB = largestMagnitude(b);
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int d = 0; d < a.length; d++) {
            double x = a[d] / scaleA;
            double y = b[d] / scaleB;
            dot += x * y;
            squareA += x * x;
            squareB += y * y;
        }
        double cosine = dot / (Math.sqrt(squareA) * Math.sqrt(squareB));
        return Math.max(-1, Math.min(1, cosine));
    }

    private static double largestMagnitude(double[] embedding) {
        double largest = 0;
        for (double component : embedding) {
            largest = Math.max(largest, Math.abs(component));
        }
        return largest;
    }

    /**
     * {@code r_ui} for every user with an interaction: parallel ones count once, or add up when {@code weighted}. The
     * keys of a user's map are {@code I_u}.
     */
    public static SortedMap<Integer, SortedMap<Integer, Double>> interactionsByUser(
            List<Interaction> interactions, boolean weighted) {
        SortedMap<Integer, SortedMap<Integer, Double>> byUser = new TreeMap<>();
        for (Interaction interaction : interactions) {
            SortedMap<Integer, Double> ofUser = byUser.computeIfAbsent(interaction.user(), user -> new TreeMap<>());
            if (weighted) {
                ofUser.merge(interaction.item(), interaction.weight(), Double::sum);
            } else {
                ofUser.put(interaction.item(), 1.0);
            }
        }
        return byUser;
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Section 1: similarity

    /** {@code N^m(i)} of every item: the {@code topK} most similar of those above the cutoff, best first. */
    public static List<List<Neighbour>> neighbours(double[][] embeddings, int topK, double similarityCutoff) {
        List<List<Neighbour>> all = new ArrayList<>();
        for (int i = 0; i < embeddings.length; i++) {
            all.add(neighbours(embeddings, i, topK, similarityCutoff));
        }
        return all;
    }

    /** {@code N^m(i)} of one item. */
    public static List<Neighbour> neighbours(double[][] embeddings, int i, int topK, double similarityCutoff) {
        List<Neighbour> ofItem = new ArrayList<>();
        for (int j = 0; j < embeddings.length; j++) {
            if (j != i && present(embeddings[i]) && present(embeddings[j])) {
                ofItem.add(new Neighbour(j, cosine(embeddings[i], embeddings[j])));
            }
        }
        return best(ofItem, topK, similarityCutoff);
    }

    private static List<Neighbour> best(List<Neighbour> candidates, int topK, double cutoff) {
        List<Neighbour> above = new ArrayList<>();
        for (Neighbour candidate : candidates) {
            if (candidate.score() > cutoff) {
                above.add(candidate);
            }
        }
        above.sort(BEST_FIRST);
        return first(above, topK);
    }

    private static List<Neighbour> first(List<Neighbour> neighbours, int topK) {
        return List.copyOf(neighbours.subList(0, Math.min(topK, neighbours.size())));
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Section 2: modality weights

    /** Weights in proportion to the mean stored similarity; a mean below 0, or of nothing, counts as 0. */
    public static Map<String, Double> meanWeights(Map<String, List<List<Neighbour>>> stored) {
        Map<String, Double> means = new LinkedHashMap<>();
        for (Map.Entry<String, List<List<Neighbour>>> modality : stored.entrySet()) {
            double mean = Distribution.of(modality.getValue()).mean();
            means.put(modality.getKey(), mean > 0 ? mean : 0);
        }
        return sum(means) > 0 ? normalised(means) : uniformWeights(List.copyOf(stored.keySet()));
    }

    public static Map<String, Double> uniformWeights(List<String> modalities) {
        Map<String, Double> ones = new LinkedHashMap<>();
        for (String modality : modalities) {
            ones.put(modality, 1.0);
        }
        return normalised(ones);
    }

    /** The caller's own numbers, brought to the sum 1. */
    public static Map<String, Double> normalised(Map<String, Double> given) {
        double sum = sum(given);
        if (!(sum > 0)) {
            throw new IllegalArgumentException("weights need a sum above 0: " + given);
        }
        Map<String, Double> weights = new LinkedHashMap<>();
        for (Map.Entry<String, Double> modality : given.entrySet()) {
            weights.put(modality.getKey(), modality.getValue() / sum);
        }
        return weights;
    }

    private static double sum(Map<?, Double> values) {
        double sum = 0;
        for (double value : values.values()) {
            sum += value;
        }
        return sum;
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Section 3: Overlay

    /**
     * {@code v_uj} by user and item, for every neighbour of an item that the user touched, and that the user did not
     * touch.
     *
     * @param stored neighbours by modality, best first
     * @param topK how many of an item's stored neighbours count
     */
    public static SortedMap<Integer, SortedMap<Integer, Double>> overlay(
            Map<String, List<List<Neighbour>>> stored,
            Map<String, Double> weights,
            int topK,
            List<Interaction> interactions,
            boolean weighted,
            Aggregation aggregation) {
        return overlay(stored, weights, topK, interactions, Others.NONE, weighted, aggregation);
    }

    /** {@code v_uj} as above, for users who have negative interactions and excluded items, too. */
    public static SortedMap<Integer, SortedMap<Integer, Double>> overlay(
            Map<String, List<List<Neighbour>>> stored,
            Map<String, Double> weights,
            int topK,
            List<Interaction> interactions,
            Others others,
            boolean weighted,
            Aggregation aggregation) {
        SortedMap<Integer, SortedMap<Integer, Double>> values = new TreeMap<>();
        SortedMap<Integer, SortedMap<Integer, Double>> negatives = interactionsByUser(others.negatives(), weighted);
        interactionsByUser(interactions, weighted).forEach((user, touched) -> {
            SortedMap<Integer, Double> against = negatives.getOrDefault(user, new TreeMap<>());
            Aggregation undivided = aggregation == Aggregation.MEAN ? Aggregation.SUM : aggregation;
            SortedMap<Integer, Double> all =
                    aggregate(overlayContributions(stored, weights, topK, touched.keySet()), touched, undivided);
            aggregate(overlayContributions(stored, weights, topK, against.keySet()), against, undivided)
                    .forEach((j, value) -> all.merge(j, -value, Double::sum));
            if (aggregation == Aggregation.MEAN) {
                all.replaceAll((j, value) -> value / sum(touched)); // items that contribute nothing count here, too
            }
            all.keySet().removeAll(touched.keySet());
            all.keySet().removeAll(against.keySet());
            all.keySet().removeIf(j -> others.excluded().contains(List.of(user, j)));
            values.put(user, all);
        });
        return values;
    }

    /**
     * What users have beside interactions.
     *
     * @param negatives interactions that count against the neighbours of their items
     * @param excluded pairs of a user and an item that is no candidate
     */
    public record Others(List<Interaction> negatives, Set<List<Integer>> excluded) {
        static final Others NONE = new Others(List.of(), Set.of());
    }

    private static List<Contribution> overlayContributions(
            Map<String, List<List<Neighbour>>> stored, Map<String, Double> weights, int topK, Set<Integer> items) {
        List<Contribution> contributions = new ArrayList<>();
        for (int i : items) {
            double sumOfWeights = 0; // over M_i
            for (String modality : stored.keySet()) {
                if (!stored.get(modality).get(i).isEmpty()) {
                    sumOfWeights += weights.get(modality);
                }
            }
            if (sumOfWeights == 0) {
                continue; // no modality that counts: the item contributes nothing
            }
            for (String modality : stored.keySet()) {
                double weightForItem = weights.get(modality) / sumOfWeights; // w_m^(i)
                for (Neighbour neighbour : first(stored.get(modality).get(i), topK)) {
                    contributions.add(
                            new Contribution(i, modality, neighbour.item(), weightForItem * neighbour.score()));
                }
            }
        }
        return contributions;
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Section 4: Synergistic

    /**
     * {@code S_ij}, or NaN if the two items have no modality in common, or none whose weight is above 0: then the pair
     * does not exist.
     */
    public static double fusedSimilarity(
            Map<String, double[][]> embeddings, Map<String, Double> weights, int i, int j) {
        double sumOfWeights = 0; // over M_i & M_j
        for (String modality : embeddings.keySet()) {
            if (present(embeddings.get(modality)[i]) && present(embeddings.get(modality)[j])) {
                sumOfWeights += weights.get(modality);
            }
        }
        if (sumOfWeights == 0) {
            return Double.NaN;
        }
        double similarity = 0;
        for (String modality : embeddings.keySet()) {
            double[] ofI = embeddings.get(modality)[i];
            double[] ofJ = embeddings.get(modality)[j];
            if (present(ofI) && present(ofJ)) {
                // The division comes first, so that a pair with one modality in common has exactly its cosine.
                similarity += weights.get(modality) / sumOfWeights * cosine(ofI, ofJ);
            }
        }
        return similarity;
    }

    /** {@code N_k(i)} of every item by {@code S_ij}, over all items. */
    public static List<List<Neighbour>> fusedNeighbours(
            Map<String, double[][]> embeddings, Map<String, Double> weights, int topK, double similarityCutoff) {
        int items = embeddings.values().iterator().next().length;
        List<List<Neighbour>> all = new ArrayList<>();
        for (int i = 0; i < items; i++) {
            List<Neighbour> ofItem = new ArrayList<>();
            for (int j = 0; j < items; j++) {
                double similarity = j == i ? Double.NaN : fusedSimilarity(embeddings, weights, i, j);
                if (!Double.isNaN(similarity)) {
                    ofItem.add(new Neighbour(j, similarity));
                }
            }
            all.add(best(ofItem, topK, similarityCutoff));
        }
        return all;
    }

    /** {@code v_uj} by user and item, as for {@link #overlay}. */
    public static SortedMap<Integer, SortedMap<Integer, Double>> synergistic(
            List<List<Neighbour>> fusedNeighbours,
            List<Interaction> interactions,
            boolean weighted,
            Aggregation aggregation) {
        SortedMap<Integer, SortedMap<Integer, Double>> values = new TreeMap<>();
        interactionsByUser(interactions, weighted).forEach((user, touched) -> {
            List<Contribution> contributions = new ArrayList<>();
            for (int i : touched.keySet()) {
                for (Neighbour neighbour : fusedNeighbours.get(i)) {
                    if (!touched.containsKey(neighbour.item())) {
                        contributions.add(new Contribution(i, "fused", neighbour.item(), neighbour.score()));
                    }
                }
            }
            values.put(user, aggregate(contributions, touched, aggregation));
        });
        return values;
    }

    // ---------------------------------------------------------------------------------------------------------------
    // Section 5: aggregation and edge weights

    /** What item {@code i}, which the user touched, says of {@code j}: {@code w_m^(i) * s^m_ij}, or {@code S_ij}. */
    private record Contribution(int touched, String modality, int item, double strength) {}

    private static SortedMap<Integer, Double> aggregate(
            List<Contribution> contributions, SortedMap<Integer, Double> touched, Aggregation aggregation) {
        SortedMap<Integer, Double> values = new TreeMap<>();
        if (aggregation == Aggregation.MAX) {
            // In each modality only the best item counts, whatever its r_ui and however many items contribute.
            SortedMap<Integer, Map<String, Double>> best = new TreeMap<>();
            for (Contribution contribution : contributions) {
                best.computeIfAbsent(contribution.item(), item -> new LinkedHashMap<>())
                        .merge(contribution.modality(), contribution.strength(), Math::max);
            }
            best.forEach((item, byModality) -> values.put(item, sum(byModality)));
            return values;
        }
        for (Contribution contribution : contributions) {
            values.merge(
                    contribution.item(), touched.get(contribution.touched()) * contribution.strength(), Double::sum);
        }
        if (aggregation == Aggregation.MEAN) {
            double sumOfInteractions = 0;
            for (double r : touched.values()) {
                sumOfInteractions += r; // items that contribute nothing count here, too
            }
            for (Map.Entry<Integer, Double> value : values.entrySet()) {
                value.setValue(value.getValue() / sumOfInteractions);
            }
        }
        return values;
    }

    /** The edges: users ascending, and of each user the strongest first, {@code maxPerUser} of them at most. */
    public static List<VirtualInteraction> edges(
            SortedMap<Integer, SortedMap<Integer, Double>> values,
            double virtualWeight,
            double minWeight,
            int maxPerUser) {
        double none = Double.POSITIVE_INFINITY;
        return edges(values, List.of(), virtualWeight, new EdgeOptions(0, none, minWeight, maxPerUser, none));
    }

    /**
     * The edges: users ascending, and of each user the strongest first.
     *
     * @param interactions the real interactions that the values were computed from
     */
    public static List<VirtualInteraction> edges(
            SortedMap<Integer, SortedMap<Integer, Double>> values,
            List<Interaction> interactions,
            double virtualWeight,
            EdgeOptions options) {
        List<VirtualInteraction> edges = new ArrayList<>();
        values.forEach((user, ofUser) -> {
            List<VirtualInteraction> kept = new ArrayList<>();
            ofUser.forEach((item, value) -> {
                double weight = virtualWeight
                        * value
                        / Math.pow(1 + count(interactions, null, item), options.popularityDiscount());
                if (Math.min(weight, options.maxWeight()) > options.minWeight()) {
                    kept.add(new VirtualInteraction(user, item, weight));
                }
            });
            kept.sort(Comparator.comparingDouble(VirtualInteraction::weight)
                    .reversed()
                    .thenComparingInt(VirtualInteraction::item));
            double limit = options.maxPerUser();
            if (options.maxPerInteraction() < Double.POSITIVE_INFINITY) {
                double perInteraction = Math.floor(options.maxPerInteraction() * count(interactions, user, null));
                limit = Math.min(limit, Math.max(1, perInteraction));
            }
            for (int n = 0; n < kept.size() && n < limit; n++) {
                VirtualInteraction edge = kept.get(n);
                edges.add(new VirtualInteraction(user, edge.item(), Math.min(edge.weight(), options.maxWeight())));
            }
        });
        return edges;
    }

    /** At most {@code max} of a user's items with the same value; items with a negative value are not limited. */
    public record GroupLimit(int[] values, int max) {}

    /**
     * The edges with limits on items: each user takes the strongest that the groups allow, up to the user's limits, and
     * then each item keeps its strongest.
     */
    public static List<VirtualInteraction> limited(
            SortedMap<Integer, SortedMap<Integer, Double>> values,
            List<Interaction> interactions,
            double virtualWeight,
            EdgeOptions options,
            List<GroupLimit> groups,
            int maxPerItem) {
        double none = Double.POSITIVE_INFINITY;
        List<VirtualInteraction> taken = new ArrayList<>();
        List<VirtualInteraction> all = edges(
                values,
                interactions,
                virtualWeight,
                new EdgeOptions(options.popularityDiscount(), none, options.minWeight(), Integer.MAX_VALUE, none));
        for (VirtualInteraction edge : all) {
            double limit = Math.min(
                    options.maxPerUser(),
                    Math.max(1, Math.floor(options.maxPerInteraction() * count(interactions, edge.user(), null))));
            List<VirtualInteraction> before =
                    taken.stream().filter(other -> other.user() == edge.user()).toList();
            boolean allowed = groups.stream()
                    .allMatch(group -> group.values()[edge.item()] < 0
                            || before.stream()
                                            .filter(other ->
                                                    group.values()[other.item()] == group.values()[edge.item()])
                                            .count()
                                    < group.max());
            if (allowed && before.size() < limit && options.maxWeight() > options.minWeight()) {
                taken.add(edge);
            }
        }
        Comparator<VirtualInteraction> strongest = Comparator.comparingDouble(VirtualInteraction::weight)
                .reversed()
                .thenComparingInt(VirtualInteraction::user);
        return taken.stream()
                .filter(edge -> taken.stream()
                                .filter(other -> other.item() == edge.item() && strongest.compare(other, edge) < 0)
                                .count()
                        < maxPerItem)
                .map(edge ->
                        new VirtualInteraction(edge.user(), edge.item(), Math.min(edge.weight(), options.maxWeight())))
                .toList();
    }

    /** The number of distinct pairs of a user and an item, of one user or with one item. */
    private static int count(List<Interaction> interactions, Integer user, Integer item) {
        return Math.toIntExact(interactions.stream()
                .filter(interaction -> user == null || interaction.user() == user)
                .filter(interaction -> item == null || interaction.item() == item)
                .map(interaction -> List.of(interaction.user(), interaction.item()))
                .distinct()
                .count());
    }
}
