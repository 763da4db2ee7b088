package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vimmrec.update.Manifest.Entries;

class MergedEntriesTest {

    private static Entries entries(long factor, long... ids) {
        long[] inputs = new long[ids.length];
        long[] outputs = new long[ids.length];
        for (int n = 0; n < ids.length; n++) {
            inputs[n] = factor * ids[n];
            outputs[n] = -factor * ids[n];
        }
        return new Entries(ids, inputs, outputs);
    }

    @Test
    void shouldPreferTheNewerOfTwoEntries() {
        Entries merged = MergedEntries.of(entries(1, 2, 5, 9), entries(100, 1, 5));
        assertThat(merged.ids()).containsExactly(1, 2, 5, 9);
        assertThat(merged.inputs()).containsExactly(100, 2, 500, 9);
        assertThat(merged.outputs()).containsExactly(-100, -2, -500, -9);
    }

    @Test
    void shouldKeepTheOnlyOne() {
        assertThat(MergedEntries.of(Entries.NONE, entries(2, 3, 4)).inputs()).containsExactly(6, 8);
        assertThat(MergedEntries.of(entries(2, 3, 4), Entries.NONE).inputs()).containsExactly(6, 8);
        assertThat(MergedEntries.of(Entries.NONE, Entries.NONE).ids()).isEmpty();
    }
}
