package org.vimmrec.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.procedure.Database;

/** The files of the sample catalogue. With {@code -Dvimmrec.docs.write=true}, writes them. */
class SampleCatalogueTest {
    /**
     * New, as readers have one, and not shared: splits depend on the order of node ids, which a database that other
     * tests have used reuses in another order in each run.
     */
    private static Database db;

    @BeforeAll
    static void load() throws IOException {
        db = new Database();
        load(new Catalogue());
    }

    @AfterAll
    static void close() {
        db.close();
    }

    @Test
    void shouldBeWhatTheGeneratorMakes() throws IOException {
        SampleCatalogue generated = new SampleCatalogue();
        if (Boolean.getBoolean("vimmrec.docs.write")) {
            Files.writeString(SampleCatalogue.ITEMS, generated.items());
            Files.writeString(SampleCatalogue.INTERACTIONS, generated.interactions());
        }
        assertThat(Files.readString(SampleCatalogue.ITEMS)).isEqualTo(generated.items());
        assertThat(Files.readString(SampleCatalogue.INTERACTIONS)).isEqualTo(generated.interactions());
    }

    /** The scripts and the README tell readers to augment, so this must not depend on a lucky split. */
    @ParameterizedTest
    @CsvSource({"graphFilter, 1", "graphFilter, 11", "ease, 1", "ease, 11"})
    void shouldGainFromVirtualInteractions(String recommender, long seed) {
        Map<String, Object> best = db.row(
                "CALL vimmrec.evaluate({modalities: {visual: 'visualEmbedding', text: 'textEmbedding',"
                        + " audio: 'audioEmbedding'}, recommender: $recommender, seeds: $seeds})"
                        + " YIELD best, recommendation, recallUplift, upliftLow, controlHigh"
                        + " WHERE best RETURN *",
                Map.of("recommender", recommender, "seeds", List.of(seed, seed + 1, seed + 2)));
        assertThat((String) best.get("recommendation")).startsWith("Augment this graph: ");
        assertThat((double) best.get("recallUplift")).isBetween(0.1, 0.4).isGreaterThan((double)
                best.get("controlHigh"));
        assertThat((double) best.get("upliftLow")).isPositive();
    }

    private static void load(Catalogue catalogue) {
        catalogue.embeddings.forEach((item, embeddings) -> {
            Map<String, Object> properties = new HashMap<>(Map.of("itemId", item));
            embeddings.forEach((modality, embedding) -> properties.put(modality + "Embedding", embedding));
            db.run("CREATE (item:Item) SET item = $properties", Map.of("properties", properties));
        });
        catalogue.plays.forEach((user, plays) -> db.run(
                "CREATE (user:User) WITH user MATCH (item:Item) WHERE item.itemId IN $items"
                        + " CREATE (user)-[:INTERACTED]->(item)",
                Map.of("items", List.copyOf(plays.keySet()))));
    }
}
