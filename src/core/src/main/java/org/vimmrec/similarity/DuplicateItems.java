package org.vimmrec.similarity;

import java.util.Arrays;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * Which items have the very same embeddings in every modality, as those with a placeholder picture do. Equal items are
 * equally similar to any other, so one of them is searched for all: thousands of them would else be in doubt about each
 * other, and each be compared with all items in double precision.
 *
 * <p>The lowest item of a class represents it. If the {@code topK} best items are drawn from a set of classes, each of
 * these classes has its representative among the {@code topK} best representatives; so their neighbours lead to all.
 */
final class DuplicateItems {
    /** Most while they are sorted: six arrays, one of them the table. */
    static final long BYTES_PER_ITEM = 9 * Integer.BYTES;

    private static final int NONE = -1;

    private final FusedSimilarity similarity;
    private final int[] representatives;
    private final int count;
    /** By item the next one of its class, or {@link #NONE}. */
    private final int[] next;
    /** By item the one that represents it; of an item without any embedding, {@link #NONE}. */
    private final int[] representative;

    /** Sorts the items of a positive weight in some modality into classes. */
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
        int classes = 0;
        int available = 0;
        for (int i = 0; i < items; i++) {
            if (similarity.available(i)) {
                available++;
                int slot = hashes[i] & table.length - 1;
                while (table[slot] != NONE && !(hashes[table[slot]] == hashes[i] && similarity.equal(table[slot], i))) {
                    slot = slot + 1 & table.length - 1;
                }
                if (table[slot] == NONE) {
                    table[slot] = i;
                    found[classes++] = i;
                } else {
                    next[last[table[slot]]] = i;
                }
                representative[i] = table[slot];
                last[table[slot]] = i;
            }
        }
        representatives = Arrays.copyOf(found, classes);
        count = available;
    }

    /** One item of each class, ascending. */
    int[] representatives() {
        return representatives;
    }

    /** From the neighbours of the representatives, as many and above the same cutoff, to those of all items. */
    Neighbours expand(Neighbours found, int topK, double cutoff, String phase, Task task) {
        if (representatives.length == count) {
            return found;
        }
        int[][] items = new int[similarity.items()][0];
        double[][] scores = new double[similarity.items()][0];
        task.parallel(phase, similarity.items(), () -> {
            TopKHeap best = new TopKHeap(topK);
            return item -> {
                if (representative[item] != NONE) {
                    best.clear();
                    offerClasses(item, found, topK, cutoff, best);
                    best.sort();
                    items[item] = best.indexes();
                    scores[item] = best.scores();
                }
            };
        });
        return new Neighbours(items, scores);
    }

    private void offerClasses(int item, Neighbours found, int topK, double cutoff, TopKHeap best) {
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

    /** Offers the lowest members of a class, without the item itself; more than {@code topK} cannot be among the best. */
    private void offer(int first, int item, double score, int topK, TopKHeap best) {
        int offered = 0;
        for (int member = first; member != NONE && offered < topK; member = next[member]) {
            if (member != item) {
                best.offer(member, score);
                offered++;
            }
        }
    }
}
