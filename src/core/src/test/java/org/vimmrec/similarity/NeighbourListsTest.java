package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class NeighbourListsTest {

    private record Offer(int column, float score) {}

    /** Equal scores are ordered by column, so the order of the offers does not matter. */
    @Property(tries = 200)
    void shouldKeepTheBestInAnyOrder(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int capacity,
            @ForAll @IntRange(max = 100) int offers,
            @ForAll @IntRange(min = 1, max = 20) int differentScores) {
        Random random = new Random(seed);
        List<Offer> offered = new ArrayList<>();
        for (int column = 0; column < offers; column++) {
            offered.add(new Offer(column, random.nextInt(differentScores) / 8f - 1));
        }
        List<Offer> expected = offered.stream()
                .sorted(Comparator.comparing(Offer::score).reversed().thenComparing(Offer::column))
                .limit(capacity)
                .toList();
        List<Offer> twice = new ArrayList<>(offered);
        twice.addAll(offered);
        Collections.shuffle(twice, random);
        NeighbourLists lists = new NeighbourLists(Insertion.PLAIN, 3, capacity, 0);
        twice.forEach(offer -> lists.offer(1, offer.column(), offer.score()));
        List<Offer> kept = new ArrayList<>();
        for (int rank = 0; rank < lists.count(1); rank++) {
            kept.add(new Offer(lists.column(1, rank), lists.score(1, rank)));
        }
        assertThat(kept).isEqualTo(expected);
        assertThat(lists.count(0)).isZero();
    }

    @Property(tries = 20)
    void shouldBeEmptyAfterClearing(@ForAll @IntRange(min = 1, max = 20) int capacity) {
        NeighbourLists lists = new NeighbourLists(Insertion.PLAIN, 1, capacity, 0);
        for (int column = 0; column < 50; column++) {
            lists.offer(0, column, column);
        }
        lists.clear(1);
        assertThat(lists.count(0)).isZero();
        lists.offer(0, 7, -1);
        assertThat(lists.column(0, 0)).isEqualTo(7);
    }
}
