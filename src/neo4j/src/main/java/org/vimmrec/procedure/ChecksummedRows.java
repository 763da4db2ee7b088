package org.vimmrec.procedure;

import org.vimmrec.graph.StoredRows;
import org.vimmrec.sparse.DelegatingReader;
import org.vimmrec.sparse.SparseRows;

/**
 * Rows that leave their checksum, without values, when they are read, so that they need not be computed once more for it.
 *
 * @param all the rows
 * @param columns the node ids of their columns
 * @param checksums by row
 */
record ChecksummedRows(SparseRows all, long[] columns, long[] checksums) implements SparseRows {

    @Override
    public int rows() {
        return all.rows();
    }

    @Override
    public Reader reader() {
        return new DelegatingReader(all.reader()) {
            @Override
            public int read(int row) {
                int entries = reader.read(row);
                checksums[row] = StoredRows.checksum(reader, entries, columns, false);
                return entries;
            }
        };
    }
}
