package org.vimmrec.sparse;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.vimmrec.reference.Interaction;

/** Random interactions for property tests. */
public final class RandomInteractions {

    private RandomInteractions() {}

    /**
     * Random interactions grouped by user. Some users have parallel interactions with one item.
     *
     * @param density the probability that a user has interactions
     */
    public static List<Interaction> random(SplittableRandom random, int users, int items, double density) {
        List<Interaction> list = new ArrayList<>();
        for (int u = 0; u < users; u++) {
            int count =
                    items > 0 && random.nextDouble() < density ? random.nextInt(1, random.nextInt(8) == 0 ? 30 : 5) : 0;
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

    /** The same interactions as production holds them, with negative interactions and excluded items. */
    public static Interactions build(
            List<Interaction> list,
            List<Interaction> negatives,
            Set<List<Integer>> excluded,
            int users,
            boolean weighted) {
        Interactions interactions = build(list, users, weighted);
        List<Interaction> barred = new ArrayList<>(negatives);
        excluded.forEach(pair -> barred.add(new Interaction(pair.get(0), pair.get(1), 1)));
        barred.removeIf(pair -> interactions.has(pair.user(), pair.item()));
        barred.sort(Comparator.comparingInt(Interaction::user));
        return interactions.withNegatives(build(negatives, users, weighted), build(barred, users, false));
    }

    /** Random pairs of a user and an item. */
    public static Set<List<Integer>> pairs(SplittableRandom random, int users, int items) {
        Set<List<Integer>> pairs = new HashSet<>();
        for (int n = items == 0 ? 0 : random.nextInt(2 * users); n > 0; n--) {
            pairs.add(List.of(random.nextInt(users), random.nextInt(items)));
        }
        return pairs;
    }

    /** The same interactions as production holds them. */
    public static Interactions build(List<Interaction> list, int users, boolean weighted) {
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
