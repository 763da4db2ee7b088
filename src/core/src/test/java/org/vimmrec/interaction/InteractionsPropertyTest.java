package org.vimmrec.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.PropertyDefaults;
import net.jqwik.api.constraints.IntRange;
import org.vimmrec.reference.Interaction;
import org.vimmrec.reference.Reference;

@PropertyDefaults(edgeCases = EdgeCasesMode.NONE)
class InteractionsPropertyTest {

    /** Thousands of users and interactions in some tries, so that the builder's arrays grow. */
    @Property(tries = 150)
    void shouldCountParallelInteractionsOnceOrAddThemUp(@ForAll @IntRange(max = 3000) int users,
            @ForAll @IntRange(min = 1, max = 60) int items, @ForAll boolean weighted, @ForAll long seed) {
        List<Interaction> list = random(new SplittableRandom(seed), users, items, 0.9);
        Interactions interactions = build(list, users, weighted);
        SortedMap<Integer, SortedMap<Integer, Double>> expected = Reference.interactionsByUser(list, weighted);

        assertThat(interactions.users()).isEqualTo(users);
        int total = 0;
        for (int u = 0; u < users; u++) {
            SortedMap<Integer, Double> actual = new TreeMap<>();
            for (int n = 0; n < interactions.count(u); n++) {
                assertThat(n == 0 || interactions.item(u, n - 1) < interactions.item(u, n)).as("ascending").isTrue();
                actual.put(interactions.item(u, n), interactions.weight(u, n));
            }
            assertThat(actual).isEqualTo(expected.getOrDefault(u, new TreeMap<>()));
            total += actual.size();
        }
        assertThat(interactions.total()).isEqualTo(total);
    }

    @Property(tries = 300)
    void shouldAddParallelInteractionsUpToTheSameBitsInAnyOrder(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Interaction> list = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            list.add(new Interaction(0, random.nextInt(4), Math.scalb(random.nextDouble() + 0.1, random.nextInt(-40, 40))));
        }
        Interactions interactions = build(list, 1, true);
        List<Interaction> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(seed));
        Interactions others = build(shuffled, 1, true);
        SortedMap<Integer, Double> expected = Reference.interactionsByUser(list, true).get(0);
        long[] ids = {7, 8, 9, 10};
        assertThat(others.fingerprint(0, ids)).isEqualTo(interactions.fingerprint(0, ids));
        for (int n = 0; n < interactions.count(0); n++) {
            assertThat(others.weight(0, n)).isEqualTo(interactions.weight(0, n))
                    .isCloseTo(expected.get(interactions.item(0, n)), withinPercentage(1e-10));
        }
    }

    /**
     * Interactions grouped by user; of each user's, the same item comes again with some chance.
     *
     * @param density of a user having any
     */
    static List<Interaction> random(SplittableRandom random, int users, int items, double density) {
        List<Interaction> list = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            int count = items > 0 && random.nextDouble() < density ? random.nextInt(1, random.nextInt(8) == 0 ? 30 : 5) : 0;
            for (int n = 0; n < count; n++) {
                int item = random.nextInt(items);
                double weight = random.nextInt(1, 9) / 4.0; // exact in binary, however they add up
                list.add(new Interaction(u, item, weight));
                if (random.nextInt(4) == 0) {
                    list.add(new Interaction(u, item, 0.5));
                }
            }
        }
        return list;
    }

    /** As production holds them. */
    static Interactions build(List<Interaction> list, int users, boolean weighted) {
        Interactions.Builder builder = new Interactions.Builder(weighted);
        int next = 0;
        for (int u = 0; u < users; u++) {
            for (; next < list.size() && list.get(next).user() == u; next++) {
                builder.add(list.get(next).item(), list.get(next).weight());
            }
            builder.endUser();
        }
        return builder.build();
    }
}
