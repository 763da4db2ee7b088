package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Splits of {@code vimmrec.evaluate} by time: times of different kinds and equal times. */
@ExtendWith(SharedDatabase.class)
class EvaluationTimesTest {
    private static final String LATEST =
            "CALL vimmrec.evaluate({modalities: {e: 'e'}, weightings: 'uniform', strategies: 'overlay',"
                    + " topKs: 3, virtualWeights: 0.01, at: 3, testFraction: 0.2, split: 'latest', timestampProperty: 'at', seeds: ";

    private final Database db;

    EvaluationTimesTest(Database db) {
        this.db = db;
    }

    /**
     * Creates forty users with five items each. The time is an expression of the user {@code u} and the step {@code n}.
     */
    private void create(String time) {
        db.run("UNWIND range(0, 24) AS i CREATE (:Item {n: i, e: [i % 5, 1 + i % 3, i % 7]})");
        db.run("UNWIND range(0, 39) AS u CREATE (user:User {n: u}) WITH user, u UNWIND range(0, 4) AS n"
                + " MATCH (i:Item {n: 5 * n + (u * (n + 3) + n) % 5}) CREATE (user)-[:INTERACTED {at: " + time
                + "}]->(i)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1600000000 + n                   | 1600000000000 + n                             | in seconds since 1970      | in milliseconds since 1970
            1600000000.5 + n                 | 1600000000000 + n                             | in seconds since 1970      | in milliseconds since 1970
            1600000000000 + n                | 1600000000000000 + n                          | in milliseconds since 1970 | in microseconds since 1970
            1600000000 + n                   | 1600000000000000000 + n                       | in seconds since 1970      | in nanoseconds since 1970
            800000000 + n                    | 1400000000000.0 + n                           | in seconds since 1970      | in milliseconds since 1970
            1600000000 + n                   | datetime({epochSeconds: 1600000000 + n})      | in seconds since 1970      | a date and time with a time zone
            2000 + n                         | date({year: 2000 + n})                        | (a small number)           | (a date)
            20200101 + n                     | 1600000000 + n                                | (a small number)           | in seconds since 1970
            date({year: 2000 + n})           | datetime({year: 2000 + n})                    | (a date)                   | a date and time with a time zone
            date({year: 2000 + n})           | localdatetime({year: 2000 + n})               | (a date)                   | a date and time without a time zone
            localdatetime({year: 2000 + n})  | datetime({year: 2000 + n})                    | without a time zone        | with a time zone
            """)
    void shouldRefuseMixedKindsWithAnExampleOfEach(String first, String second, String firstKind, String secondKind) {
        create("CASE WHEN u = 30 AND n = 2 THEN " + second + " ELSE " + first + " END");
        Map<String, Object> row =
                db.row("MATCH (u:User {n: 30})-[r]->(i) WHERE 10 <= i.n < 15 RETURN elementId(r) AS id,"
                        + " toString(r.at) AS value");
        assertThatThrownBy(() -> db.run(LATEST + "1})"))
                .satisfies(e -> assertThat(e.getMessage())
                        .contains(
                                "`timestampProperty`:" + " in the property [at], times have different units",
                                firstKind,
                                secondKind,
                                "relationship " + row.get("id") + " has ",
                                "Convert all of them to one unit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "datetime({year: 2000 + n, timezone: ['+00:00', '+05:30', 'Europe/Stockholm', '-08:00'][(u + n) % 4]})",
                "CASE n % 2 WHEN 0 THEN 1600000000 + n ELSE 1600000000.25 + n END",
                "CASE n WHEN 0 THEN 0 ELSE 1600000000 + n END",
                "toInteger(1600000000000000000) + n * 1000000",
                "-1600000000000 + n"
            })
    void shouldCompareTimesOfOneKind(String time) {
        create(time);
        List<Map<String, Object>> rows = db.run(LATEST + "1})");
        assertThat(rows.get(0)).containsEntry("recall", 0.0).containsEntry("notices", List.of());
    }

    /** In UTC, each step comes ten minutes after the one before; in local time, the order is reversed. */
    @Test
    void shouldCompareZonedTimesAsInstants() {
        create(
                "datetime({year: 2020, month: 1, day: 1, hour: 12 - 2 * n, minute: 10 * n, timezone: ['+04:00', '+02:00', '+00:00', '-02:00', '-04:00'][n]})");
        assertThat(db.run(LATEST + "1})").get(0)).containsEntry("recall", 0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localtime({hour: n})",
                "time({hour: n})",
                "duration({days: n})",
                "toString(n)",
                "true",
                "point({x: n, y: n})"
            })
    void shouldRefuseValuesThatAreNotPointsInTime(String time) {
        create(time);
        assertThatThrownBy(() -> db.run(LATEST + "1})"))
                .hasMessageContaining("must be a number or a date, but was of type ");
    }

    /** For half of the users, the last three steps have the same time. The seed decides which two are held out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "1600000000 + t",
                "date({year: 2000 + t})",
                "datetime({year: 2000 + t})",
                "localdatetime({year: 2000 + t})"
            })
    void shouldSplitEqualTimesBySeedWithANotice(String time) {
        create(time.replace("t}", "CASE u % 2 WHEN 0 THEN n ELSE CASE WHEN n > 2 THEN 2 ELSE n END END}")
                .replace("+ t", "+ CASE u % 2 WHEN 0 THEN n ELSE CASE WHEN n > 2 THEN 2 ELSE n END END"));
        Set<Object> recalls = new HashSet<>();
        for (int seed = 1; seed <= 5; seed++) {
            List<Map<String, Object>> rows = db.run(LATEST + seed + "})");
            assertThat(rows)
                    .allSatisfy(row -> assertThat((List<?>) row.get("notices"))
                            .singleElement()
                            .asString()
                            .contains(
                                    "Equal times: of 20 users, interactions with the same value of [at]",
                                    "The seed decided"));
            recalls.add(rows.get(0).get("recall"));
        }
        assertThat(recalls).hasSizeGreaterThan(2);
    }

    /** If all times are equal, items created first or last are not held out more often than others. */
    @Test
    void shouldNotHoldOutByIds() {
        create("1600000000");
        double recall = (double) db.run(LATEST + "range(1, 10)})").get(0).get("recall");
        db.run("MATCH (u:User)-[r:INTERACTED]->(i:Item) SET r.at = i.n");
        double ofLatest = (double) db.run(LATEST + "range(1, 10)})").get(0).get("recall");
        db.run("MATCH (u:User)-[r:INTERACTED]->(i:Item) SET r.at = -i.n");
        double ofEarliest = (double) db.run(LATEST + "range(1, 10)})").get(0).get("recall");
        assertThat(ofLatest).isZero();
        assertThat(ofEarliest).isZero();
        assertThat(recall).isGreaterThan(0.1);
    }

    private static final String BY_TIME = "CALL vimmrec.evaluate({modalities: {e: 'e'}, weightings: 'uniform',"
            + " strategies: 'overlay', topKs: 3, virtualWeights: [0.01, 0.1], at: 3, seeds: 1, split: ";

    private List<Map<String, Object>> evaluate(String split) {
        List<Map<String, Object>> rows = db.run(BY_TIME + split + "})");
        rows.forEach(row -> row.remove("millis"));
        return rows;
    }

    /**
     * Step {@code n} of user {@code u} is at {@code 10 n + u % 7}. A split by time gives what labels give once the
     * interactions of the gap are deleted.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 * n + u % 7                                  | {validationFrom: 27, testFrom: 40, gap: 10}
            10.0 * n + u % 7                                | {validationFrom: 27, testFrom: 40.0, gap: 10}
            1600000000 + 10 * n + u % 7                     | {validationFrom: 1600000027, testFrom: 1600000040, gap: 10}
            date('2024-01-01') + duration({days: 10 * n + u % 7}) | {validationFrom: date('2024-01-28'), testFrom: date('2024-02-10'), gap: duration('P10D')}
            localdatetime('2024-01-01') + duration({hours: 10 * n + u % 7}) | {validationFrom: localdatetime('2024-01-02T03:00'), testFrom: localdatetime('2024-01-02T16:00'), gap: duration('PT10H')}
            datetime({epochSeconds: 60 * (10 * n + u % 7), timezone: '+02:00'}) | {validationFrom: datetime('1970-01-01T00:27:00Z'), testFrom: datetime('1970-01-01T02:40+02:00'), gap: duration('PT10M')}
            """)
    void shouldSplitAllUsersAtTheSameTimesWithAGap(String time, String split) {
        create(time);
        db.run("MATCH (u:User)-[r:INTERACTED]->(i:Item) WITH r, 10 * (i.n / 5) + u.n % 7 AS step"
                + " SET r.part = CASE WHEN step >= 40 THEN 2 WHEN step >= 27 THEN 1 WHEN step < 17 THEN 0 ELSE -1 END");
        String property = ", timestampProperty: 'at'";
        List<Map<String, Object>> byTime = evaluate(split + property);
        assertThat((double) byTime.get(1).get("validationUplift")).isNotNaN();
        assertThat(byTime.get(0).get("notices")).isEqualTo(List.of());
        long ignored = (long) db.row("MATCH ()-[r:INTERACTED {part: -1}]->() DELETE r RETURN count(*) AS count")
                .get("count");
        assertThat(ignored).isBetween(30L, 80L);
        assertThat(evaluate("{property: 'part'}")).isEqualTo(byTime);
        assertThat(evaluate(split + property)).isEqualTo(byTime);
    }

    @Test
    void shouldExplainASplitByTime() {
        create("1600000000 + 10 * n + u % 7");
        assertRefused(
                "{validationFrom: 1600000027000, testFrom: 1600000040000}",
                "`timestampProperty`: in the property [at], times have different units",
                "has 16000000",
                "`split.testFrom` is 1600000040000 (a number, probably in milliseconds since 1970)");
        assertRefused(
                "{validationFrom: date('2020-09-13'), testFrom: date('2020-09-14')}",
                "times have different units",
                "`split.testFrom` is 2020-09-14 (a date)");
        assertRefused(
                "{validationFrom: 1600000100, testFrom: 1600000200}",
                "`split`: by the times in the property [at], of 200 interactions, 200 are for training, 0 in the gap, 0 for"
                        + " validation and 0 for the test",
                "Move `split.validationFrom` or `split.testFrom`, or shorten `split.gap`.");
        db.run("MATCH (u:User {n: 3})-[r:INTERACTED]->(i) WHERE i.n < 5 REMOVE r.at");
        assertRefused(
                "{validationFrom: 1600000027, testFrom: 1600000040}",
                "`timestampProperty`: the property [at] of relationship ",
                "must be a number or a date, but was missing");
    }

    private void assertRefused(String split, String... parts) {
        assertThatThrownBy(() -> evaluate(split + ", timestampProperty: 'at'"))
                .satisfies(e -> assertThat(e.getMessage()).contains(parts));
    }
}
