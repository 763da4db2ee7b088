package org.vimmrec.config;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.vimmrec.rule.InteractionTimes;
import org.vimmrec.rule.Timestamp;

/** The keys of {@link InteractionTimes}. */
final class TimeKeys {
    static final String AS_OF = InteractionTimes.AS_OF;
    private static final String SINCE = InteractionTimes.SINCE;
    private static final String HALF_LIFE = InteractionTimes.HALF_LIFE;
    private static final String DEFAULT_PROPERTY = "timestamp";
    private static final String DATE = "a date, or a date and time";
    /** The error if the times are numbers, which have no default. */
    static final String AS_OF_REQUIRED =
            "`asOf` is required if `halfLife` is a number: the time at which an interaction"
                    + " has its full weight, in the unit of the timestamps";

    private TimeKeys() {}

    /** Reads the keys; returns null if times decide nothing. */
    static InteractionTimes of(ConfigMap config) {
        Object since = config.value(SINCE, null, given -> time(config, SINCE, given, DATE + ", or a number"));
        Object halfLife = config.value(HALF_LIFE, null, given -> halfLife(config, given));
        Object asOf = config.value(AS_OF, null, given -> time(config, AS_OF, given, DATE + ", or a number"));
        String property = config.name(InteractionTimes.PROPERTY_KEY, DEFAULT_PROPERTY);
        if (asOf != null && halfLife == null) {
            throw config.error("`%s` is the time at which an interaction has its full weight, so it needs `%s`"
                    .formatted(AS_OF, HALF_LIFE));
        }
        if (since == null && halfLife == null) {
            config.show(InteractionTimes.PROPERTY_KEY, null); // it has no effect
            return null;
        }
        InteractionTimes times = InteractionTimes.of(property, since, halfLife, asOf);
        requireSameKind(config, SINCE, since, times.temporal());
        requireSameKind(config, AS_OF, asOf, times.temporal());
        return times;
    }

    private static Object time(ConfigMap config, String key, Object given, String expectation) {
        if (Double.isNaN(Timestamp.number(given))) {
            throw config.expected(key, expectation, given);
        }
        return given;
    }

    private static Object halfLife(ConfigMap config, Object given) {
        double length = InteractionTimes.length(given);
        if (!(length > 0 && length < Double.POSITIVE_INFINITY)) {
            throw config.expected(HALF_LIFE, "a duration or a number, above 0", given);
        }
        return given;
    }

    private static void requireSameKind(ConfigMap config, String key, Object time, boolean temporal) {
        if (time != null && Timestamp.isTemporal(time) != temporal) {
            throw config.expected(
                    key,
                    temporal
                            ? DATE + ", because `%s` is a duration".formatted(HALF_LIFE)
                            : "a number, because `%s` is one".formatted(HALF_LIFE),
                    time);
        }
    }

    /** The same times as of now, which becomes the effective value of {@code asOf}. */
    static InteractionTimes atNow(ConfigMap config, InteractionTimes times) {
        if (!times.temporal()) {
            throw config.error(AS_OF_REQUIRED);
        }
        ZonedDateTime now = now();
        config.show(AS_OF, now);
        return times.at(now);
    }

    static ZonedDateTime now() {
        return ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.MILLIS);
    }
}
