package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The items of a search in the order in which it visits them. An item's place in it is its row and its column.
 *
 * @param items the items that are compared
 * @param searched rows before this one are compared with all columns, the others with the changed columns only
 * @param changed columns before this one are changed; at most {@code searched}
 * @param apart by row a column: pairs with columns before it need not be compared. It does not fall until it is 0 for
 *     the rest of the rows; null if it is 0 for all
 */
record SearchOrder(int[] items, int searched, int changed, int[] apart) {

    SearchOrder(int[] items, int searched, int changed) {
        this(items, searched, changed, null);
    }

    /** All items, each compared with all others, in a pseudo-random order that depends on their number only. */
    static SearchOrder shuffled(int[] items) {
        return shuffled(items, items.length);
    }

    /** The same, but the items before {@code first} stay before the others. */
    static SearchOrder shuffled(int[] items, int first) {
        SplittableRandom random = new SplittableRandom(items.length);
        int[] shuffled = items.clone();
        shuffle(shuffled, first, items.length, random);
        shuffle(shuffled, 0, first, random);
        return new SearchOrder(shuffled, items.length, items.length);
    }

    /**
     * The same, but items of a block come one after the other. The items of the own block come last, and so do those
     * that have duplicates, because these may be in other blocks.
     */
    static SearchOrder shuffled(DuplicateItems duplicates, Blocks blocks) {
        int[] items = duplicates.representatives();
        int[] shuffled = shuffled(items).items;
        int[] keys = new int[items.length];
        for (int n = 0; n < items.length; n++) {
            int block = blocks.ofItems()[shuffled[n]];
            keys[n] = block == blocks.own() || duplicates.has(shuffled[n]) ? Integer.MAX_VALUE : block;
        }
        int[] order = IntStream.range(0, items.length)
                .boxed()
                .sorted(Comparator.comparingInt(n -> keys[n])) // stable, so still in random order within a block
                .mapToInt(n -> n)
                .toArray();
        int[] apart = new int[items.length];
        for (int row = items.length - 1; row >= 0; row--) {
            int key = keys[order[row]];
            if (key != Integer.MAX_VALUE) {
                boolean isLast = row == items.length - 1 || keys[order[row + 1]] != key;
                apart[row] = isLast ? row + 1 : apart[row + 1];
            }
        }
        return new SearchOrder(IntStream.of(order).map(n -> shuffled[n]).toArray(), items.length, items.length, apart);
    }

    /** Whether no pair of some rows and some columns needs to be compared. */
    boolean isApart(int firstRow, int endRow, int endColumn) {
        return apart != null && apart[firstRow] >= endColumn && apart[endRow - 1] != 0;
    }

    /** The most columns that any row need not be compared with. */
    int mostApart() {
        int most = 0;
        int first = 0;
        for (int row = 0; apart != null && row < apart.length && apart[row] != 0; row++) {
            first = row > 0 && apart[row] != apart[row - 1] ? row : first;
            most = Math.max(most, apart[row] - first);
        }
        return most;
    }

    private static void shuffle(int[] items, int from, int end, SplittableRandom random) {
        for (int n = end - 1; n > from; n--) {
            int other = from + random.nextInt(n - from + 1);
            int item = items[n];
            items[n] = items[other];
            items[other] = item;
        }
    }

    /** The changed items, then the others whose rows are searched, then all other items that have an embedding. */
    static SearchOrder of(FusedSimilarity similarity, KnownNeighbours known) {
        BitSet changed = known.changed();
        BitSet searched = known.searched();
        int[] items = new int[similarity.items()];
        int count = 0;
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
            items[count++] = i;
        }
        int changedCount = count;
        for (int i = searched.nextSetBit(0); i >= 0; i = searched.nextSetBit(i + 1)) {
            if (!changed.get(i)) {
                items[count++] = i;
            }
        }
        int searchedCount = count;
        for (int i = 0; i < items.length; i++) {
            if (similarity.available(i) && !searched.get(i)) {
                items[count++] = i;
            }
        }
        return new SearchOrder(Arrays.copyOf(items, count), searchedCount, changedCount);
    }

    /** The same items, with some of them first, which alone are searched. */
    SearchOrder searchingOnly(int[] some, int allItems) {
        int[] ordered = Arrays.copyOf(some, items.length);
        boolean[] taken = new boolean[allItems];
        for (int item : some) {
            taken[item] = true;
        }
        int length = some.length;
        for (int item : items) {
            if (!taken[item]) {
                ordered[length++] = item;
            }
        }
        return new SearchOrder(ordered, some.length, 0);
    }

    /** The number of searched items that have the same embeddings as another searched one. */
    int searchedDuplicates(FusedSimilarity similarity) {
        int[] hashes = new int[searched];
        Arrays.setAll(hashes, row -> similarity.hash(items[row]));
        Arrays.sort(hashes);
        int duplicates = 0;
        for (int n = 1; n < searched; n++) {
            duplicates += hashes[n] == hashes[n - 1] ? 1 : 0;
        }
        return duplicates;
    }
}
