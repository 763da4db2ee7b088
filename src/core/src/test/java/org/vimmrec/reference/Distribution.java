package org.vimmrec.reference;

import java.util.Arrays;
import java.util.List;

/** Section 2: the stored scores of one modality, ascending. */
public record Distribution(double[] scores) {

    public static Distribution of(List<List<Neighbour>> neighbours) {
        int count = 0;
        for (List<Neighbour> ofItem : neighbours) {
            count += ofItem.size();
        }
        double[] scores = new double[count];
        int next = 0;
        for (List<Neighbour> ofItem : neighbours) {
            for (Neighbour neighbour : ofItem) {
                scores[next++] = neighbour.score();
            }
        }
        Arrays.sort(scores);
        return new Distribution(scores);
    }

    public int count() {
        return scores.length;
    }

    /** NaN if there is nothing to take it of, as for everything below. */
    public double mean() {
        double sum = 0;
        for (double score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }

    /** Of the population: the stored scores are all there are, not a sample of more. */
    public double standardDeviation() {
        double mean = mean();
        double squares = 0;
        for (double score : scores) {
            squares += (score - mean) * (score - mean);
        }
        return Math.sqrt(squares / scores.length);
    }

    public double min() {
        return scores.length == 0 ? Double.NaN : scores[0];
    }

    public double max() {
        return scores.length == 0 ? Double.NaN : scores[scores.length - 1];
    }

    /**
     * The score below which {@code percent} of 100 lie. It falls at place {@code percent / 100 * (count - 1)} of the
     * ascending scores; between two places, linearly between their scores (NumPy's default).
     */
    public double percentile(double percent) {
        if (scores.length == 0) {
            return Double.NaN;
        }
        double place = percent / 100 * (scores.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(below + 1, scores.length - 1);
        return scores[below] + (place - below) * (scores[above] - scores[below]);
    }
}
