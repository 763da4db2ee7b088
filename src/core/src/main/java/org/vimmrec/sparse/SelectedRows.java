package org.vimmrec.sparse;

/**
 * Some rows of a sparse matrix.
 *
 * @param all the matrix
 * @param selected its rows that become the rows {@code 0, 1, ...} of this one
 */
public record SelectedRows(SparseRows all, int[] selected) implements SparseRows {

    @Override
    public int rows() {
        return selected.length;
    }

    @Override
    public Reader reader() {
        return new DelegatingReader(all.reader()) {
            @Override
            public int read(int row) {
                return reader.read(selected[row]);
            }
        };
    }
}
