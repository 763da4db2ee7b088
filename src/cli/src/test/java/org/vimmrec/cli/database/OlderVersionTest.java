package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases written by version 0.1.0 can be read, updated and dropped without a migration. */
class OlderVersionTest {
    private static final String WRITTEN = "/org/vimmrec/graph/written-by-0.1.0.zip";
    private static final String SIMILARITIES = "modalities: {visual: 'e', text: 'f'}, topK: 4";
    /** The default of that version. */
    private static final String OVERLAY = "virtualWeight: 0.1";

    private static final String FUSED =
            "modalities: {visual: 'e', text: 'f'}, topK: 5, virtualWeight: 0.1, writeRelationshipType: 'VIRTUAL_FUSED'";

    @TempDir
    private Path home;

    private EmbeddedDatabase database;

    @BeforeEach
    void open() throws IOException {
        try (InputStream file = OlderVersionTest.class.getResourceAsStream(WRITTEN);
                ZipInputStream zip = new ZipInputStream(file)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path target = home.resolve(entry.getName());
                Files.createDirectories(target.getParent());
                Files.copy(zip, target);
            }
        }
        PluginJar.install(home.resolve("plugins"));
        database = EmbeddedDatabase.in(home, OptionalInt.empty());
    }

    @AfterEach
    void close() {
        database.close();
    }

    private List<Map<String, Object>> run(String cypher) {
        return database.graph().executeTransactionally(cypher, Map.of(), result -> {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.hasNext()) {
                rows.add(result.next());
            }
            return rows;
        });
    }

    private List<Object> column(String cypher, String column) {
        List<Object> values = new ArrayList<>();
        run(cypher).forEach(row -> values.add(row.get(column)));
        return values;
    }

    private void assertUnchanged(String call) {
        for (Map<String, Object> row : run("CALL vimmrec." + call)) {
            assertThat(row)
                    .as(call)
                    .containsEntry("relationshipsCreated", 0L)
                    .containsEntry("relationshipsUpdated", 0L)
                    .containsEntry("relationshipsDeleted", 0L);
            assertThat((long) row.get("relationshipsUnchanged")).as(call).isPositive();
        }
    }

    private void assertUpdates(String call) {
        for (Map<String, Object> row : run("CALL vimmrec." + call)) {
            assertThat(row).as(call).containsEntry("mode", "update");
        }
    }

    @Test
    void shouldListAndReadOlderData() {
        assertThat(column("CALL vimmrec.list()", "relationshipType"))
                .containsExactlyInAnyOrder("SIMILAR_TEXT", "SIMILAR_VISUAL", "VIRTUAL_FUSED", "VIRTUAL_INTERACTED");
        for (Map<String, Object> row : run("CALL vimmrec.list()")) {
            assertThat(row)
                    .as(row.toString())
                    .containsEntry("complete", true)
                    .containsEntry("itemsChanged", 0L)
                    .containsEntry("error", null);
        }
        assertThat(column("CALL vimmrec.statistics()", "modality")).containsExactlyInAnyOrder("visual", "text");
        assertThat(run("CALL vimmrec.overlay.stream()")).isNotEmpty();
    }

    @Test
    void shouldFindNothingToChangeInOlderData() {
        assertUnchanged("overlay.write({" + OVERLAY + "})");
        assertUnchanged("similarity.write({" + SIMILARITIES + "})");
        assertUnchanged("synergistic.write({" + FUSED + "})");
    }

    /** An update keeps the modality weights of the last write; only a write computes them again. */
    @Test
    void shouldUpdateOlderData() {
        for (int n = 0; n < 2; n++) {
            assertUpdates("similarity.update({" + SIMILARITIES + "})");
            assertUpdates("overlay.update({" + OVERLAY + "})");
            assertUpdates("synergistic.update({" + FUSED + "})");
            run("MATCH (i:Item {n: 3}) SET i.e = [9.0, 1.0]");
            run("MATCH (u:User {n: 104}), (i:Item {n: 30}) CREATE (u)-[:INTERACTED]->(i)");
        }
        assertUpdates("similarity.update({" + SIMILARITIES + "})");
        assertUpdates("overlay.update({" + OVERLAY + "})");
        assertUpdates("synergistic.update({" + FUSED + "})");
        assertUnchanged("similarity.write({" + SIMILARITIES + "})");
    }

    @Test
    void shouldDropOlderDataAndNothingElse() {
        assertThat(column("CALL vimmrec.similarity.drop()", "relationshipType"))
                .containsExactlyInAnyOrder("SIMILAR_TEXT", "SIMILAR_VISUAL");
        assertThat((long) column("CALL vimmrec.virtual.drop()", "relationshipsDeleted")
                        .get(0))
                .isPositive();
        assertThat((long) column(
                                "CALL vimmrec.virtual.drop({writeRelationshipType: 'VIRTUAL_FUSED'})",
                                "relationshipsDeleted")
                        .get(0))
                .isPositive();
        assertThat(column("MATCH ()-[r]->() RETURN DISTINCT type(r) AS type ORDER BY type", "type"))
                .containsExactly("BOUGHT", "INTERACTED", "SIMILAR_USERS");
        assertThat(column("MATCH ()-[r:SIMILAR_USERS|BOUGHT]->() RETURN count(r) AS n", "n"))
                .containsExactly(23L);
        assertThat(run("MATCH (n:_VimmrecLedger) RETURN n")).isEmpty();
    }
}
