package org.vimmrec.spark;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaPairRDD;
import org.vimmrec.similarity.RecallEstimate;

/** Measures the recall of a search on a sample of items, of which the exact neighbours are known. */
final class RecallMeasurement {
    /** By item of the sample. */
    private final Map<Long, NeighbourList> exact;

    private final double cutoff;
    private int looks;

    /**
     * @param exact by item of the sample its exact neighbours; items without any do not count
     * @param cutoff only neighbours with a similarity above it count
     */
    RecallMeasurement(Map<Long, NeighbourList> exact, double cutoff) {
        this.exact = exact;
        this.cutoff = cutoff;
    }

    /** Looks at the recall of what has been found so far; at most {@link RecallEstimate#MAX_LOOKS} times. */
    RecallEstimate look(JavaPairRDD<Long, NeighbourList> neighbours) {
        Set<Long> sample = new HashSet<>(exact.keySet());
        Map<Long, NeighbourList> found =
                neighbours.filter(each -> sample.contains(each._1())).collectAsMap();
        double[] recalls = new double[exact.size()];
        int count = 0;
        for (Map.Entry<Long, NeighbourList> each : exact.entrySet()) {
            long[] wanted = each.getValue().above(cutoff).ids();
            if (wanted.length > 0) {
                long[] ids = found.getOrDefault(each.getKey(), NeighbourList.NONE)
                        .ids()
                        .clone();
                Arrays.sort(ids);
                long hits = LongStream.of(wanted)
                        .filter(id -> Arrays.binarySearch(ids, id) >= 0)
                        .count();
                recalls[count++] = (double) hits / wanted.length;
            }
        }
        return RecallEstimate.atLook(looks++, recalls, count);
    }
}
