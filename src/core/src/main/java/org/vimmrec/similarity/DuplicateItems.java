package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * Groups items that have the same embeddings in every modality, such as items with a placeholder picture. Duplicates
 * have the same similarity to any other item, so only one of them is searched. Otherwise thousands of duplicates would
 * be unresolved, and each would be compared with all items in double precision.
 *
 * <p>The lowest item of a group that may be a neighbour represents it, or the lowest item if none may. The {@code topK}
 * best items belong to groups whose representatives are among the {@code topK} best representatives. So the neighbours
 * of the representatives lead to the neighbours of all items.
 */
final class DuplicateItems {
    /** The peak while items are grouped: six arrays, one of them the hash table. */
    static final long BYTES_PER_ITEM = 9 * Integer.BYTES;

    private static final int NONE = -1;

    private final FusedSimilarity similarity;
    private final int[] representatives;
    /** The number of representatives that may be neighbours. They come first. */
    private final int targets;
    /** The number of items with an embedding of positive weight. */
    private final int available;
    /** By item, the next item of its group, or {@link #NONE}. */
    private final int[] next;
    /** By item, the item that represents it, or {@link #NONE} for an item without an embedding. */
    private final int[] representative;

    /** Groups the items that have an embedding in a modality of positive weight. */
    DuplicateItems(FusedSimilarity similarity) {
        this.similarity = similarity;
        int items = similarity.items();
        int[] hashes = new int[items];
        Arrays.setAll(hashes, similarity::hash);
        representative = new int[items];
        next = new int[items];
        Arrays.fill(representative, NONE);
        Arrays.fill(next, NONE);
        int[] last = new int[items];
        int[] found = new int[items];
        int[] table = new int[Math.max(2, Integer.highestOneBit(Math.max(1, items)) << 2 & Integer.MAX_VALUE)];
        Arrays.fill(table, NONE);
        int groups = 0;
        int groupsOfTargets = 0;
        int count = 0;
        for (boolean target :
                new boolean[] {true, false}) { // so that the members of a group that are targets are first
            for (int i = 0; i < items; i++) {
                if (similarity.available(i) && similarity.isTarget(i) == target) {
                    count++;
                    int slot = hashes[i] & table.length - 1;
                    while (table[slot] != NONE
                            && !(hashes[table[slot]] == hashes[i] && similarity.equal(table[slot], i))) {
                        slot = slot + 1 & table.length - 1;
                    }
                    if (table[slot] == NONE) {
                        table[slot] = i;
                        found[groups++] = i;
                    } else {
                        next[last[table[slot]]] = i;
                    }
                    representative[i] = table[slot];
                    last[table[slot]] = i;
                }
            }
            groupsOfTargets = target ? groups : groupsOfTargets;
        }
        representatives = Arrays.copyOf(found, groups);
        targets = groupsOfTargets;
        available = count;
    }

    /** One item of each group: those that may be neighbours, ascending, and then the others, ascending. */
    int[] representatives() {
        return representatives;
    }

    /** The number of representatives that may be neighbours. */
    int targets() {
        return targets;
    }

    /**
     * Extends the neighbours of the representatives to those of all items.
     *
     * @param found neighbours among the representatives, found with the same {@code topK} and cutoff
     */
    Neighbours expand(Neighbours found, int topK, double cutoff, String phase, Task task) {
        if (representatives.length == available) {
            return found;
        }
        int[][] items = new int[similarity.items()][0];
        double[][] scores = new double[similarity.items()][0];
        task.parallel(phase, similarity.items(), () -> {
            TopKHeap best = new TopKHeap(topK);
            return item -> {
                if (representative[item] != NONE) {
                    expand(item, found, topK, cutoff, best);
                    items[item] = best.indexes();
                    scores[item] = best.scores();
                }
            };
        });
        return new Neighbours(items, scores);
    }

    /**
     * The same for one item.
     *
     * @param found the neighbours of its representative at least
     * @param best receives the neighbours, sorted
     */
    void expand(int item, Neighbours found, int topK, double cutoff, TopKHeap best) {
        best.clear();
        offerGroups(item, found, topK, cutoff, best);
        best.sort();
    }

    /** The item that represents an item with an embedding. */
    int representative(int item) {
        return representative[item];
    }

    /** Whether a representative has the same embeddings as another item. */
    boolean has(int representative) {
        return next[representative] != NONE;
    }

    private void offerGroups(int item, Neighbours found, int topK, double cutoff, TopKHeap best) {
        int own = representative[item];
        double self = similarity.score(item, item);
        if (self > cutoff) {
            offer(own, item, self, topK, best);
        }
        for (int n = 0; n < found.count(own); n++) {
            double score = found.score(own, n);
            if (best.size() == topK && score < best.worst()) {
                return;
            }
            offer(found.neighbour(own, n), item, score, topK, best);
        }
    }

    /** Offers the {@code topK} lowest items of a group that may be neighbours, without the item itself. */
    private void offer(int first, int item, double score, int topK, TopKHeap best) {
        int offered = 0;
        for (int member = first;
                member != NONE && similarity.isTarget(member) && offered < topK;
                member = next[member]) {
            if (member != item) {
                best.offer(member, score);
                offered++;
            }
        }
    }
}
