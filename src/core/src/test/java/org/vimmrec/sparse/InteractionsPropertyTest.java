package org.vimmrec.sparse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
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
    void shouldCountParallelInteractionsOnceOrAddThemUp(
            @ForAll @IntRange(max = 3000) int users,
            @ForAll @IntRange(min = 1, max = 60) int items,
            @ForAll boolean weighted,
            @ForAll long seed) {
        List<Interaction> list = RandomInteractions.random(new SplittableRandom(seed), users, items, 0.9);
        Interactions interactions = RandomInteractions.build(list, users, weighted);
        SortedMap<Integer, SortedMap<Integer, Double>> expected = Reference.interactionsByUser(list, weighted);

        assertThat(interactions.users()).isEqualTo(users);
        int total = 0;
        for (int u = 0; u < users; u++) {
            SortedMap<Integer, Double> actual = new TreeMap<>();
            for (int n = 0; n < interactions.count(u); n++) {
                assertThat(n == 0 || interactions.item(u, n - 1) < interactions.item(u, n))
                        .as("ascending")
                        .isTrue();
                actual.put(interactions.item(u, n), interactions.weight(u, n));
            }
            assertThat(actual).isEqualTo(expected.getOrDefault(u, new TreeMap<>()));
            total += actual.size();
        }
        assertThat(interactions.total()).isEqualTo(total);
    }

    /** A part of the interactions, such as the training data of an evaluation, must not know the rest. */
    @Property(tries = 100)
    void shouldForgetNegativeInteractionsWithTheItemsThatAPartLacks(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int users = 12;
        int items = 8;
        List<Interaction> list = RandomInteractions.random(random, users, items, 0.9);
        List<Interaction> negatives = RandomInteractions.random(random, users, items, 0.9);
        Set<List<Integer>> excluded = RandomInteractions.pairs(random, users, items);
        List<Interaction> part =
                list.stream().filter(each -> random.nextBoolean()).toList();
        Interactions all = RandomInteractions.build(list, negatives, excluded, users, true);
        Interactions known = RandomInteractions.build(part, users, true).withSelvesOf(all);
        for (int u = 0; u < users; u++) {
            SortedMap<Integer, Double> expected =
                    new TreeMap<>(Reference.interactionsByUser(negatives, true).getOrDefault(u, new TreeMap<>()));
            int user = u;
            expected.keySet().removeIf(item -> all.has(user, item) && !known.has(user, item));
            SortedMap<Integer, Double> actual = new TreeMap<>();
            for (int n = 0; n < known.negativeCount(u); n++) {
                actual.put(known.negativeItem(u, n), known.negativeWeight(u, n));
            }
            assertThat(actual).isEqualTo(expected);
            assertThat(known.excludedCount(u)).isEqualTo(all.excludedCount(u));
            for (int n = 0; n < known.excludedCount(u); n++) {
                assertThat(all.has(u, known.excludedItem(u, n))).isFalse();
            }
        }
    }

    @Property(tries = 300)
    void shouldAddParallelInteractionsUpToTheSameBitsInAnyOrder(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Interaction> list = new ArrayList<>();
        for (int n = 0; n < 40; n++) {
            list.add(new Interaction(
                    0, random.nextInt(4), Math.scalb(random.nextDouble() + 0.1, random.nextInt(-40, 40))));
        }
        Interactions interactions = RandomInteractions.build(list, 1, true);
        List<Interaction> shuffled = new ArrayList<>(list);
        Collections.shuffle(shuffled, new Random(seed));
        Interactions others = RandomInteractions.build(shuffled, 1, true);
        SortedMap<Integer, Double> expected =
                Reference.interactionsByUser(list, true).get(0);
        long[] ids = {7, 8, 9, 10};
        assertThat(others.fingerprint(0, ids)).isEqualTo(interactions.fingerprint(0, ids));
        for (int n = 0; n < interactions.count(0); n++) {
            assertThat(others.weight(0, n))
                    .isEqualTo(interactions.weight(0, n))
                    .isCloseTo(expected.get(interactions.item(0, n)), withinPercentage(1e-10));
        }
    }
}
