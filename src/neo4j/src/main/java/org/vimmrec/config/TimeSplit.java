package org.vimmrec.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.vimmrec.evaluation.TimeCuts;
import org.vimmrec.rule.Timestamp;

/**
 * A split of all interactions at the same points in time, as {@code split} spells it. Numbers, or all of one type of
 * date.
 *
 * @param validationFrom the time of the first validation interaction
 * @param testFrom the time of the first test interaction
 * @param gap the time before {@code validationFrom} whose interactions are ignored: a number, or a duration if the
 *     points are dates
 * @param cuts the points as numbers
 */
public record TimeSplit(Object validationFrom, Object testFrom, Object gap, TimeCuts cuts) {
    static final String EXPECTATION = "a map {validationFrom: ..., testFrom: ..., gap: ...}";
    private static final String SPLIT = "split.";
    private static final String VALIDATION_FROM = "validationFrom";
    private static final String TEST_FROM = "testFrom";
    private static final String GAP = "gap";

    /** Whether a map has the keys of a split by time, {@code gap} being optional, and no other keys. */
    static boolean hasKeys(Map<?, ?> split) {
        return split.containsKey(VALIDATION_FROM)
                && split.containsKey(TEST_FROM)
                && Set.of(VALIDATION_FROM, TEST_FROM, GAP).containsAll(split.keySet());
    }

    static TimeSplit of(ConfigMap config, Map<?, ?> split) {
        Object validationFrom = point(config, split, VALIDATION_FROM);
        Object testFrom = point(config, split, TEST_FROM);
        boolean sameType = validationFrom instanceof Number
                ? testFrom instanceof Number
                : validationFrom.getClass() == testFrom.getClass();
        if (!sameType) {
            throw config.expected(SPLIT + TEST_FROM, "of the same type as `" + SPLIT + VALIDATION_FROM + "`", testFrom);
        }
        double validation = Timestamp.number(validationFrom);
        double test = Timestamp.number(testFrom);
        if (!(validation < test)) {
            throw config.expected(SPLIT + TEST_FROM, "later than `" + SPLIT + VALIDATION_FROM + "`", testFrom);
        }
        Object gap = split.containsKey(GAP) ? split.get(GAP) : 0L;
        boolean none = gap instanceof Number number && number.doubleValue() == 0;
        double trainingEnd = none ? validation : before(config, validationFrom, gap);
        return new TimeSplit(validationFrom, testFrom, gap, new TimeCuts(trainingEnd, validation, test));
    }

    private static Object point(ConfigMap config, Map<?, ?> split, String key) {
        Object given = split.get(key);
        if (Double.isNaN(Timestamp.number(given))) {
            throw config.expected(SPLIT + key, "a date, a date and time, or a number", given);
        }
        return given;
    }

    /** The beginning of the gap. */
    private static double before(ConfigMap config, Object validationFrom, Object gap) {
        boolean numbers = validationFrom instanceof Number;
        double validation = Timestamp.number(validationFrom);
        double begin = Double.NaN;
        if (numbers && gap instanceof Number number) {
            begin = validation - number.doubleValue();
        } else if (!numbers && gap instanceof TemporalAmount amount) {
            Temporal end = validationFrom instanceof LocalDate date ? date.atStartOfDay() : (Temporal) validationFrom;
            try {
                begin = Timestamp.number(end.minus(amount));
            } catch (DateTimeException | ArithmeticException e) {
                throw config.error("`%s%s` %s is longer than any calendar".formatted(SPLIT, GAP, gap));
            }
        }
        if (!(Double.isFinite(begin) && begin <= validation)) {
            throw config.expected(
                    SPLIT + GAP,
                    (numbers ? "a number" : "a duration") + " of at least 0, because `" + SPLIT + VALIDATION_FROM
                            + "` is a " + (numbers ? "number" : "date"),
                    gap);
        }
        return begin;
    }

    /** The points in time by the keys that name them. */
    public Map<String, Object> points() {
        Map<String, Object> points = new LinkedHashMap<>();
        points.put(SPLIT + VALIDATION_FROM, validationFrom);
        points.put(SPLIT + TEST_FROM, testFrom);
        return Collections.unmodifiableMap(points);
    }

    /** The effective value of {@code split}. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put(VALIDATION_FROM, validationFrom);
        shown.put(TEST_FROM, testFrom);
        shown.put(GAP, gap);
        return shown;
    }
}
