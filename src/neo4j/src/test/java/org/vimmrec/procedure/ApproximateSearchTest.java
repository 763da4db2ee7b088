package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.vimmrec.similarity.SpectralEmbeddings;

/** Tests {@code search} and {@code targetRecall} of {@code vimmrec.similarity.*}. */
@ExtendWith(SharedDatabase.class)
class ApproximateSearchTest {
    /** More than the search compares exactly whatever it is asked for. */
    private static final int ITEMS = 6_000;

    private static final int DIMENSION = 16;
    private static final String KEYS = "modalities: {visual: 'v'}, topK: 2";
    private static final String APPROXIMATE = KEYS + ", search: 'approximate'";

    private final Database db;
    private final SpectralEmbeddings embeddings = new SpectralEmbeddings(ITEMS, DIMENSION, 1, 1);

    ApproximateSearchTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createItems() {
        List<float[]> rows = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            rows.add(embeddings.next());
        }
        db.run("UNWIND $rows AS row CREATE (:Item {v: row})", Map.of("rows", rows));
    }

    private Map<String, Object> call(String procedure, String keys) {
        return db.run("CALL vimmrec.similarity." + procedure + "({" + keys + "})")
                .get(0);
    }

    private static void assertApproximate(Map<String, Object> row) {
        assertThat(row).contains(entry("search", "approximate"), entry("nodesCompared", (long) ITEMS));
        assertThat((double) row.get("recallLow")).isBetween(0.95, (double) row.get("recall"));
        assertThat((double) row.get("recallHigh")).isBetween((double) row.get("recall"), 1.0);
        assertThat((List<?>) row.get("notices")).isEmpty();
    }

    @Test
    void shouldReportTheSearchAndItsRecall() {
        assertApproximate(call("stats", APPROXIMATE));
        for (String exact : List.of(KEYS, KEYS + ", search: 'exact'")) {
            assertThat(call("stats", exact))
                    .contains(
                            entry("search", "exact"),
                            entry("recall", 1.0),
                            entry("recallLow", 1.0),
                            entry("recallHigh", 1.0));
        }
        assertThat((long) call("stats.estimate", APPROXIMATE).get("bytesMin"))
                .isGreaterThan((long) call("stats.estimate", KEYS).get("bytesMin"));
    }

    @Test
    void shouldWriteAndUpdateApproximateNeighbours() {
        Map<String, Object> written = call("write", APPROXIMATE);
        assertApproximate(written);
        assertThat(written).containsEntry("relationshipsCreated", 2L * ITEMS);
        assertThat(call("write", APPROXIMATE)).containsEntry("relationshipsUnchanged", 2L * ITEMS);
        Map<?, ?> listed = (Map<?, ?>)
                db.run("CALL vimmrec.list() YIELD configuration").get(0).get("configuration");
        assertThat(listed.get("search")).isEqualTo("approximate");
        assertThat(listed.get("targetRecall")).isEqualTo(0.95);

        db.run("MATCH (i:Item) WITH i ORDER BY id(i) LIMIT 20 SET i.v = [x IN i.v | -x]");
        Map<String, Object> updated = call("update", APPROXIMATE);
        assertApproximate(updated);
        assertThat(updated).contains(entry("mode", "update"), entry("itemsChanged", 20L));
        assertThat((long) updated.get("itemsRecomputed")).isBetween(20L, 1000L);
        // The changed items have their exact neighbours.
        String rows = "MATCH (i:Item)-[s:SIMILAR_VISUAL]->(j) WITH i, s, j ORDER BY id(i), s.score DESC, id(j)"
                + " WITH i, collect(id(j)) AS found ORDER BY id(i) LIMIT 20 RETURN id(i) AS item, found";
        List<Map<String, Object>> found = db.run(rows);
        call("write", KEYS + ", search: 'exact'");
        assertThat(db.run(rows)).isEqualTo(found);
    }

    @Test
    void shouldSearchAgainIfAnotherSearchWroteTheNeighbours() {
        call("write", KEYS);
        assertThat(call("update", KEYS + ", search: 'exact'")).containsEntry("mode", "update");
        Map<String, Object> updated = call("update", APPROXIMATE);
        assertThat(updated).contains(entry("mode", "full"), entry("search", "approximate"));
        assertThat((String) updated.get("reason")).contains("search");
        assertThat(call("update", KEYS)).contains(entry("mode", "full"), entry("search", "exact"));
    }

    @Test
    void shouldFuseApproximateNeighbours() {
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) LIMIT 100 SET i.w = [n IN range(0, 15) | i.v[15 - n]]"
                + " CREATE (:User)-[:INTERACTED]->(i)");
        String keys = "{modalities: {visual: 'v', other: 'w'}, modalityWeights: 'uniform', topK: 2";
        String approximate = keys + ", search: 'approximate'}";
        Map<String, Object> written =
                db.run("CALL vimmrec.synergistic.write(" + approximate + ")").get(0);
        assertThat(written.get("notices").toString()).contains("The fused neighbours are approximate");
        Map<?, ?> listed = (Map<?, ?>)
                db.run("CALL vimmrec.list() YIELD configuration").get(0).get("configuration");
        assertThat(listed.get("search")).isEqualTo("approximate");
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) DESC LIMIT 20 SET i.v = [x IN i.v | -x]");
        for (String same : List.of(approximate, approximate)) {
            assertThat(db.run("CALL vimmrec.synergistic.update(" + same + ")").get(0))
                    .containsEntry("mode", "update");
        }
        assertThat(db.run("CALL vimmrec.synergistic.update(" + keys + "})").get(0))
                .containsEntry("mode", "full")
                .satisfies(row -> assertThat(row.get("notices").toString()).doesNotContain("approximate"));
    }

    /** Users whose interactions an evaluation can split. */
    private void createUsers() {
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) WITH collect(i) AS items UNWIND range(0, 59) AS u"
                + " CREATE (user:User) WITH user, u, items UNWIND range(0, 9) AS n"
                + " WITH user, items[(u * 97 + n * 13) % size(items)] AS item CREATE (user)-[:INTERACTED]->(item)");
    }

    /** The neighbours of each modality, and the fused ones, have a recall of their own. */
    @Test
    void shouldEvaluateWithApproximateNeighbours() {
        createUsers();
        db.run("MATCH (i:Item) WITH i ORDER BY id(i) LIMIT 5500 SET i.w = [n IN range(0, 15) | i.v[15 - n]]");
        String call = "CALL vimmrec.evaluate({modalities: {visual: 'v', other: 'w'}, topKs: 2, virtualWeights: 0.1,"
                + " weightings: 'uniform', seeds: 1, search: '%s'}) YIELD notices, recommendation, best"
                + " RETURN notices ORDER BY best DESC LIMIT 1";
        assertThat(notices(call.formatted("approximate")))
                .filteredOn(notice -> notice.contains("(`search`)"))
                .satisfiesExactly(
                        notice -> assertRecall(notice, "The neighbours of modality [visual]"),
                        notice -> assertRecall(notice, "The neighbours of modality [other]"),
                        notice -> assertRecall(notice, "The fused neighbours"));
        for (String exact : List.of("exact", "auto")) {
            assertThat(notices(call.formatted(exact))).noneMatch(notice -> notice.contains("approximate"));
        }
    }

    @Test
    void shouldRecommendWithApproximateNeighbours() {
        createUsers();
        String call = "CALL vimmrec.recommend.stats({modalities: {visual: 'v'}, recommender: 'virtual', topK: 2,"
                + " searchTopK: 2, search: '%s'}) YIELD notices";
        assertThat(notices(call.formatted("approximate")))
                .singleElement()
                .satisfies(notice -> assertRecall(notice, "The neighbours of modality [visual]"));
        assertThat(notices(call.formatted("exact"))).isEmpty();
    }

    private List<String> notices(String call) {
        return ((List<?>) db.run(call).get(0).get("notices"))
                .stream().map(String.class::cast).toList();
    }

    private static void assertRecall(String notice, String which) {
        Matcher matcher = Pattern.compile(
                        "\\Q" + which
                                + "\\E are approximate \\(`search`\\)\\. Their recall is ([0-9.]+); the 95 % interval is ([0-9.]+) to [0-9.]+\\.")
                .matcher(notice);
        assertThat(matcher.matches()).as(notice).isTrue();
        assertThat(Double.parseDouble(matcher.group(2))).isBetween(0.95, Double.parseDouble(matcher.group(1)));
    }
}
