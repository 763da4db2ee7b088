package org.vimmrec.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
import org.vimmrec.reference.Interaction;
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

/** Votes add up to what the strategies compute, on random graphs. */
@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class ExplanationPropertyTest {
    private static final double ROUNDING = 1e-12;
    private static final int USERS = 12;
    private static final Task TASK = new Task(1, TaskMonitor.NONE);

    @Provide
    Arbitrary<List<AdversarialEmbeddings>> modalities() {
        return AdversarialEmbeddings.modalities(Arbitraries.of(Profile.class), 3);
    }

    @Provide
    Arbitrary<EdgeRule> rules() {
        return Combinators.combine(
                        Arbitraries.of(Aggregation.class),
                        Arbitraries.of(0.0, 0.7),
                        Arbitraries.doubles().between(0.001, 1).ofScale(14),
                        Arbitraries.of(Double.POSITIVE_INFINITY, 0.2),
                        Arbitraries.oneOf(
                                Arbitraries.of(0.0),
                                Arbitraries.doubles().between(0, 0.3).ofScale(14)),
                        Arbitraries.of(1, 2, Integer.MAX_VALUE),
                        Arbitraries.of(Double.POSITIVE_INFINITY, 0.8))
                .as(EdgeRule::new);
    }

    @Property(tries = 150)
    void shouldExplainKeptAndRejectedOverlayInteractions(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("rules") EdgeRule rule,
            @ForAll @IntRange(min = 1, max = 5) int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double cutoff = random.nextBoolean() ? 0 : random.nextDouble(-1, 1);
        List<Neighbours> neighbours = new ArrayList<>();
        for (AdversarialEmbeddings modality : modalities) {
            neighbours.add(search(List.of(modality.matrix()), new double[] {1}, cutoff));
        }
        List<Layer> layers = Overlay.layers(neighbours, weights(random, modalities.size()));
        assertExplains(interactions(random, modalities.get(0).items(), weighted), layers, topK, rule);
    }

    @Property(tries = 150)
    void shouldExplainSynergisticInteractionsByTheCommonModalities(
            @ForAll("modalities") List<AdversarialEmbeddings> modalities,
            @ForAll("rules") EdgeRule rule,
            @ForAll @IntRange(min = 1, max = 5) int topK,
            @ForAll boolean weighted,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] weights = weights(random, modalities.size());
        List<EmbeddingMatrix> matrices =
                modalities.stream().map(AdversarialEmbeddings::matrix).toList();
        Neighbours fused = search(matrices, weights, random.nextBoolean() ? 0 : random.nextDouble(-1, 1));
        assertExplains(
                interactions(random, modalities.get(0).items(), weighted), Synergistic.layers(fused), topK, rule);

        FusedSimilarity similarity = new FusedSimilarity(matrices, weights);
        for (int i = 0; i < fused.rows(); i++) {
            for (int n = 0; n < fused.count(i); n++) {
                int j = fused.neighbour(i, n);
                double sum = 0;
                for (int m = 0; m < weights.length; m++) {
                    boolean common = weights[m] > 0
                            && matrices.get(m).has(i)
                            && matrices.get(m).has(j);
                    assertThat(Double.valueOf(similarity.similarity(m, i, j))) // as objects, NaN equals NaN
                            .isEqualTo(Double.valueOf(common ? matrices.get(m).cosine(i, j) : Double.NaN));
                    sum += common ? similarity.share(m, i, j) : 0;
                }
                assertThat(sum).isCloseTo(fused.score(i, n), within(ROUNDING));
            }
        }
    }

    private static void assertExplains(Interactions interactions, List<Layer> layers, int topK, EdgeRule rule) {
        int items = layers.get(0).factors().length;
        SparseRows.Reader rows = new VirtualInteractions(interactions, layers, topK, rule).reader();
        for (int user = 0; user < USERS; user++) {
            int entries = rows.read(user);
            rows.sort();
            int kept = 0;
            for (int item = 0; item < items; item++) {
                Explanation explanation = Explanation.of(interactions, layers, topK, rule, user, item);
                double sum = 0;
                double size = 0;
                assertThat(explanation.votes())
                        .isSortedAccordingTo(
                                Comparator.comparingDouble(Vote::contribution).reversed());
                for (Vote vote : explanation.votes()) {
                    sum += vote.contribution();
                    size += Math.abs(vote.contribution());
                    assertThat(vote.similarity()).isEqualTo(similarity(layers.get(vote.layer()), vote.item(), item));
                    assertThat(touches(interactions, user, vote.item()) || dislikes(interactions, user, vote.item()))
                            .isTrue();
                }
                assertThat(sum).isCloseTo(explanation.weight(), within(ROUNDING * size));
                int place = place(rows, entries, item);
                boolean within = explanation.weight() > rule.minWeight()
                        && explanation.rank() < rule.maxVirtualInteractions(interactions.count(user));
                assertThat(within).isEqualTo(place >= 0);
                if (place >= 0) {
                    assertThat(explanation.weight()).isEqualTo(rows.value(place));
                    assertThat(explanation.rank()).isEqualTo(place);
                    assertThat(explanation.votes()).isNotEmpty();
                    kept++;
                }
                if (touches(interactions, user, item)) {
                    assertThat(explanation).isEqualTo(new Explanation(0, -1, List.of()));
                }
            }
            assertThat(kept).isEqualTo(entries);
        }
    }

    private static double similarity(Layer layer, int item, int neighbour) {
        for (int n = 0; n < layer.neighbours().count(item); n++) {
            if (layer.neighbours().neighbour(item, n) == neighbour) {
                return layer.neighbours().score(item, n);
            }
        }
        throw new AssertionError("%d is no neighbour of %d".formatted(neighbour, item));
    }

    private static boolean touches(Interactions interactions, int user, int item) {
        for (int n = 0; n < interactions.count(user); n++) {
            if (interactions.item(user, n) == item) {
                return true;
            }
        }
        return false;
    }

    private static boolean dislikes(Interactions interactions, int user, int item) {
        for (int n = 0; n < interactions.negativeCount(user); n++) {
            if (interactions.negativeItem(user, n) == item) {
                return true;
            }
        }
        return false;
    }

    private static int place(SparseRows.Reader rows, int entries, int item) {
        for (int n = 0; n < entries; n++) {
            if (rows.column(n) == item) {
                return n;
            }
        }
        return -1;
    }

    private static Neighbours search(List<EmbeddingMatrix> matrices, double[] weights, double cutoff) {
        return ExactNeighbours.search(new FusedSimilarity(matrices, weights), 5, cutoff, "test", TASK);
    }

    private static Interactions interactions(SplittableRandom random, int items, boolean weighted) {
        List<Interaction> real = RandomInteractions.random(random, USERS, items, 0.8);
        if (random.nextBoolean()) {
            return RandomInteractions.build(real, USERS, weighted);
        }
        return RandomInteractions.build(
                real,
                RandomInteractions.random(random, USERS, items, 0.6),
                RandomInteractions.pairs(random, USERS, items),
                USERS,
                weighted);
    }

    private static double[] weights(SplittableRandom random, int modalities) {
        double[] weights = new double[modalities];
        for (int m = 0; m < modalities; m++) {
            weights[m] = random.nextInt(4) == 0 ? 0 : random.nextDouble();
        }
        return weights;
    }
}
