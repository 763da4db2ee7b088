package org.vimmrec.alternative;

import java.util.stream.IntStream;
import org.vimmrec.similarity.Neighbours;

/** Neighbours that have each other as a neighbour. */
final class MutualNeighbours {

    private MutualNeighbours() {}

    /**
     * Keeps a neighbour if each of the two items is among the other's first {@code topK}.
     *
     * @param topK the number of an item's neighbours that count
     */
    static Neighbours of(Neighbours neighbours, int topK) {
        int[][] items = new int[neighbours.rows()][];
        double[][] scores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            int item = i;
            int[] ranks = IntStream.range(0, Math.min(topK, neighbours.count(item)))
                    .filter(rank -> has(neighbours, neighbours.neighbour(item, rank), item, topK))
                    .toArray();
            items[i] = IntStream.of(ranks)
                    .map(rank -> neighbours.neighbour(item, rank))
                    .toArray();
            scores[i] = IntStream.of(ranks)
                    .mapToDouble(rank -> neighbours.score(item, rank))
                    .toArray();
        }
        return new Neighbours(items, scores);
    }

    private static boolean has(Neighbours neighbours, int item, int wanted, int topK) {
        return IntStream.range(0, Math.min(topK, neighbours.count(item)))
                .anyMatch(rank -> neighbours.neighbour(item, rank) == wanted);
    }
}
