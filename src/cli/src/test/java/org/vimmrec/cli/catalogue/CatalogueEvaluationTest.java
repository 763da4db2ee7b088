package org.vimmrec.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.cli.catalogue.CatalogueParameters.ModalityParameters;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.procedure.Database;
import org.vimmrec.procedure.SharedDatabase;

/** {@code vimmrec.evaluate} on generated catalogues, whose correct answer is known. */
@ExtendWith(SharedDatabase.class)
@Tag("long")
class CatalogueEvaluationTest {
    private static final int USERS = 2000;
    private static final int ITEMS = 800;

    private final Database db;

    CatalogueEvaluationTest(Database db) {
        this.db = db;
    }

    @BeforeEach
    void dropConstraints() {
        db.run("DROP CONSTRAINT item_id IF EXISTS");
        db.run("DROP CONSTRAINT user_id IF EXISTS");
    }

    private static ModalityParameters modality(String name, double signal) {
        return new ModalityParameters(name, name, 48, signal, 0.05);
    }

    private Map<String, Object> load(CatalogueParameters parameters) {
        return DataSetLoader.load(
                        db.service(),
                        CatalogueGenerator.generate(parameters),
                        true,
                        new Progress(new PrintWriter(new StringWriter()), new PrintStream(System.err), false))
                .modalityMap();
    }

    /** Evaluates the variants that change a graph the most. */
    private List<Map<String, Object>> evaluateStrongVariants(CatalogueParameters parameters) {
        return db.run(
                "CALL vimmrec.evaluate({modalities: $modalities, topKs: 30, virtualWeights: [0.1, 0.3]})",
                Map.of("modalities", load(parameters)));
    }

    private static Map<String, Object> best(List<Map<String, Object>> rows) {
        List<Map<String, Object>> best =
                rows.stream().filter(row -> (boolean) row.get("best")).toList();
        assertThat(best).hasSize(1);
        return best.get(0);
    }

    private static double weight(Map<String, Object> row, String modality) {
        return (double) ((Map<?, ?>) row.get("modalityWeights")).get(modality);
    }

    @ParameterizedTest
    @CsvSource({"3, 0.1", "5, 0.05"})
    void shouldRecommendFeaturesThatCarryTheTaste(double medianInteractions, double upliftOfSparseUsers) {
        Map<String, Object> modalities = load(CatalogueParameters.lifeLike(1, USERS, ITEMS)
                .withMedianInteractions(medianInteractions)
                .withModalities(modality("visual", 0.9), modality("text", 0.8)));
        Map<String, Object> best =
                best(db.run("CALL vimmrec.evaluate({modalities: $modalities})", Map.of("modalities", modalities)));
        assertThat((String) best.get("recommendation")).startsWith("Augment this graph: ");
        assertThat((double) best.get("upliftLow")).isPositive();
        assertThat((double) best.get("recallUplift")).isGreaterThan((double) best.get("controlHigh"));
        Map<?, ?> sparse = (Map<?, ?>)
                ((List<?>) best.get("recallByInteractions")).get(0); // the users with the fewest interactions
        assertThat((double) sparse.get("uplift")).isGreaterThan(upliftOfSparseUsers);

        Map<String, Object> augmented = db.row(
                "CALL vimmrec.synergistic.stats({modalities: $modalities, topK: $topK, modalityWeights: 'uniform'})",
                Map.of("modalities", modalities, "topK", best.get("topK")));
        assertThat((long) augmented.get("coldItems")).isGreaterThan(ITEMS / 20);
        assertThat((long) augmented.get("coldItemsReached")).isGreaterThan((long) augmented.get("coldItems") * 9 / 10);
    }

    /**
     * With few interactions, any additional edges help the walk: the first catalogue has an uplift without the
     * embeddings' help.
     */
    @ParameterizedTest
    @CsvSource({"3, 1", "5, 2"})
    void shouldNotRecommendNoise(double medianInteractions, long seed) {
        List<Map<String, Object>> rows = evaluateStrongVariants(CatalogueParameters.lifeLike(seed, USERS, ITEMS)
                .withMedianInteractions(medianInteractions)
                .withModalities(modality("visual", 0), modality("text", 0)));
        assertThat(best(rows)).containsEntry("strategy", "none");
        assertThat((String) rows.get(0).get("recommendation")).startsWith("Do not augment this graph: ");
    }

    @Test
    void shouldPutTheWeightOnTheGoodModality() {
        List<Map<String, Object>> rows = evaluateStrongVariants(CatalogueParameters.lifeLike(4, USERS, ITEMS)
                .withModalities(modality("good", 0.9), modality("noise", 0)));
        assertThat(rows)
                .filteredOn(row -> "coInteraction".equals(row.get("weighting")))
                .hasSize(4)
                .allSatisfy(row -> assertThat(weight(row, "good")).isGreaterThan(0.9));
        assertThat(rows)
                .filteredOn(row -> "mean".equals(row.get("weighting")))
                .hasSize(4)
                .allSatisfy(row -> assertThat(weight(row, "good")).isLessThan(0.8));
        assertThat((double) best(rows).get("upliftLow")).isPositive();
    }

