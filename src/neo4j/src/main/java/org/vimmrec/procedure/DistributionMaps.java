package org.vimmrec.procedure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.StreamingDistribution;

/** Distributions as maps, with the keys that GDS uses. */
final class DistributionMaps {
    private static final double[] PERCENTS = {1, 5, 10, 25, 50, 75, 90, 95, 99, 99.9, 100};

    private DistributionMaps() {}

    static Map<String, Object> map(Distribution values) {
        return map(values.min(), values.mean(), values.max(), values.stdDev(), percentiles(values::percentile));
    }

    static Map<String, Object> map(StreamingDistribution values) {
        return map(values.min(), values.mean(), values.max(), values.stdDev(), percentiles(values::percentile));
    }

    static Map<String, Object> percentiles(Distribution values) {
        return percentiles(values::percentile);
    }

    /** A number, or null for NaN. */
    static Double orNull(double figure) {
        return Double.isNaN(figure) ? null : figure;
    }

    private static Map<String, Object> map(
            double min, double mean, double max, double stdDev, Map<String, Object> percentiles) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("min", orNull(min));
        map.put("mean", orNull(mean));
        map.put("max", orNull(max));
        map.put("stdDev", orNull(stdDev));
        map.putAll(percentiles);
        return map;
    }

    private static Map<String, Object> percentiles(java.util.function.DoubleUnaryOperator percentile) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (double percent : PERCENTS) {
            String name = "p"
                    + (percent == Math.rint(percent)
                            ? String.valueOf((int) percent)
                            : String.valueOf(percent).replace(".", ""));
            map.put(name, orNull(percentile.applyAsDouble(percent)));
        }
        return map;
    }
}
