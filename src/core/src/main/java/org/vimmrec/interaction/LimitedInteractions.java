package org.vimmrec.interaction;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.interaction.ItemLimits.Group;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * Virtual interactions with {@link ItemLimits}.
 *
 * <p>A user's candidates are taken by descending weight, and of equal weights by ascending item. A candidate whose
 * value has as many items as its group allows is passed over and does not count for {@link EdgeRule#maxPerUser} and
 * {@link EdgeRule#maxPerInteraction}, so a weaker one of another value takes its place.
 *
 * <p>{@link ItemLimits#maxPerItem} comes last: of the users who still have a virtual interaction with the item, those
 * with the highest weights keep it, and of equal weights the lower users. If it came first, an item's places would go
 * to users who drop the item because of their own limits. Nothing takes the place of what a user loses to it. It needs
 * a pass over all users, which the constructor makes; afterwards only the lowest place of each item is known.
 */
public final class LimitedInteractions implements SparseRows {
    private static final int USERS_PER_UNIT = 64;
    private static final int LOCKS = 1024;

    private final Interactions interactions;
    private final EdgeRule rule;
    private final List<Group> groups;
    private final VirtualInteractions all;
    /** By item the lowest weight that is kept; null without {@link ItemLimits#maxPerItem}. */
    private final double[] lowest;
    /** By item the last user who keeps a virtual interaction of the lowest weight. */
    private final int[] last;

    /** @param phase the name of the pass over all users in progress reports */
    LimitedInteractions(
            Interactions interactions,
            EdgeRule rule,
            ItemLimits limits,
            VirtualInteractions all,
            String phase,
            Task task) {
        this.interactions = interactions;
        this.rule = rule;
        this.groups = limits.groups();
        this.all = all;
        this.lowest = limits.comparesUsers() ? new double[all.items()] : null;
        this.last = limits.comparesUsers() ? new int[all.items()] : null;
        if (limits.comparesUsers()) {
            findLowest(limits.maxPerItem(), phase, task);
        }
    }

    private void findLowest(int maxPerItem, String phase, Task task) {
        TopKHeap[] byItem = new TopKHeap[lowest.length];
        Object[] locks = new Object[LOCKS];
        Arrays.setAll(locks, n -> new Object());
        task.parallel(phase, rows(), USERS_PER_UNIT, context -> {
            UserReader reader = new UserReader();
            return user -> {
                int count = reader.readAll(user);
                for (int n = 0; n < count; n++) {
                    int item = reader.column(n);
                    synchronized (locks[item % LOCKS]) {
                        if (byItem[item] == null) {
                            byItem[item] = new TopKHeap(maxPerItem);
                        }
                        byItem[item].offer(user, reader.weight(n));
                    }
                }
            };
        });
        for (int i = 0; i < lowest.length; i++) {
            boolean full = byItem[i] != null && byItem[i].size() == maxPerItem;
            lowest[i] = full ? byItem[i].worst() : Double.NEGATIVE_INFINITY;
            last[i] = full ? byItem[i].index(0) : Integer.MAX_VALUE;
        }
    }

    /**
     * The heap that the limits take, in bytes: those of the items during the first pass, and those of all readers.
     *
     * @param offered an upper bound of the number of virtual interactions without limits
     * @param groups the number of limits on items with the same value
     */
    public static long bytes(long items, long offered, int groups, int maxPerItem, int concurrency) {
        long ofItems = maxPerItem == Integer.MAX_VALUE
                ? 0
                : TopKHeap.bytes(items, maxPerItem, offered) + items * (Double.BYTES + Integer.BYTES);
        long ofReader = items * ((groups + 1L) * Integer.BYTES + 2 * (Integer.BYTES + Double.BYTES));
        return ofItems + groups * items * (Integer.BYTES + Long.BYTES) + concurrency * ofReader;
    }

    @Override
    public int rows() {
        return interactions.users();
    }

    @Override
    public Reader reader() {
        return new UserReader();
    }

    /**
     * The place of an item among a user's candidates.
     *
     * @param before the number of stronger candidates that the groups allow
     * @param full the first group that allows no more items of this one's value, or null
     */
    public record Place(int before, Group full) {}

    /** Finds the place of an item that is a candidate of the user. */
    public Place place(int user, int item) {
        return new UserReader().place(user, item);
    }

    /** Reads the sorted row without limits, and selects entries of it. */
    private final class UserReader implements Reader {
        private final Reader unlimited = all.reader();
        private int[] entries = new int[16];
        /** By group and value, the number of selected items. */
        private final int[][] selected = new int[groups.size()][];

        UserReader() {
            for (int g = 0; g < selected.length; g++) {
                selected[g] =
                        new int[1 + Arrays.stream(groups.get(g).values()).max().orElse(-1)];
            }
        }

        @Override
        public int read(int user) {
            int count = readAll(user);
            if (lowest == null) {
                return count;
            }
            int kept = 0;
            for (int n = 0; n < count; n++) {
                int item = column(n);
                double weight = weight(n);
                if (weight > lowest[item] || (weight == lowest[item] && user <= last[item])) {
                    entries[kept++] = entries[n];
                }
            }
            return kept;
        }

        /** Reads a row without the limits that compare users. */
        int readAll(int user) {
            int count = unlimited.read(user);
            unlimited.sort();
            int limit = rule.maxVirtualInteractions(interactions.count(user));
            int length = 0;
            for (int n = 0; n < count && length < limit; n++) {
                if (full(unlimited.column(n)) == null) {
                    add(n, length++);
                }
            }
            for (int n = 0; n < length; n++) {
                count(column(n), -1);
            }
            return length;
        }

        /** Selects what is before the item, without a limit. */
        Place place(int user, int item) {
            int count = unlimited.read(user);
            unlimited.sort();
            int length = 0;
            for (int n = 0; n < count && unlimited.column(n) != item; n++) {
                if (full(unlimited.column(n)) == null) {
                    add(n, length++);
                }
            }
            return new Place(length, full(item));
        }

        /** The first group that allows no more items of an item's value, or null. */
        private Group full(int item) {
            for (int g = 0; g < selected.length; g++) {
                int value = groups.get(g).values()[item];
                if (value >= 0 && selected[g][value] >= groups.get(g).max()) {
                    return groups.get(g);
                }
            }
            return null;
        }

        private void add(int entry, int place) {
            if (place == entries.length) {
                entries = Arrays.copyOf(entries, 2 * place);
            }
            entries[place] = entry;
            count(column(place), 1);
        }

        private void count(int item, int change) {
            for (int g = 0; g < selected.length; g++) {
                int value = groups.get(g).values()[item];
                if (value >= 0) {
                    selected[g][value] += change;
                }
            }
        }

        @Override
        public void sort() {
            // rows are always sorted
        }

        @Override
        public int column(int entry) {
            return unlimited.column(entries[entry]);
        }

        /** The weight before {@link EdgeRule#maxWeight}. */
        double weight(int entry) {
            return unlimited.value(entries[entry]);
        }

        @Override
        public double value(int entry) {
            return Math.min(rule.maxWeight(), weight(entry));
        }
    }
}
