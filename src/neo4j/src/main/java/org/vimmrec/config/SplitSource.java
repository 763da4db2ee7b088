package org.vimmrec.config;

import java.util.Map;
import org.vimmrec.evaluation.SplitMethod;

/**
 * How interactions are split, and where the times or labels are.
 *
 * @param property the relationship property to split by: a time if there is a fraction or a split by time, otherwise a
 *     label (0 for training, 1 for validation, 2 for the test); null for a random split
 * @param fraction the share of each user's interactions for the test, and the same share for validation; NaN for labels
 *     and a split by time
 * @param coldItemFraction the share of items to hold out with all their interactions; 0 for labels and a split by time
 * @param key the configuration key that names the property, for errors
 * @param times the points in time at which the interactions of all users are split; null for other splits
 */
public record SplitSource(String property, double fraction, double coldItemFraction, String key, TimeSplit times) {
    private static final String SPLIT = "split";
    private static final String TIMESTAMP = "timestampProperty";
    private static final String PROPERTY = "property";
    private static final String COLD_ITEMS = "coldItemFraction";
    private static final String TEST_FRACTION = "testFraction";
    private static final String EXPECTATION = "'random', 'latest', a map {property: ...} or " + TimeSplit.EXPECTATION;

    private enum Kind {
        RANDOM,
        LATEST
    }

    static SplitSource of(ConfigMap config) {
        double fraction = config.number(TEST_FRACTION, 0.1, 0.01, 0.4);
        double coldItems = config.number(COLD_ITEMS, 0, 0, 0.5);
        String timestamp = config.name(TIMESTAMP, "timestamp");
        Object split = config.value(SPLIT, Kind.RANDOM, given -> {
            if (given instanceof Map<?, ?> map) {
                return ofMap(config, map);
            }
            if (!(given instanceof String)) {
                throw config.expected(SPLIT, EXPECTATION, given);
            }
            return config.oneOf(SPLIT, given, Kind.class);
        });
        if (split instanceof TimeSplit times) {
            refuse(config, COLD_ITEMS, coldItems > 0, SPLIT, "the times say");
            refuse(config, TEST_FRACTION, config.given(TEST_FRACTION), SPLIT, "the times say");
            config.show(SPLIT, times.shown());
            config.show(TEST_FRACTION, null);
            return new SplitSource(timestamp, Double.NaN, 0, TIMESTAMP, times);
        }
        if (split instanceof String label) {
            refuse(config, COLD_ITEMS, coldItems > 0, SPLIT + "." + PROPERTY, "the property says");
            config.show(SPLIT, Map.of(PROPERTY, label));
            return new SplitSource(label, Double.NaN, 0, SPLIT + "." + PROPERTY, null);
        }
        return new SplitSource(split == Kind.LATEST ? timestamp : null, fraction, coldItems, TIMESTAMP, null);
    }

    /** Returns the name of the property with labels, or a {@link TimeSplit}. */
    private static Object ofMap(ConfigMap config, Map<?, ?> map) {
        if (TimeSplit.hasKeys(map)) {
            return TimeSplit.of(config, map);
        }
        if (map.size() != 1 || map.get(PROPERTY) == null) {
            throw config.expected(SPLIT, EXPECTATION, map);
        }
        return config.validName(map.get(PROPERTY), SPLIT + "." + PROPERTY);
    }

    private static void refuse(ConfigMap config, String key, boolean given, String other, String reason) {
        if (given) {
            throw config.error("`%s` must not be given with `%s`, because %s what is held out; leave one of them out"
                    .formatted(key, other, reason));
        }
    }

    /** Returns the method of the experiment. */
    SplitMethod method() {
        if (times != null) {
            return SplitMethod.byTime(times.cuts(), property);
        }
        return labelled()
                ? SplitMethod.labelled(property)
                : (property == null ? SplitMethod.random(fraction) : SplitMethod.latest(fraction, property))
                        .withColdItems(coldItemFraction);
    }

    /** Whether the property holds labels. */
    public boolean labelled() {
        return Double.isNaN(fraction) && times == null;
    }
}
