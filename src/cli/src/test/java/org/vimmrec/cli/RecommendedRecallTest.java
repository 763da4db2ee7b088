package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.catalogue.CatalogueParameters.ModalityParameters;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.MmrecFolder;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/**
 * The recall@20 of the relationships that {@code vimmrec.recommend.write} has written, computed in Cypher, is the one
 * that {@code vimmrec.evaluate} reports for the split.
 */
@ExtendWith(SharedDatabase.class)
class RecommendedRecallTest {
    private static final String RECALL =
            "MATCH (u:User)-[:INTERACTED {x_label: 2}]->(i:Item) WITH u, collect(DISTINCT i) AS held"
                    + " WHERE EXISTS { (u)-[:INTERACTED {x_label: 0}]->(:Item) }"
                    + " RETURN avg(1.0 * size([i IN held WHERE EXISTS { (u)-[:RECOMMENDED]->(i) }]) / size(held)) AS recall";
    private static final String SPLIT = "split: {property: 'x_label'}";

    private final Database db;

    RecommendedRecallTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void dropConstraints() {
        db.run("DROP CONSTRAINT item_id IF EXISTS");
        db.run("DROP CONSTRAINT user_id IF EXISTS");
    }

    private Map<String, Object> load(DataSet dataSet) {
        return DataSetLoader.load(
                        db.service(),
                        dataSet,
                        true,
                        new Progress(new PrintWriter(new StringWriter()), new PrintStream(System.err), false))
                .modalityMap();
    }

    /** Prints the recall. */
    private void assertSameRecall(String graph, Map<String, Object> modalities, String model, String strategy) {
        Map<String, Object> parameters = Map.of("modalities", modalities);
        double evaluated = (double) db
                .run(
                        "CALL vimmrec.evaluate({modalities: $modalities, " + SPLIT + ", seeds: 3, topKs: 10,"
                                + " virtualWeights: 0.01, weightings: 'mean', " + model + "})",
                        parameters)
                .stream()
                .filter(row -> row.get("strategy").equals(strategy))
                .findFirst()
                .orElseThrow()
                .get("recall");
        db.run(
                "CALL vimmrec.recommend.write({modalities: $modalities, " + SPLIT + ", seed: 3, limit: 20, " + model
                        + ", strategy: '" + strategy + "'"
                        + (strategy.equals("none") ? "" : ", topK: 10, searchTopK: 10, virtualWeight: 0.01") + "})",
                parameters);
        double recall = (double) db.row(RECALL).get("recall");
        System.out.printf(
                "%s, %s, %s: recall@20 %.6f, evaluate reports %.6f%n", graph, model, strategy, recall, evaluated);
        assertThat(recall).isCloseTo(evaluated, within(1e-12)).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3, graphFilter, synergistic",
        "1, 3, lightGcn, overlay",
        "2, 6, ease, overlay",
        "2, 6, freedom, none"
    })
    void shouldHaveTheRecallOfTheEvaluationOnCatalogues(
            long seed, double medianInteractions, String recommender, String strategy) {
        Map<String, Object> modalities = load(CatalogueGenerator.generate(CatalogueParameters.lifeLike(seed, 800, 300)
                .withMedianInteractions(medianInteractions)
                .withModalities(
                        new ModalityParameters("visual", "visual", 24, 0.9, 0.05),
                        new ModalityParameters("text", "text", 24, 0.6, 0.05))));
        db.run("MATCH ()-[r:INTERACTED]->() SET r.x_label = CASE WHEN id(r) % 10 < 7 THEN 0 WHEN id(r) % 10 < 8 THEN 1"
                + " ELSE 2 END");
        boolean trained = recommender.equals("lightGcn") || recommender.equals("freedom");
        assertSameRecall(
                "catalogue " + seed,
                modalities,
                "recommender: '" + recommender + "'" + (trained ? ", epochs: 12, dimensions: 16" : ""),
                strategy);
    }

    @Test
    void shouldHaveTheRecallOfTheEvaluationOnTikTok() {
        Map<String, Object> modalities = load(MmrecFolder.read(TikTok.folder(), bytes -> {}));
        assertSameRecall("TikTok", modalities, "recommender: 'graphFilter'", "overlay");
    }
}
