package org.vimmrec.sparse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.Neighbour;

class TopKHeapPropertyTest {

    /** Scores of few values, so that most of them tie. */
    @Provide
    Arbitrary<List<Double>> scores() {
        Arbitrary<Double> few = Arbitraries.of(-1.0, -0.5, -0.0, 0.0, Double.MIN_VALUE, 0.25, 0.25 + 0x1p-54, 0.5, 1.0);
        Arbitrary<Double> any = Arbitraries.doubles().between(-1, 1).ofScale(14);
        return Arbitraries.oneOf(few.list().ofMaxSize(120), any.list().ofMaxSize(120));
    }

    @Property(tries = 400)
    void shouldKeepWhatAFullSortPutsFirst(
            @ForAll("scores") List<Double> scores,
            @ForAll @IntRange(min = 1, max = 130) int capacity,
            @ForAll Random order) {
        List<Neighbour> candidates = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            candidates.add(new Neighbour(i, scores.get(i) + 0.0)); // no -0.0: it is a 0 like any other
        }
        List<Neighbour> sorted = new ArrayList<>(candidates);
        sorted.sort(Comparator.comparingDouble(Neighbour::score).reversed().thenComparingInt(Neighbour::item));
        List<Neighbour> expected = sorted.subList(0, Math.min(capacity, sorted.size()));

        TopKHeap best = new TopKHeap(capacity);
        for (int round = 0; round < 2; round++) { // in another order, in the same heap
            best.clear();
            Collections.shuffle(candidates, order);
            for (Neighbour candidate : candidates) {
                best.offer(candidate.item(), scores.get(candidate.item()));
            }
            best.sort();
            assertThat(kept(best)).isEqualTo(expected);
        }
    }

    @Property(tries = 200)
    void shouldKeepTheBestAfterAChangeOfCapacity(
            @ForAll("scores") List<Double> scores, @ForAll List<@IntRange(max = 130) Integer> capacities) {
        List<Neighbour> sorted = new ArrayList<>();
        for (int i = 0; i < scores.size(); i++) {
            sorted.add(new Neighbour(i, scores.get(i) + 0.0));
        }
        sorted.sort(Comparator.comparingDouble(Neighbour::score).reversed().thenComparingInt(Neighbour::item));
        TopKHeap best = new TopKHeap(1);
        for (int capacity : capacities) {
            best.clear(capacity);
            for (int i = 0; i < scores.size(); i++) {
                best.offer(i, scores.get(i));
            }
            best.sort();
            assertThat(kept(best)).isEqualTo(sorted.subList(0, Math.min(capacity, sorted.size())));
        }
    }

    private static List<Neighbour> kept(TopKHeap best) {
        int[] indexes = best.indexes();
        double[] scores = best.scores();
        assertThat(indexes).hasSize(best.size());
        assertThat(scores).hasSize(best.size());
        List<Neighbour> kept = new ArrayList<>();
        for (int n = 0; n < best.size(); n++) {
            assertThat(indexes[n]).isEqualTo(best.index(n));
            assertThat(scores[n]).isEqualTo(best.score(n));
            kept.add(new Neighbour(best.index(n), best.score(n) + 0.0));
        }
        return kept;
    }
}
