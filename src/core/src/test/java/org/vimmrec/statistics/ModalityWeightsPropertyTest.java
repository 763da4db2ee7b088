package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.Neighbour;
import org.vimmrec.reference.Reference;

class ModalityWeightsPropertyTest {

    @Provide
    Arbitrary<List<Double>> evidence() {
        return Arbitraries.oneOf(
                Arbitraries.doubles()
                        .between(-1, 1)
                        .ofScale(14)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(6),
                Arbitraries.of(-0.5, 0.0, 0.5).list().ofMinSize(1).ofMaxSize(6),
                Arbitraries.of(0.0, Double.MIN_VALUE, 1e-300, 1.0, 1e300, Double.MAX_VALUE)
                        .list()
                        .ofMinSize(1)
                        .ofMaxSize(6));
    }

    @Property(tries = 300)
    void shouldSumToOneAndKeepTheProportions(@ForAll("evidence") List<Double> evidence) {
        double[] weights = weights(evidence);
        double sum = 0;
        for (double weight : weights) {
            assertThat(weight).isBetween(0.0, 1.0);
            sum += weight;
        }
        assertThat(sum).isCloseTo(1, within(1e-14));
        boolean any = evidence.stream().anyMatch(value -> value > 0);
        for (int a = 0; a < weights.length; a++) {
            for (int b = 0; b < weights.length; b++) {
                double ofA = any ? Math.max(0, evidence.get(a)) : 1;
                double ofB = any ? Math.max(0, evidence.get(b)) : 1;
                if (ofB > 0 && ofA <= ofB) {
                    assertThat(weights[a]).isCloseTo(ofA / ofB * weights[b], within(1e-14));
                }
            }
        }
    }

    /** The mean of stored similarities is the evidence of {@code mean}. */
    @Property(tries = 200)
    void shouldWeighByTheMeanAsTheReferenceDoes(
            @ForAll @IntRange(min = 1, max = 5) int modalities, @ForAll("evidence") List<Double> scores) {
        Map<String, List<List<Neighbour>>> stored = new LinkedHashMap<>();
        double[] means = new double[modalities];
        for (int m = 0; m < modalities; m++) {
            double[] ofModality = new double[scores.size()];
            for (int n = 0; n < ofModality.length; n++) {
                ofModality[n] = Math.max(-1, Math.min(1, scores.get(n) - 0.3 * m));
            }
            stored.put("m" + m, List.of(neighbours(ofModality)));
            means[m] = Distribution.of(ofModality).mean();
        }
        double[] actual = ModalityWeights.proportional(means);
        int m = 0;
        for (double expected : Reference.meanWeights(stored).values()) {
            assertThat(actual[m++]).isCloseTo(expected, within(1e-14));
        }
    }

    @Property(tries = 20)
    void shouldBeUniform(@ForAll @IntRange(min = 1, max = 20) int modalities) {
        double[] expected = new double[modalities];
        Arrays.fill(expected, 1.0 / modalities);
        assertThat(ModalityWeights.uniform(modalities)).isEqualTo(expected);
    }

    private static List<Neighbour> neighbours(double[] scores) {
        Neighbour[] neighbours = new Neighbour[scores.length];
        Arrays.setAll(neighbours, n -> new Neighbour(n, scores[n]));
        return List.of(neighbours);
    }

    private static double[] weights(List<Double> evidence) {
        double[] values = new double[evidence.size()];
        Arrays.setAll(values, evidence::get);
        return ModalityWeights.proportional(values);
    }

    /** An empty modality weighs nothing; the others weigh what the reference gives them without it. */
    @Property(tries = 300)
    void shouldLeaveOutEmptyModalitiesAsIfTheyWereNotThere(
            @ForAll @IntRange(min = 1, max = 5) int modalities, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] evidence = new double[modalities];
        boolean[] empty = new boolean[modalities];
        Map<String, Double> others = new LinkedHashMap<>();
        for (int m = 0; m < modalities; m++) {
            evidence[m] = random.nextInt(3) == 0 ? 0 : random.nextDouble();
            empty[m] = random.nextInt(3) == 0;
            if (!empty[m]) {
                others.put("m" + m, evidence[m]);
            }
        }
        boolean any = others.values().stream().anyMatch(value -> value > 0);
        // Where nothing has evidence, all have the same weight, and so have those that are not empty.
        Map<String, Double> expected = others.isEmpty()
                ? Map.of()
                : any ? Reference.normalised(others) : Reference.uniformWeights(List.copyOf(others.keySet()));
        double[] weights = ModalityWeights.among(ModalityWeights.proportional(evidence), empty);
        for (int m = 0; m < modalities; m++) {
            assertThat(weights[m]).isCloseTo(expected.getOrDefault("m" + m, 0.0), within(1e-12));
        }
    }

    @Property(tries = 300)
    void shouldReturnItsOwnWeightsUnchanged(@ForAll("evidence") List<Double> evidence) {
        double[] weights = weights(evidence);
        assertThat(ModalityWeights.proportional(weights)).isEqualTo(weights);
    }
}
