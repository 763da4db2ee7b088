package org.vimmrec.procedure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every procedure finds modalities whose names change in unusual ways with their case. The locale is Turkish, which has
 * two letters i.
 */
@ExtendWith(SharedDatabase.class)
class LocaleTest {
    private final Database db;
    private final Locale locale = Locale.getDefault();

    LocaleTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void createCatalogueInTurkishLocale() {
        Locale.setDefault(Locale.forLanguageTag("tr-TR"));
        db.run("UNWIND range(0, 19) AS n CREATE (:Item {n: n, e: [1.0 + n, 20.0 + n * n / 7.0]})");
        db.run("UNWIND range(0, 7) AS n CREATE (u:User {n: 100 + n}) WITH u, n UNWIND [n, n + 5] AS k"
                + " MATCH (i:Item {n: k}) CREATE (u)-[:INTERACTED]->(i)");
    }

    @AfterEach
    void restoreLocale() {
        Locale.setDefault(locale);
    }

    /** A modality's name and the relationship type of its similarities. */
    static Stream<Arguments> names() {
        return Stream.of(
                Arguments.of("title", "SIMILAR_TITLE"),
                Arguments.of("größe", "SIMILAR_GRÖSSE"),
                Arguments.of("GRÖẞE", "SIMILAR_GRÖẞE"),
                Arguments.of("\u212A", "SIMILAR_\u212A"), // the Kelvin sign
                Arguments.of("ı", "SIMILAR_I"),
                Arguments.of("İ", "SIMILAR_İ"),
                Arguments.of("Image I", "SIMILAR_IMAGE I"),
                Arguments.of("\u01C5", "SIMILAR_\u01C4"), // in title case
                Arguments.of("ﬁlm", "SIMILAR_FILM"),
                Arguments.of("ς", "SIMILAR_Σ"),
                Arguments.of("Ω\u2126", "SIMILAR_Ω\u2126"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void shouldFindAModalityByItsName(String name, String type) {
        Map<String, Object> named = Map.of("names", List.of(name), "modalities", Map.of(name, "e"), "type", type);
        assertThat(db.row("CALL vimmrec.similarity.write({modalities: $modalities, topK: 3})", named))
                .containsEntry("modality", name)
                .containsEntry("relationshipType", type);
        assertThat(db.row("MATCH ()-[r]->() WHERE type(r) = $type RETURN count(r) AS n", named))
                .containsEntry("n", 60L);

        assertThat(db.row("CALL vimmrec.list() YIELD relationshipType, configuration"
                        + " RETURN relationshipType AS type, keys(configuration.modalities) AS names"))
                .containsEntry("type", type)
                .containsEntry("names", List.of(name));
        for (String modalities : List.of("", "modalities: $names", "modalities: $modalities")) {
            assertThat(db.row("CALL vimmrec.statistics({" + modalities + "})", named))
                    .containsEntry("modality", name)
                    .containsEntry("relationshipType", type)
                    .containsEntry("relationshipCount", 60L);
            assertThat(db.row(
                            "CALL vimmrec.overlay.stats({" + modalities + "}) YIELD modalityWeights"
                                    + " RETURN keys(modalityWeights) AS names",
                            named))
                    .containsEntry("names", List.of(name));
        }
        Map<String, Object> explained = db.row(
                "MATCH (u:User {n: 100}), (i:Item {n: 1})"
                        + " CALL vimmrec.explain({strategy: 'overlay', user: u, item: i}) YIELD modality RETURN DISTINCT modality");
        assertThat(explained).containsEntry("modality", name);
        db.run("CALL vimmrec.overlay.write()");
        db.run("MATCH (i:Item {n: 3}) SET i.e = [9.0, 1.0]");
        assertThat(db.row("CALL vimmrec.similarity.update({modalities: $modalities, topK: 3})", named))
                .containsEntry("mode", "update");
        assertThat(db.row("CALL vimmrec.overlay.update()")).containsEntry("mode", "update");
        assertThat(db.row(
                        "CALL vimmrec.list() YIELD relationshipType, modalityWeights WHERE relationshipType = 'VIRTUAL_INTERACTED'"
                                + " RETURN keys(modalityWeights) AS names"))
                .containsEntry("names", List.of(name));

        assertThat(db.row("CALL vimmrec.similarity.drop()")).containsEntry("relationshipType", type);
        assertThat(db.row("MATCH ()-[r]->() WHERE type(r) = $type RETURN count(r) AS n", named))
                .containsEntry("n", 0L);
        assertThat(db.run("CALL vimmrec.list() YIELD relationshipType WHERE relationshipType = $type RETURN *", named))
                .isEmpty();
    }

    /** Writes many names at once. It leaves out 'i' and 'grösse', which share a type with 'ı' and 'größe'. */
    @Test
    void shouldKeepManyNamesApart() {
        List<String> names = List.of("title", "größe", "GRÖẞE", "\u212A", "k", "ı", "İ", "\u2126", "ω");
        Map<String, Object> modalities = new LinkedHashMap<>();
        names.forEach(name -> modalities.put(name, "e"));
        db.run("CALL vimmrec.similarity.write({modalities: $modalities, topK: 2})", Map.of("modalities", modalities));
        assertThat(db.run("CALL vimmrec.statistics() YIELD modality").stream()
                        .map(row -> row.get("modality"))
                        .toList())
                .hasSameSizeAs(names)
                .containsAll(names);
        assertThat(db.run("CALL vimmrec.similarity.drop()")).hasSameSizeAs(names);
        assertThat(db.run("CALL vimmrec.list()")).isEmpty();
    }
}
