package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.Fingerprint;

class MergedEntriesTest {
    private static final Manifest.Entries OLD =
            new Manifest.Entries(new long[] {2, 5, 9}, new long[] {20, 50, 90}, new long[] {21, 51, 91});

    private static void assertEntries(Manifest.Entries found, long[] ids, long[] inputs, long[] outputs) {
        assertThat(found.ids()).isEqualTo(ids);
        assertThat(found.inputs()).isEqualTo(inputs);
        assertThat(found.outputs()).isEqualTo(outputs);
    }

    @Test
    void shouldReplaceAndAdd() {
        Manifest.Entries newer = new Manifest.Entries(new long[] {1, 5}, new long[] {10, 500}, new long[] {11, 501});
        assertEntries(MergedEntries.of(OLD, newer), new long[] {1, 2, 5, 9}, new long[] {10, 20, 500, 90}, new long[] {
            11, 21, 501, 91
        });
        assertEntries(MergedEntries.of(Manifest.Entries.NONE, newer), newer.ids(), newer.inputs(), newer.outputs());
    }

    @Test
    void shouldAddWhatIsNotKnown() {
        assertEntries(
                MergedEntries.withUnknown(OLD, new long[] {1, 5}),
                new long[] {1, 2, 5, 9},
                new long[] {Fingerprint.NONE, 20, 50, 90},
                new long[] {Fingerprint.NONE, 21, 51, 91});
    }
}