    /** Evaluates each recommended variant again on splits that did not select it. Prints a line for each graph. */
    @ParameterizedTest
    @ValueSource(strings = {"graphFilter", "ease"})
    @EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
    void shouldRecommendNothingThatLosesOnOtherSplits(String recommender) {
        for (double medianInteractions : new double[] {3, 5, 10, 20}) {
            for (double[] signals : new double[][] {{0.9, 0.8}, {0.6, 0.4}, {0.3, 0.2}, {0.9, 0}, {0, 0}}) {
                db.clear();
                dropConstraints();
                Map<String, Object> modalities = load(CatalogueParameters.lifeLike(7, USERS, ITEMS)
                        .withMedianInteractions(medianInteractions)
                        .withModalities(modality("visual", signals[0]), modality("text", signals[1])));
                String common = "CALL vimmrec.evaluate({modalities: $modalities, recommender: '" + recommender + "'";
                Map<String, Object> best = best(db.run(common + "})", Map.of("modalities", modalities)));
                String graph = "%s, median %s, signals %s and %s: "
                        .formatted(recommender, medianInteractions, signals[0], signals[1]);
                if (best.get("strategy").equals("none")) {
                    System.out.println(graph + best.get("recommendation"));
                    continue;
                }
                Map<String, Object> again = db.run(
                                common + ", seeds: [11, 12, 13], strategies: $strategy, topKs: $topK,"
                                        + " virtualWeights: $virtualWeight, weightings: $weighting})",
                                Map.of(
                                        "modalities",
                                        modalities,
                                        "strategy",
                                        best.get("strategy"),
                                        "topK",
                                        best.get("topK"),
                                        "virtualWeight",
                                        best.get("virtualWeight"),
                                        "weighting",
                                        best.get("weighting")))
                        .get(1);
                System.out.println(graph
                        + "%s %s k=%s %s, recall %+.1f %%; on other splits recall %+.1f %% (%+.1f to %+.1f), NDCG %+.1f %%"
                                .formatted(
                                        best.get("strategy"),
                                        best.get("weighting"),
                                        best.get("topK"),
                                        best.get("virtualWeight"),
                                        percent(best, "recallUplift"),
                                        percent(again, "recallUplift"),
                                        percent(again, "upliftLow"),
                                        percent(again, "upliftHigh"),
                                        percent(again, "ndcgUplift")));
                assertThat((double) again.get("recallUplift")).as(graph).isGreaterThan(-0.01);
                assertThat((double) again.get("ndcgUplift")).as(graph).isGreaterThan(-0.01);
            }
        }
    }

    /** Evaluates the variant that is selected for cold items again on other splits. Prints a line for each graph. */
    @ParameterizedTest
    @ValueSource(strings = {"graphFilter", "ease"})
    @EnabledIfSystemProperty(named = "vimmrec.long", matches = "true")
    void shouldFindColdItemsWithoutALossOnOtherSplits(String recommender) {
        for (double medianInteractions : new double[] {3, 5, 10}) {
            for (double[] signals : new double[][] {{0.9, 0.8}, {0.6, 0.4}, {0, 0}}) {
                db.clear();
                dropConstraints();
                Map<String, Object> modalities = load(CatalogueParameters.lifeLike(7, USERS, ITEMS)
                        .withMedianInteractions(medianInteractions)
                        .withModalities(modality("visual", signals[0]), modality("text", signals[1])));
                String common = "CALL vimmrec.evaluate({modalities: $modalities, coldItemFraction: 0.1,"
                        + " objective: 'coldRecall', recommender: '" + recommender + "'";
                Map<String, Object> best = best(db.run(common + "})", Map.of("modalities", modalities)));
                String graph = "%s, median %s, signals %s and %s: "
                        .formatted(recommender, medianInteractions, signals[0], signals[1]);
                if (best.get("strategy").equals("none")) {
                    System.out.println(graph + best.get("recommendation"));
                    continue;
                }
                Map<String, Object> again = db.run(
                                common
                                        + ", seeds: [11, 12, 13], strategies: $strategy, topKs: $topK, weightings: $weighting,"
                                        + " virtualWeights: $virtualWeight, popularityDiscounts: $discount})",
                                Map.of(
                                        "modalities",
                                        modalities,
                                        "strategy",
                                        best.get("strategy"),
                                        "topK",
                                        best.get("topK"),
                                        "virtualWeight",
                                        best.get("virtualWeight"),
                                        "weighting",
                                        best.get("weighting"),
                                        "discount",
                                        best.get("popularityDiscount")))
                        .get(1);
                System.out.println(graph
                        + "%s %s k=%s %s discount %s; on other splits recall %+.1f %% (%+.1f to %+.1f), recall of cold items %.3f"
                                .formatted(
                                        best.get("strategy"),
                                        best.get("weighting"),
                                        best.get("topK"),
                                        best.get("virtualWeight"),
                                        best.get("popularityDiscount"),
                                        percent(again, "recallUplift"),
                                        percent(again, "upliftLow"),
                                        percent(again, "upliftHigh"),
                                        (double) again.get("coldItemRecall")));
                assertThat((double) again.get("recallUplift")).as(graph).isGreaterThan(-0.01);
                assertThat((double) again.get("coldItemRecall")).as(graph).isPositive();
                assertThat(signals[0]).as(graph).isPositive(); // nothing is recommended for noise
            }
        }
    }

    private static double percent(Map<String, Object> row, String column) {
        return 100 * (double) row.get(column);
    }
}
