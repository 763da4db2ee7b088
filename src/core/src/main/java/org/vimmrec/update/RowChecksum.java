package org.vimmrec.update;

import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.SparseRows;

/**
 * The checksum of a source node's relationships: the sum of the fingerprints of its entries, so their order does not
 * matter. An empty row has the checksum 0. Manifests store checksums, so their definition must not change from release
 * to release.
 */
public final class RowChecksum {

    private RowChecksum() {}

    /** What an entry adds to the checksum of a row with values. */
    public static long entry(long target, double value) {
        return Fingerprint.of(target, Double.doubleToRawLongBits(value));
    }

    /** What an entry adds to the checksum of a row without values. */
    public static long entry(long target) {
        return Fingerprint.of(target, Fingerprint.NONE);
    }

    /**
     * The checksum of a reader's current row.
     *
     * @param entries the number of entries of the row
     * @param columns the node ids of the columns
     * @param withValues whether the values count, too
     */
    public static long of(SparseRows.Reader reader, int entries, long[] columns, boolean withValues) {
        long sum = 0;
        for (int n = 0; n < entries; n++) {
            long target = columns[reader.column(n)];
            sum += withValues ? entry(target, reader.value(n)) : entry(target);
        }
        return sum;
    }
}
