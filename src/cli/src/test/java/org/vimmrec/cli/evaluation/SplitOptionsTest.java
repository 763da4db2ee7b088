package org.vimmrec.cli.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Period;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.EvaluationConfig;
import picocli.CommandLine;

/** The options that say which interactions are held out, and what {@code vimmrec.evaluate} gets. */
class SplitOptionsTest {

    @CommandLine.Command
    private static final class Command {
        @CommandLine.Mixin
        private SplitOptions split;
    }

    private static SplitOptions parse(String... arguments) {
        Command command = new Command();
        new CommandLine(command).parseArgs(arguments);
        return command.split;
    }

    private static Object split(String... arguments) {
        SplitOptions options = parse(arguments);
        options.check();
        Map<String, Object> configuration = new HashMap<>(Map.of("modalities", Map.of("text", "t")));
        options.addTo(configuration);
        configuration.values().removeIf(value -> value == null);
        EvaluationConfig.of(new ConfigMap("vimmrec.evaluate", configuration)); // the procedure accepts it
        return configuration.get("split");
    }

    private static Object byTime(String validationFrom, String testFrom) {
        return split("--validation-from", validationFrom, "--test-from", testFrom);
    }

    private static Object byTime(String validationFrom, String testFrom, String gap) {
        return split("--validation-from", validationFrom, "--test-from", testFrom, "--gap", gap);
    }

    @Test
    void shouldPassOnTimesAsTheyAreWritten() {
        assertThat(split()).isNull();
        assertThat(byTime("4000", "5000.5")).isEqualTo(Map.of("validationFrom", 4000L, "testFrom", 5000.5));
        assertThat(byTime("4000", "5000", "10"))
                .isEqualTo(Map.of("validationFrom", 4000L, "testFrom", 5000L, "gap", 10L));
        assertThat(byTime("2026-01-31", "2026-02-28", "P7D"))
                .isEqualTo(Map.of(
                        "validationFrom",
                        LocalDate.of(2026, 1, 31),
                        "testFrom",
                        LocalDate.of(2026, 2, 28),
                        "gap",
                        Period.ofDays(7)));
        assertThat(byTime("2026-01-31T12:00", "2026-01-31T12:00:01"))
                .isEqualTo(Map.of(
                        "validationFrom",
                        LocalDateTime.of(2026, 1, 31, 12, 0),
                        "testFrom",
                        LocalDateTime.of(2026, 1, 31, 12, 0, 1)));
        assertThat(byTime("2026-01-31T12:00+02:00", "2026-01-31T11:00Z", "PT5M"))
                .isEqualTo(Map.of(
                        "validationFrom",
                        ZonedDateTime.parse("2026-01-31T12:00+02:00"),
                        "testFrom",
                        ZonedDateTime.parse("2026-01-31T11:00Z"),
                        "gap",
                        Duration.ofMinutes(5)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2026-01-31 | 2026-01-31 |     | --test-from must be later than --validation-from, but they are 2026-01-31 and 2026-01-31.
            2026-01-31T12:00Z | 2026-01-31T13:00+02:00 | | --test-from must be later than --validation-from, but they are 2026-01-31T13:00+02:00 and 2026-01-31T12:00Z.
            4000       | 2026-01-31 |     | --validation-from and --test-from must be two numbers, two dates, or two dates and times, but they are 4000 and 2026-01-31.
            2026-01-31 | 2026-02-01T00:00 | | --validation-from and --test-from must be two numbers, two dates, or two dates and times, but they are 2026-01-31 and 2026-02-01T00:00.
            May        | June       |     | --validation-from must be a number, a date such as 2026-01-31, or a date and time such as 2026-01-31T12:00:00Z, found May
            2026-01-31 | 2026-02-01 | 7   | --gap must be a duration such as P7D, because --validation-from is a date, found 7
            4000       | 5000       | P7D | --gap must be a number, because --validation-from is a number, found P7D
            4000       | 5000       | -1  | --gap must be at least 0, found -1
            4000       | 5000       | a   | --gap must be a number, or a duration such as P30D or PT12H, found a
            """)
    void shouldSayWhatIsWrong(String validationFrom, String testFrom, String gap, String message) {
        assertThatThrownBy(() -> {
                    if (gap == null) {
                        byTime(validationFrom, testFrom);
                    } else {
                        byTime(validationFrom, testFrom, gap);
                    }
                })
                .isInstanceOf(CommandFailure.class)
                .hasMessage(message);
    }

    @Test
    void shouldTakeNumbersAloneForADataSet() {
        InteractionTable timed = new InteractionTable(false, false, true);
        timed.add(0, 0, InteractionTable.TRAINING, 1, 1000);
        DataSet dataSet = new DataSet("shop", 1, null, new int[] {0}, timed, List.of());
        parse("--validation-from", "4000", "--test-from", "5000").check(dataSet);
        assertThatThrownBy(() -> parse("--validation-from", "2026-01-31", "--test-from", "2026-02-01")
                        .check(dataSet))
                .hasMessage("--validation-from and --test-from must be numbers, as the column timestamp is, found "
                        + "2026-01-31 and 2026-02-01");
    }
}
