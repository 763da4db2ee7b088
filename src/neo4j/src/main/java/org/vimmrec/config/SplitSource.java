package org.vimmrec.config;

import java.util.Map;
import org.vimmrec.evaluation.SplitMethod;

/**
 * How interactions are split, and where the times or labels are.
 *
 * @param property the relationship property to split by: a time if there is a fraction, otherwise a label (0 for
 *     training, 1 for validation, 2 for the test); null for a random split
 * @param fraction the share of each user's interactions for the test, and the same share for validation; NaN for labels
 * @param coldItemFraction the share of items to hold out with all their interactions; 0 for labels
 * @param key the configuration key that names the property, for errors
 */
public record SplitSource(String property, double fraction, double coldItemFraction, String key) {
    private static final String SPLIT = "split";
    private static final String TIMESTAMP = "timestampProperty";
    private static final String PROPERTY = "property";
    private static final String COLD_ITEMS = "coldItemFraction";

    private enum Kind {
        RANDOM,
        LATEST
    }

    static SplitSource of(ConfigMap config) {
        double fraction = config.number("testFraction", 0.1, 0.01, 0.4);
        double coldItems = config.number(COLD_ITEMS, 0, 0, 0.5);
        String timestamp = config.name(TIMESTAMP, "timestamp");
        Object[] label = new Object[1];
        Kind kind = config.value(SPLIT, Kind.RANDOM, given -> {
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
            return config.oneOf(SPLIT, given, Kind.class);
        });
        if (kind == null) {
            if (coldItems > 0) {
                throw config.error(("`%s` must not be given with `%s.%s`, because the property says what is held out;"
                                + " leave one of them out")
                        .formatted(COLD_ITEMS, SPLIT, PROPERTY));
            }
            config.show(SPLIT, Map.of(PROPERTY, label[0]));
            return new SplitSource((String) label[0], Double.NaN, 0, SPLIT + "." + PROPERTY);
        }
        return new SplitSource(kind == Kind.LATEST ? timestamp : null, fraction, coldItems, TIMESTAMP);
    }

    /** Returns the method of the experiment. */
    SplitMethod method() {
        return labelled()
                ? SplitMethod.labelled(property)
                : (property == null ? SplitMethod.random(fraction) : SplitMethod.latest(fraction, property))
                        .withColdItems(coldItemFraction);
    }

    /** Whether the property holds labels. */
    public boolean labelled() {
        return Double.isNaN(fraction);
    }
}
