package org.vimmrec.spark;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.time.temporal.TemporalAmount;
import java.time.temporal.TemporalUnit;
import java.time.temporal.UnsupportedTemporalTypeException;
import java.util.List;

/** A duration with the components of Neo4j's durations, which Java's own types do not have together. */
record IsoDuration(long months, long days, long seconds, int nanoseconds) implements TemporalAmount {

    /**
     * Reads a duration in ISO 8601, such as {@code P30D}, {@code PT12H} or {@code P1Y2M3DT4H}.
     *
     * @throws DateTimeException if it is none
     */
    static IsoDuration parse(String text) {
        int time = text.indexOf('T');
        Period period = time == 1 ? Period.ZERO : Period.parse(time < 0 ? text : text.substring(0, time));
        Duration rest = time < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(time));
        return new IsoDuration(period.toTotalMonths(), period.get(ChronoUnit.DAYS), rest.getSeconds(), rest.getNano());
    }

    @Override
    public List<TemporalUnit> getUnits() {
        return List.of(ChronoUnit.MONTHS, ChronoUnit.DAYS, ChronoUnit.SECONDS, ChronoUnit.NANOS);
    }

    @Override
    public long get(TemporalUnit unit) {
        int component = getUnits().indexOf(unit);
        if (component < 0) {
            throw new UnsupportedTemporalTypeException("A duration has no " + unit + ".");
        }
        return new long[] {months, days, seconds, nanoseconds}[component];
    }

    @Override
    public Temporal addTo(Temporal temporal) {
        return temporal.plus(months, ChronoUnit.MONTHS)
                .plus(days, ChronoUnit.DAYS)
                .plus(seconds, ChronoUnit.SECONDS)
                .plus(nanoseconds, ChronoUnit.NANOS);
    }

    @Override
    public Temporal subtractFrom(Temporal temporal) {
        return new IsoDuration(-months, -days, -seconds, -nanoseconds).addTo(temporal);
    }
}
