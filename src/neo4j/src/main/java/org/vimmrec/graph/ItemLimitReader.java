package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.NotFoundException;
import org.vimmrec.config.ItemSelection;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.LimitedInteractions;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;

/**
 * Reads the values by which the number of a user's items is limited, in parallel if {@link ReadTransactions} allows it.
 */
public final class ItemLimitReader {
    /** About what a value and its entry in a hash map take, in bytes. */
    private static final long BYTES_PER_VALUE = 160;

    private final ReadTransactions transactions;
    private final ItemSelection selection;
    private final String itemLabel;
    private final Task task;

    /** @param transactions the transactions to read in */
    public ItemLimitReader(ReadTransactions transactions, ItemSelection selection, String itemLabel, Task task) {
        this.transactions = transactions;
        this.selection = selection;
        this.itemLabel = itemLabel;
        this.task = task;
    }

    /**
     * The heap that the limits take, in bytes: the values while they are read, and what readers need.
     *
     * @param offered an upper bound of the number of virtual interactions without limits
     */
    public long bytes(long items, long offered) {
        int groups = selection.maxPerGroup().size();
        return groups == 0 && !selection.comparesUsers()
                ? 0
                : (groups == 0 ? 0 : items * BYTES_PER_VALUE)
                        + LimitedInteractions.bytes(items, offered, groups, selection.maxPerItem(), task.concurrency());
    }

    /**
     * Reads the values of items. Numbers are the same value if they are equal, whatever their types.
     *
     * @param ids the node ids of items
     * @throws IllegalArgumentException if no item has a property, or if one has a list; names the node
     */
    public ItemLimits read(long[] ids) {
        List<ItemLimits.Group> groups = new ArrayList<>();
        selection.maxPerGroup().forEach((property, max) -> groups.add(group(property, max, ids)));
        return new ItemLimits(List.copyOf(groups), selection.maxPerItem());
    }

    private ItemLimits.Group group(String property, int max, long[] ids) {
        Object[] values = new Object[ids.length];
        FirstError error = new FirstError();
        transactions.forEachChunk(ids.length, "reading " + property, task, () -> (tx, chunk, from, to) -> {
            for (int i = from; i < to && !error.isBefore(i); i++) {
                try {
                    Object value = NodeIds.node(tx, ids[i]).getProperty(property, null);
                    if (value != null && value.getClass().isArray()) {
                        error.add(i, error(property, NodeIds.node(tx, ids[i]).getElementId()));
                    }
                    values[i] = value == null ? null : canonical(value);
                } catch (NotFoundException e) {
                    values[i] = null; // the item was deleted after the ids were read
                }
            }
        });
        error.throwIfAny();
        int[] numbers = new int[ids.length];
        long[] fingerprints = new long[ids.length];
        Map<Object, Integer> numberOf = new HashMap<>();
        for (int i = 0; i < ids.length; i++) {
            int next = numberOf.size();
            numbers[i] = values[i] == null ? -1 : numberOf.computeIfAbsent(values[i], value -> next);
            fingerprints[i] = values[i] == null ? Fingerprint.NONE : fingerprint(values[i]);
        }
        if (numberOf.isEmpty()) {
            Nodes.requireProperty(
                    transactions.callers(), itemLabel, property, ItemSelection.MAX_PER_GROUP + "." + property, task);
        }
        return new ItemLimits.Group(property, numbers, fingerprints, max);
    }

    private static String error(String property, String node) {
        return "`%s.%s`: the property [%s] of node %s must be a single value, but is a list."
                .formatted(ItemSelection.MAX_PER_GROUP, Shown.name(property), Shown.name(property), node);
    }

    /** Makes equal numbers of different types the same object. */
    private static Object canonical(Object value) {
        if (value instanceof Double || value instanceof Float) {
            double number = ((Number) value).doubleValue();
            return number == (long) number && Math.abs(number) < 0x1p63 ? (Object) (long) number : (Object) number;
        }
        return value instanceof Number number
                ? (Object) number.longValue()
                : value instanceof Character ? value.toString() : value;
    }

    private static long fingerprint(Object value) {
        long fingerprint = Fingerprint.NONE;
        String text = value.getClass().getSimpleName() + " " + value;
        for (int n = 0; n < text.length(); n++) {
            fingerprint = Fingerprint.of(fingerprint, text.charAt(n));
        }
        return fingerprint;
    }
}
