package org.vimmrec.cli.data;

import java.util.Arrays;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.evaluation.KeyedInteractions;
import org.vimmrec.evaluation.Split;
import org.vimmrec.sparse.Interactions;

/**
 * Splits a data set without {@code x_label} as {@code vimmrec.evaluate} splits a graph with the same seed: 10 % of each
 * user's items for validation and 10 % for the test, at random or the latest ones.
 */
public final class DataSetSplit {

    private static final double FRACTION = 0.1;

    private final int[] userIds;
    private final InteractionTable table;

    private DataSetSplit(int[] userIds, InteractionTable table) {
        this.userIds = userIds;
        this.table = table;
    }

    /**
     * Returns the data set with labels.
     *
     * @param latest whether to hold out the latest interactions, by timestamp
     * @throws CommandFailure if the data set cannot be split like this
     */
    public static DataSet apply(DataSet dataSet, boolean latest, long seed) {
        InteractionTable table = dataSet.interactions();
        if (table.labelled()) {
            throw new CommandFailure(
                    "--split does not apply to a data set with the column x_label, which is its split. "
                            + "Leave out --split.");
        }
        if (latest && !table.timed()) {
            throw new CommandFailure("--split latest needs the column timestamp, which " + dataSet.name()
                    + " does not have. Use --split random.");
        }
        InteractionTable labelled = new DataSetSplit(dataSet.userIds(), table).labelled(latest, seed);
        return new DataSet(
                dataSet.name(), dataSet.items(), dataSet.titles(), dataSet.userIds(), labelled, dataSet.modalities());
    }

    private InteractionTable labelled(boolean latest, long seed) {
        int[][] items = items();
        Interactions all = interactions(items);
        Split split = latest
                ? Split.latest(new KeyedInteractions(all, firstTimes(items)), FRACTION, seed)
                : Split.random(all, FRACTION, seed);
        if (split.validation().total() == 0 || split.test().total() == 0) {
            throw new CommandFailure("--split holds nothing out of " + all.total()
                    + " interactions: users with more than one interaction have too few. Leave out --split.");
        }
        InteractionTable labelled = new InteractionTable(true, table.rated(), table.timed());
        for (int n = 0; n < table.size(); n++) {
            int user = userOf(n);
            int label = contains(split.test(), user, table.item(n))
                    ? InteractionTable.TEST
                    : contains(split.validation(), user, table.item(n))
                            ? InteractionTable.VALIDATION
                            : InteractionTable.TRAINING;
            labelled.add(
                    table.user(n),
                    table.item(n),
                    label,
                    table.rated() ? table.rating(n) : 1,
                    table.timed() ? table.timestamp(n) : 0);
        }
        return labelled;
    }

    private int userOf(int n) {
        return Arrays.binarySearch(userIds, table.user(n));
    }

    /** By user, the distinct items, ascending. */
    private int[][] items() {
        int[] counts = new int[userIds.length];
        for (int n = 0; n < table.size(); n++) {
            counts[userOf(n)]++;
        }
        int[][] items = new int[userIds.length][];
        for (int u = 0; u < items.length; u++) {
            items[u] = new int[counts[u]];
        }
        for (int n = 0; n < table.size(); n++) {
            int user = userOf(n);
            items[user][--counts[user]] = table.item(n);
        }
        for (int u = 0; u < items.length; u++) {
            items[u] = Arrays.stream(items[u]).sorted().distinct().toArray();
        }
        return items;
    }

    private static Interactions interactions(int[][] items) {
        Interactions.Builder builder = new Interactions.Builder(false);
        for (int[] row : items) {
            for (int item : row) {
                builder.add(item, 1);
            }
            builder.endUser();
        }
        return builder.build();
    }

    /** The time of each pair, user by user; that of the first if the user touched the item several times. */
    private double[] firstTimes(int[][] items) {
        int[] starts = new int[items.length + 1];
        for (int u = 0; u < items.length; u++) {
            starts[u + 1] = starts[u] + items[u].length;
        }
        double[] times = new double[starts[items.length]];
        Arrays.fill(times, Double.POSITIVE_INFINITY);
        for (int n = 0; n < table.size(); n++) {
            int user = userOf(n);
            int place = starts[user] + Arrays.binarySearch(items[user], table.item(n));
            times[place] = Math.min(times[place], (double) table.timestamp(n));
        }
        return times;
    }

    /** Scans the items, because few of a user's are held out. */
    private static boolean contains(Interactions heldOut, int user, int item) {
        for (int n = 0; n < heldOut.count(user); n++) {
            if (heldOut.item(user, n) == item) {
                return true;
            }
        }
        return false;
    }
}
