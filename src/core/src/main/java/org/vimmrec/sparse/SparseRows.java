package org.vimmrec.sparse;

/**
 * A sparse matrix read a row at a time, computed on the way if need be: neighbours by item, or virtual interactions by
 * user. It is what gets streamed, summarised and written, so none of them needs the whole matrix in memory.
 */
public interface SparseRows {

    /** The number of rows. */
    int rows();

    /** A reader of rows, for one thread. Any number may read at once. */
    Reader reader();

    /** Reads rows in any order; what it gives is valid until the next call of {@link #read}. */
    interface Reader {

        /** Makes {@code row} the current row, and returns the number of its entries. */
        int read(int row);

        /** Brings the current row's entries into order, best first: higher value, then lower column. */
        void sort();

        /** The column of an entry of the current row; {@link #read} leaves them in any order. */
        int column(int entry);

        /** The value of an entry of the current row, finite. */
        double value(int entry);
    }
}
