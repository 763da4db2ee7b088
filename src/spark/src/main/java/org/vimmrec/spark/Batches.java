package org.vimmrec.spark;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** The elements of a partition in lists of at most a size, without reading the whole partition. */
final class Batches<T> implements Iterator<List<T>> {
    private final Iterator<T> elements;
    private final int size;

    Batches(Iterator<T> elements, int size) {
        this.elements = elements;
        this.size = size;
    }

    @Override
    public boolean hasNext() {
        return elements.hasNext();
    }

    @Override
    public List<T> next() {
        List<T> batch = new ArrayList<>();
        while (batch.size() < size && elements.hasNext()) {
            batch.add(elements.next());
        }
        return batch;
    }
}
