package org.vimmrec.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.vimmrec.similarity.NearestCentroids;
import org.vimmrec.similarity.SphericalKMeans;
import org.vimmrec.task.Task;
import scala.Tuple2;

/**
 * A division of the items that have all of some modalities into cells, by their embeddings in these modalities. Two
 * items are compared by the modalities that they have in common, so each frequent combination has a division of its
 * own.
 *
 * @param modalities their places in an item's rows
 * @param centroids by cell; none if there is one cell for all items
 * @param firstCell the number of the first cell among the cells of all divisions
 */
record CellDivision(int[] modalities, float[][] centroids, int firstCell) implements Serializable {
    /** An item is in its nearest cells, so that neighbours across a border meet. */
    static final int CELLS_PER_ITEM = 2;

    /**
     * Trains a division.
     *
     * @param cells about how many
     * @param sample items of which those with all of the modalities count
     */
    static CellDivision train(
            LocalSearch local, int[] modalities, int cells, int firstCell, List<Item> sample, long seed, Task task) {
        CellDivision undivided = new CellDivision(modalities, new float[0][], firstCell);
        List<Item> some = undivided.eligible(sample);
        int trained = Math.min(cells, some.size());
        if (trained <= CELLS_PER_ITEM) {
            return undivided;
        }
        float[][] centroids = new SphericalKMeans(local.similarity(some, modalities))
                .train(indexes(some), trained, seed, "cells", task);
        return new CellDivision(modalities, centroids, firstCell);
    }

    /** The number of cells. */
    int cells() {
        return Math.max(1, centroids.length);
    }

    /** Pairs each of some items that has the modalities with each of its cells. */
    Iterator<Tuple2<Integer, Item>> assign(LocalSearch local, List<Item> items, Task task) {
        List<Item> some = eligible(items);
        if (centroids.length == 0 || some.isEmpty()) {
            return some.stream().map(item -> new Tuple2<>(firstCell, item)).iterator();
        }
        int[] nearest = new NearestCentroids(local.similarity(some, modalities), centroids)
                .find(indexes(some), CELLS_PER_ITEM, "cells", task);
        return IntStream.range(0, nearest.length)
                .mapToObj(n -> new Tuple2<>(firstCell + nearest[n], some.get(n / CELLS_PER_ITEM)))
                .iterator();
    }

    private List<Item> eligible(List<Item> items) {
        List<Item> eligible = new ArrayList<>();
        for (Item item : items) {
            if (IntStream.of(modalities).allMatch(m -> item.rows()[m] != null)) {
                eligible.add(item);
            }
        }
        return eligible;
    }

    private static int[] indexes(List<Item> items) {
        return IntStream.range(0, items.size()).toArray();
    }
}
