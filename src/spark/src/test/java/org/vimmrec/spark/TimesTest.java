package org.vimmrec.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Date;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.vimmrec.rule.InteractionTimes;

class TimesTest {
    private static final LocalDate DAY = LocalDate.of(2024, 2, 29);
    private static final LocalDateTime LOCAL = DAY.atTime(13, 14, 15, 160_000_000);
    private static final ZonedDateTime ZONED = LOCAL.atZone(ZoneOffset.UTC);

    @Test
    void shouldReadOptions() {
        assertThat(Times.ofOption("7")).isEqualTo(7L);
        assertThat(Times.ofOption("-7.5")).isEqualTo(-7.5);
        assertThat(Times.ofOption("2024-02-29")).isEqualTo(DAY);
        assertThat(Times.ofOption("2024-02-29T13:14:15.16")).isEqualTo(LOCAL);
        assertThat(Times.ofOption("2024-02-29T13:14:15.16Z")).isEqualTo(ZONED);
        assertThat(Times.ofOption("soon")).isEqualTo("soon");
        assertThat(Times.lengthOfOption("30d")).as("no number of days").isEqualTo("30d");
        assertThat(Times.lengthOfOption("30")).isEqualTo(30L);
        assertThat(Times.lengthOfOption("month")).isEqualTo("month");
    }

    @Test
    void shouldReadTheTextOfCypher() {
        assertThat(Times.ofCypher("7", "INTEGER NOT NULL")).isEqualTo(7L);
        assertThat(Times.ofCypher("0.1", "FLOAT NOT NULL")).isEqualTo(0.1);
        assertThat(Times.ofCypher("2024-02-29", "DATE NOT NULL")).isEqualTo(DAY);
        assertThat(Times.ofCypher("2024-02-29T13:14:15.16", "LOCAL DATETIME NOT NULL"))
                .isEqualTo(LOCAL);
        assertThat(Times.ofCypher("2024-02-29T14:14:15.16+01:00[Europe/Berlin]", "ZONED DATETIME NOT NULL"))
                .isInstanceOfSatisfying(
                        ZonedDateTime.class,
                        time -> assertThat(time.toInstant()).isEqualTo(ZONED.toInstant()));
        assertThat(Times.ofCypher("7", "STRING NOT NULL")).isEqualTo("7");
        assertThat(Times.ofCypher(null, "NULL")).isNull();
        assertThat(Times.ofCypher(null, "LIST<INTEGER NOT NULL> NOT NULL")).isNotNull();
    }

    @Test
    void shouldReadTheValuesOfSpark() {
        assertThat(Times.ofSpark(7)).isEqualTo(7);
        assertThat(Times.ofSpark(null)).isNull();
        assertThat(Times.ofSpark(Date.valueOf(DAY))).isEqualTo(DAY);
        assertThat(Times.ofSpark(Timestamp.from(ZONED.toInstant()))).isEqualTo(ZONED);
        assertThat(Times.ofSpark(Instant.from(ZONED))).isEqualTo(ZONED);
        assertThat(Times.ofSpark(LOCAL)).isEqualTo(LOCAL);
    }

    @Test
    void shouldReadDurationsLikeJava() {
        assertThat(IsoDuration.parse("P1Y2M3DT4H0.5S")).isEqualTo(new IsoDuration(14, 3, 14_400, 500_000_000));
        assertThat(IsoDuration.parse("P2W")).isEqualTo(new IsoDuration(0, 14, 0, 0));
        LocalDateTime later =
                LOCAL.plus(Period.of(0, 14, 3)).plus(Duration.ofHours(4)).plusNanos(500_000_000);
        assertThat(LOCAL.plus(IsoDuration.parse("P1Y2M3DT4H0.5S"))).isEqualTo(later);
        assertThat(later.minus(IsoDuration.parse("PT4H0.5S"))
                        .minus(Period.of(0, 0, 3))
                        .minusMonths(14))
                .isEqualTo(LOCAL);
        assertThat(InteractionTimes.length(IsoDuration.parse("P1MT1S"))).isEqualTo(2_629_747);
    }
}
