package org.vimmrec.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class DistributionPropertyTest {

    /** Similarities: spread out, crowded near 1, or the same few again and again. */
    @Provide
    Arbitrary<List<Double>> similarities() {
        return Arbitraries.oneOf(
                Arbitraries.doubles().between(-1, 1).ofScale(14).list().ofMaxSize(200),
                Arbitraries.doubles().between(0.999999, 1).ofScale(14).list().ofMaxSize(200),
                Arbitraries.of(-1.0, -0.25, 0.0, 0.5, 1.0).list().ofMaxSize(200));
    }

    /** Weights of any magnitude that is not denormal, of both signs. */
    @Provide
    Arbitrary<List<Double>> anyMagnitude() {
        Arbitrary<Double> magnitudes = Combinators.combine(
                        Arbitraries.integers().between(-300, 290),
                        Arbitraries.doubles().between(1, 9).ofScale(14))
                .as((exponent, digits) -> digits * Math.pow(10, exponent));
        Arbitrary<Double> signed = magnitudes.flatMap(value -> Arbitraries.of(value, value, -value, 0.0));
        return Arbitraries.oneOf(
                signed.list().ofMaxSize(60),
                Arbitraries.doubles().between(0, 1).ofScale(14).list().ofMaxSize(300));
    }

    @Property(tries = 300)
    void shouldDescribeAsTheReferenceDoes(@ForAll("similarities") List<Double> values) {
        Distribution actual = Distribution.of(array(values));
        org.vimmrec.reference.Distribution expected = reference(values);
        assertThat(actual.count()).isEqualTo(values.size());
        assertSame(actual.min(), expected.min(), 0);
        assertSame(actual.max(), expected.max(), 0);
        assertSame(actual.mean(), expected.mean(), 1e-14);
        assertSame(actual.stdDev(), expected.standardDeviation(), 1e-14);
        for (double percent : new double[] {0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100}) {
            assertSame(actual.percentile(percent), expected.percentile(percent), 1e-14);
        }
    }

    /** Percentiles are by nearest rank, to within 1 part in 1,024; 0 and denormals aside. */
    @Property(tries = 300)
    void shouldStreamWhatItCannotKeep(
            @ForAll("anyMagnitude") List<Double> values, @ForAll @IntRange(max = 300) int split) {
        StreamingDistribution first = new StreamingDistribution();
        StreamingDistribution second = new StreamingDistribution();
        for (int n = 0; n < values.size(); n++) {
            (n < split ? first : second).add(values.get(n));
        }
        first.add(second);
        org.vimmrec.reference.Distribution exact = reference(values);
        assertThat(first.count()).isEqualTo(values.size());
        assertSame(first.min(), exact.min(), 0);
        assertSame(first.max(), exact.max(), 0);
        double largest = values.isEmpty() ? 1 : Math.max(Math.abs(exact.min()), exact.max());
        assertSame(first.mean(), exact.mean(), 1e-13 * largest);
        if (largest < 1e150) { // squares
            assertSame(first.stdDev(), exact.standardDeviation(), 1e-13 * largest);
        }
        for (int percent : new int[] {0, 1, 5, 10, 25, 50, 75, 90, 95, 99, 100}) {
            if (values.isEmpty()) {
                assertThat(first.percentile(percent)).isNaN();
            } else {
                int rank = Math.max(1, (percent * values.size() + 99) / 100);
                double value = exact.scores()[rank - 1];
                assertSame(first.percentile(percent), value, Math.abs(value) / 1024 + Double.MIN_NORMAL);
            }
        }
    }

    /**
     * Up to the largest double there is. The reference's sums and squares overflow, so it gets the values divided by
     * the power of two below the largest: a smaller divisor overflows, a greater one takes the squares of small values
     * to zero.
     */
    @Property(tries = 300)
    void shouldNotOverflowForFiniteValues(@ForAll("huge") List<Double> values, @ForAll @IntRange(max = 60) int split) {
        double largest = values.stream().mapToDouble(Math::abs).max().orElseThrow();
        double divisor = Math.scalb(1.0, Math.getExponent(Math.max(largest, 1)));
        org.vimmrec.reference.Distribution expected =
                reference(values.stream().map(value -> value / divisor).toList());
        Distribution kept = Distribution.of(array(values));
        StreamingDistribution first = new StreamingDistribution();
        StreamingDistribution second = new StreamingDistribution();
        for (int n = 0; n < values.size(); n++) {
            (n < split ? first : second).add(values.get(n));
        }
        first.add(second);
        double tolerance = 1e-13 * Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
        for (double mean : new double[] {kept.mean(), first.mean()}) {
            assertSame(mean / divisor, expected.mean(), tolerance);
        }
        for (double stdDev : new double[] {kept.stdDev(), first.stdDev()}) {
            assertSame(stdDev / divisor, expected.standardDeviation(), tolerance);
        }
        for (double percent : new double[] {0, 1, 25, 50, 75, 99.9, 100}) {
            assertSame(kept.percentile(percent) / divisor, expected.percentile(percent), tolerance);
            assertThat(first.percentile(percent)).isFinite();
        }
    }

    @Provide
    Arbitrary<List<Double>> huge() {
        Arbitrary<Double> magnitudes = Combinators.combine(
                        Arbitraries.integers().between(100, 307),
                        Arbitraries.doubles().between(1, 1.7).ofScale(10))
                .as((exponent, digits) -> digits * Math.pow(10, exponent));
        return Arbitraries.oneOf(
                        magnitudes,
                        magnitudes.map(value -> -value),
                        Arbitraries.of(Double.MAX_VALUE, -Double.MAX_VALUE, 1e308, -1e308, 1.0, 0.0))
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private static double[] array(List<Double> values) {
        double[] array = new double[values.size()];
        Arrays.setAll(array, values::get);
        return array;
    }

    private static org.vimmrec.reference.Distribution reference(List<Double> values) {
        double[] sorted = array(values);
        Arrays.sort(sorted);
        return new org.vimmrec.reference.Distribution(sorted);
    }

    private static void assertSame(double actual, double expected, double tolerance) {
        if (Double.isNaN(expected)) {
            assertThat(actual).isNaN();
        } else {
            assertThat(Math.abs(actual - expected))
                    .as("%s beside %s", actual, expected)
                    .isLessThanOrEqualTo(tolerance);
        }
    }
}
