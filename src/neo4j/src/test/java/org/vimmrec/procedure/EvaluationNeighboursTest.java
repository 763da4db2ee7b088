package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code topKs} and {@code similarityCutoff} of an evaluation: its virtual interactions are those that the strategies
 * compute.
 */
@ExtendWith(SharedDatabase.class)
class EvaluationNeighboursTest {
    private static final String MODALITIES = "modalities: {taste: 'taste', noise: 'noise'}";

    private final Database db;

    EvaluationNeighboursTest(Database db) {
        this.db = db;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {"'p80', 12", "'p99.5', 12", "0.5, 12", "'p0', 5"})
    void shouldCutAsTheStrategiesDo(String cutoff, int searched) {
        Tastes.create(db, 150, 6, true);
        db.run("MATCH (u:User)-[r:INTERACTED]->() WITH u, r ORDER BY id(u), id(r) WITH u, collect(r) AS rs"
                + " UNWIND range(0, size(rs) - 1) AS n WITH rs[n] AS r, n"
                + " SET r.fold = CASE n WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 0 END");
        List<Map<String, Object>> rows = db.run("CALL vimmrec.evaluate({" + MODALITIES + ", topKs: [4, " + searched
                + "], virtualWeights: 0.1, weightings: 'uniform', split: {property: 'fold'}, seeds: 1, similarityCutoff: "
                + cutoff + "})");
        String recommended = "CALL vimmrec.recommend.stats({recommender: 'graphFilter', strategy: '%s', " + MODALITIES
                + ", topK: 4, searchTopK: " + searched + ", virtualWeight: 0.1, modalityWeights: 'uniform',"
                + " split: {property: 'fold'}, similarityCutoff: " + cutoff + "}) YIELD virtualInteractions";
        for (String strategy : List.of("overlay", "synergistic")) {
            assertThat(db.row(recommended.formatted(strategy)))
                    .containsEntry("virtualInteractions", virtualInteractions(rows, strategy));
        }
        db.run("MATCH ()-[r:INTERACTED]->() WHERE r.fold > 0 DELETE r");
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: " + searched + ", similarityCutoff: " + cutoff
                + "})");
        assertThat(db.row("CALL vimmrec.overlay.stats({topK: 4, modalityWeights: 'uniform'})"))
                .containsEntry("virtualInteractions", virtualInteractions(rows, "overlay"));
        assertThat(db.row("CALL vimmrec.synergistic.stats({" + MODALITIES
                        + ", topK: 4, modalityWeights: 'uniform', similarityCutoff: " + cutoff + "})"))
                .containsEntry("virtualInteractions", virtualInteractions(rows, "synergistic"));
    }

    @Test
    void shouldUseNumbersOfNeighboursByModality() {
        Tastes.create(db, 150, 6, true);
        db.run("MATCH (u:User)-[r:INTERACTED]->() WITH u, r ORDER BY id(u), id(r) WITH u, collect(r) AS rs"
                + " UNWIND range(0, size(rs) - 1) AS n WITH rs[n] AS r, n"
                + " SET r.fold = CASE n WHEN 0 THEN 1 WHEN 1 THEN 2 ELSE 0 END");
        String topK = "{taste: 7, noise: 2}";
        List<Map<String, Object>> rows = db.run("CALL vimmrec.evaluate.write({" + MODALITIES + ", topKs: [4, " + topK
                + "], virtualWeights: 0.1, weightings: 'mean', split: {property: 'fold'}, seeds: 1})");
        assertThat(rows)
                .extracting(row -> row.get("strategy") + " " + row.get("topK") + " " + row.get("topKByModality"))
                .containsExactly(
                        "none null null",
                        "overlay 4 null",
                        "overlay 7 {noise=2, taste=7}",
                        "synergistic 4 null",
                        "none null null");
        Map<String, Object> byModality = rows.get(2);
        assertThat(db.row("CALL vimmrec.recommend.stats({recommender: 'graphFilter', strategy: 'overlay', " + MODALITIES
                        + ", topK: " + topK + ", searchTopK: 7, virtualWeight: 0.1, split: {property: 'fold'}})"))
                .containsEntry("virtualInteractions", byModality.get("virtualInteractions"))
                .containsEntry("modalityWeights", byModality.get("modalityWeights"));
        db.run("MATCH ()-[r:INTERACTED]->() WHERE r.fold > 0 DELETE r");
        db.run("CALL vimmrec.similarity.write({" + MODALITIES + ", topK: 7})");
        assertThat(db.row("CALL vimmrec.overlay.stats({topK: " + topK + ", virtualWeight: 0.1})"))
                .containsEntry("virtualInteractions", byModality.get("virtualInteractions"))
                .containsEntry("modalityWeights", byModality.get("modalityWeights"));
        String evaluate = "CALL vimmrec.evaluate({" + MODALITIES + ", topKs: ";
        assertThatThrownBy(() -> db.run(evaluate + topK + "})"))
                .hasMessageContaining("`topKs` must have a number for 'synergistic'");
        assertThatThrownBy(() -> db.run(evaluate + "{taste: 7}, strategies: 'overlay'})"))
                .hasMessageContaining("`topKs` must have a number for each modality, but has none for [noise].");
        assertThatThrownBy(() -> db.run(evaluate + "{taste: 7, nose: 7}, strategies: 'overlay'})"))
                .hasMessageContaining("`topKs` has a value for [nose], which is not one of the modalities");
        assertThatThrownBy(() -> db.run(evaluate + "{taste: 7, noise: 0}, strategies: 'overlay'})"))
                .hasMessageContaining("`topKs.noise` must be a whole number of at least 1, but was 0");
    }

    private static Object virtualInteractions(List<Map<String, Object>> rows, String strategy) {
        return rows.stream()
                .filter(row ->
                        row.get("strategy").equals(strategy) && row.get("topK").equals(4L))
                .findFirst()
                .orElseThrow()
                .get("virtualInteractions");
    }
}
