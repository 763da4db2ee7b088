package org.vimmrec.spark;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.sql.Row;
import scala.Tuple2;

/** Collects the lists of neighbours from rows that are sorted by source, and for a source with the best first. */
final class SortedNeighbours implements Iterator<Tuple2<Long, NeighbourList>> {
    private final Iterator<Row> rows;
    private Row next;

    SortedNeighbours(Iterator<Row> rows) {
        this.rows = rows;
        advance();
    }

    private void advance() {
        next = rows.hasNext() ? rows.next() : null;
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Tuple2<Long, NeighbourList> next() {
        if (next == null) {
            throw new NoSuchElementException();
        }
        long source = next.getLong(0);
        long[] ids = new long[16];
        double[] scores = new double[16];
        int count = 0;
        for (; next != null && next.getLong(0) == source; advance()) {
            if (count == ids.length) {
                ids = Arrays.copyOf(ids, 2 * count);
                scores = Arrays.copyOf(scores, 2 * count);
            }
            ids[count] = next.getLong(1);
            scores[count++] = next.getDouble(2);
        }
        return new Tuple2<>(source, new NeighbourList(Arrays.copyOf(ids, count), Arrays.copyOf(scores, count)));
    }
}
