package org.vimmrec.alternative;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.similarity.Neighbours;

/** Neighbours with similarities of a given mean, so that alternatives differ in which weights are high, not in all. */
final class MeanScore {

    private MeanScore() {}

    /** The mean similarity of the first {@code topK} neighbours of all items in all modalities. */
    static double of(List<Neighbours> modalities, int topK) {
        double sum = 0;
        long count = 0;
        for (Neighbours neighbours : modalities) {
            for (int i = 0; i < neighbours.rows(); i++) {
                for (int rank = 0; rank < Math.min(topK, neighbours.count(i)); rank++) {
                    sum += neighbours.score(i, rank);
                    count++;
                }
            }
        }
        return sum / count;
    }

    /** Multiplies all similarities by one factor, so that those of the first {@code topK} have the given mean. */
    static List<Neighbours> scaled(List<Neighbours> modalities, int topK, double mean) {
        double factor = mean / of(modalities, topK);
        return modalities.stream().map(each -> times(each, factor)).toList();
    }

    private static Neighbours times(Neighbours neighbours, double factor) {
        int[][] items = new int[neighbours.rows()][];
        double[][] scores = new double[items.length][];
        for (int i = 0; i < items.length; i++) {
            int item = i;
            items[i] = new int[neighbours.count(i)];
            Arrays.setAll(items[i], rank -> neighbours.neighbour(item, rank));
            scores[i] = new double[items[i].length];
            Arrays.setAll(scores[i], rank -> neighbours.score(item, rank) * factor);
        }
        return new Neighbours(items, scores);
    }
}
