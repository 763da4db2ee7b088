package org.vimmrec.reference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.sparse.SparseRows;

/** Compares the plugin's ranked rows with the reference's value of every candidate. */
public final class Rankings {

    private Rankings() {}

    /** A row of the plugin, sorted. */
    public static List<Neighbour> row(SparseRows.Reader reader, int row) {
        List<Neighbour> entries = new ArrayList<>();
        int count = reader.read(row);
        reader.sort();
        for (int n = 0; n < count; n++) {
            entries.add(new Neighbour(reader.column(n), reader.value(n)));
        }
        return entries;
    }

    /** All rows of the plugin, sorted. */
    public static List<List<Neighbour>> rows(SparseRows rows) {
        SparseRows.Reader reader = rows.reader();
        List<List<Neighbour>> all = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            all.add(row(reader, row));
        }
        return all;
    }

    /**
     * Asserts that the entries are the best of all candidates, if two computations may differ by a tolerance: they are
     * sorted, have the right values, and exceed the cutoff, and no other candidate is better by more than the
     * tolerance.
     *
     * @param actual the plugin's entries
     * @param values the reference's value of each item; NaN if it is no candidate
     * @param limit the most entries
     * @param cutoff entries exceed it
     */
    public static void assertBest(List<Neighbour> actual, double[] values, int limit, double cutoff, double tolerance) {
        assertThat(actual.size()).isLessThanOrEqualTo(limit);
        boolean[] listed = new boolean[values.length];
        for (int n = 0; n < actual.size(); n++) {
            Neighbour entry = actual.get(n);
            assertThat(entry.score()).isGreaterThan(cutoff);
            assertThat(Math.abs(entry.score() - values[entry.item()]))
                    .as("%s beside %s", entry, values[entry.item()])
                    .isLessThanOrEqualTo(tolerance); // and not NaN
            assertThat(listed[entry.item()]).as("%s is there twice", entry).isFalse();
            listed[entry.item()] = true;
            if (n > 0) {
                Neighbour better = actual.get(n - 1);
                assertThat(better.score() > entry.score()
                                || better.score() == entry.score() && better.item() < entry.item())
                        .as("%s before %s", better, entry)
                        .isTrue();
            }
        }
        double bound = actual.size() == limit ? actual.get(limit - 1).score() : cutoff;
        for (int candidate = 0; candidate < values.length; candidate++) {
            if (!listed[candidate] && values[candidate] > bound + tolerance) {
                throw new AssertionError("%d at %s is missing from %s, limit %d, cutoff %s"
                        .formatted(candidate, values[candidate], actual, limit, cutoff));
            }
        }
    }
}
