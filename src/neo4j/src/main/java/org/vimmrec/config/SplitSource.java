package org.vimmrec.config;

import java.util.Map;

/**
 * How interactions are held out.
 *
 * @param property the relationship property to split by: with a fraction, a time; without one, a label, which is 0 for
 *     training, 1 for validation and 2 for the test; null to split at random
 * @param fraction the share of each user's interactions for the test, and again for validation; NaN where labels say
 * @param key the configuration key that named the property, for errors
 */
public record SplitSource(String property, double fraction, String key) {
    private static final String SPLIT = "split";
    private static final String TIMESTAMP = "timestampProperty";
    private static final String PROPERTY = "property";

    private enum Manner { RANDOM, LATEST }

    static SplitSource of(ConfigMap config) {
        double fraction = config.number("testFraction", 0.1, 0.01, 0.4);
        String timestamp = config.name(TIMESTAMP, "timestamp");
        Object[] label = new Object[1];
        Manner manner = config.value(SPLIT, Manner.RANDOM, given -> {
            if (given instanceof Map<?, ?> map) {
                label[0] = map.get(PROPERTY);
                if (map.size() != 1 || label[0] == null) {
                    throw config.expected(SPLIT, "'random', 'latest' or a map {property: ...}", given);
                }
                config.validName(label[0], SPLIT + "." + PROPERTY);
                return null;
            }
            if (!(given instanceof String)) {
                throw config.expected(SPLIT, "'random', 'latest' or a map {property: ...}", given);
            }
            return config.oneOf(SPLIT, given, Manner.class);
        });
        if (manner == null) {
            config.show(SPLIT, Map.of(PROPERTY, label[0]));
            return new SplitSource((String) label[0], Double.NaN, SPLIT + "." + PROPERTY);
        }
        return new SplitSource(manner == Manner.LATEST ? timestamp : null, fraction, TIMESTAMP);
    }

    /** Whether labels say which interaction is in which part. */
    public boolean labelled() {
        return Double.isNaN(fraction);
    }
}
