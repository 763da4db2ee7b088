package org.vimmrec.sparse;

/** A reader that reads its rows by another one, whose current row is its own. */
public abstract class DelegatingReader implements SparseRows.Reader {
    /** The other one. */
    protected final SparseRows.Reader reader;

    /** Leaves it to the subclass which row of {@code reader} to read, and what to do with it. */
    protected DelegatingReader(SparseRows.Reader reader) {
        this.reader = reader;
    }

    @Override
    public final void sort() {
        reader.sort();
    }

    @Override
    public final int column(int entry) {
        return reader.column(entry);
    }

    @Override
    public final double value(int entry) {
        return reader.value(entry);
    }
}
