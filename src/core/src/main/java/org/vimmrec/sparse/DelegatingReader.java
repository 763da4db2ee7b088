package org.vimmrec.sparse;

/** A reader whose current row is that of another reader. */
public abstract class DelegatingReader implements SparseRows.Reader {
    /** The other reader. */
    protected final SparseRows.Reader reader;

    /** The subclass chooses the row of {@code reader} to read. */
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
