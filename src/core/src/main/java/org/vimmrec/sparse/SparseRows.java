package org.vimmrec.sparse;

/**
 * A sparse matrix that is read one row at a time, such as neighbours by item or virtual interactions by user. A row may
 * be computed when it is read. Streaming, summaries and writers use it, so none of them needs the whole matrix in
 * memory.
 */
public interface SparseRows {

    /** The number of rows. */
    int rows();

    /** Creates a reader for one thread. Any number of readers may read at the same time. */
    Reader reader();

    /** Reads rows in any order. Entries are valid until the next call of {@link #read}. */
    interface Reader {

        /** Makes {@code row} the current row, and returns the number of its entries. */
        int read(int row);

        /** Sorts the entries of the current row: the higher value first, then the lower column. */
        void sort();

        /** The column of an entry of the current row. Entries have no particular order until {@link #sort}. */
        int column(int entry);

        /** The value of an entry of the current row, finite. */
        double value(int entry);
    }
}
