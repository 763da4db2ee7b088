package org.vimmrec.sparse;

/**
 * Some rows of others.
 *
 * @param all the others
 * @param selected which of them, in the order in which they are rows of this
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
