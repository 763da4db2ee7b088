package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.neo4j.graphdb.GraphDatabaseService;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.process.CommandFailure;

class DataSetLoaderTest {

    private static EmbeddedDatabase database;
    private static GraphDatabaseService graph;

    private final StringWriter output = new StringWriter();
    private final Progress progress = new Progress(new PrintWriter(output), new PrintStream(System.err), false);

    @BeforeAll
    static void start() throws IOException {
        database = EmbeddedDatabase.temporary(OptionalInt.empty());
        graph = database.graph();
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void empty() {
        graph.executeTransactionally("MATCH (n) DETACH DELETE n");
        graph.executeTransactionally("DROP CONSTRAINT item_id IF EXISTS");
        graph.executeTransactionally("DROP CONSTRAINT user_id IF EXISTS");
    }

    @Test
    void shouldLoadItemsWithTheirEmbeddingsAsFloats() {
        load(dataSet(), false);
        assertThat(query(
                        "MATCH (item:Item) RETURN item.itemId AS id, item.title AS title, item.imageEmbedding AS image, "
                                + "item.textEmbedding AS text ORDER BY id"))
                .satisfiesExactly(
                        first -> {
                            assertThat(first).containsEntry("id", 0L).containsEntry("title", "First");
                            assertThat(first.get("image")).isEqualTo(new float[] {1, 2});
                            assertThat(first.get("text")).isEqualTo(new float[] {0, 0, 0});
                        },
                        second -> {
                            assertThat(second).containsEntry("id", 1L).containsEntry("image", null);
                            assertThat((float[]) second.get("text")).containsExactly(1, Float.NaN, 3);
                        },
                        third -> assertThat(third)
                                .containsEntry("title", "Third")
                                .containsEntry("text", null));
    }

    @Test
    void shouldLoadTrainingInteractionsOnlyAndCountTheOthers() {
        LoadedDataSet loaded = load(dataSet(), false);
        assertThat(interactions()).containsExactly("4-0 5.0 100 null", "9-1 4.0 101 null", "9-1 4.0 101 null");
        assertThat(loaded.validation()).isEqualTo(1);
        assertThat(loaded.test()).isEqualTo(2);
        assertThat(LoadedDataSet.in(graph)).contains(loaded);
        assertThat(query("MATCH (user:User) RETURN user.userId AS id ORDER BY id"))
                .extracting("id")
                .as("including users with held-out interactions only")
                .containsExactly(4L, 7L, 9L);
    }

    @Test
    void shouldLoadAllInteractionsWithTheirSplitWhenAskedTo() {
        LoadedDataSet loaded = load(dataSet(), true);
        assertThat(interactions())
                .containsExactly(
                        "4-0 5.0 100 0",
                        "4-2 3.0 102 1",
                        "7-2 2.0 103 2",
                        "9-0 1.0 104 2",
                        "9-1 4.0 101 0",
                        "9-1 4.0 101 0");
        assertThat(loaded.validation()).isZero();
        assertThat(loaded.test()).isZero();
    }

    @Test
    void shouldOmitMissingRatingsAndTimestamps() {
        InteractionTable plain = new InteractionTable(false, false, false);
        plain.add(4, 0);
        load(new DataSet("plain", 3, null, plain.userIds(), plain, dataSet().modalities()), true);
        assertThat(interactions()).containsExactly("4-0 null null null");
        assertThat(query("MATCH (item:Item {itemId: 0}) RETURN keys(item) AS keys")
                        .get(0)
                        .get("keys"))
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .containsExactlyInAnyOrder("itemId", "imageEmbedding", "textEmbedding");
    }

    @Test
    void shouldCreateUniquenessConstraints() {
        load(dataSet(), false);
        assertThatThrownBy(() -> query("CREATE (:Item {itemId: 1})")).hasMessageContaining("already exists");
        assertThatThrownBy(() -> query("CREATE (:User {userId: 9})")).hasMessageContaining("already exists");
    }

    @Test
    void shouldLoadInSeveralBatches() {
        DataSet catalogue = CatalogueGenerator.generate(CatalogueParameters.lifeLike(3, 10_500, 11_000));
        load(catalogue, false);
        assertThat(query("MATCH (item:Item) RETURN count(item) AS items, count(DISTINCT item.itemId) AS ids")
                        .get(0))
                .containsEntry("items", 11_000L)
                .containsEntry("ids", 11_000L);
        assertThat(query("MATCH (user:User) RETURN count(user) AS users").get(0))
                .containsEntry("users", 10_500L);
        assertThat(query("MATCH (:User)-[i:INTERACTED]->(:Item) RETURN count(i) AS interactions")
                        .get(0))
                .containsEntry("interactions", (long) catalogue.interactions().size());
        assertThat(output.toString())
                .contains(
                        "11,000 items",
                        "10,500 users",
                        ConsoleOutput.format(
                                "%,d interactions", catalogue.interactions().size()));
    }

    @Test
    void shouldDetectAnInterruptedLoadAndLoadAgain() {
        InteractionTable interactions = dataSet().interactions();
        List<Modality> broken = List.of(new Modality("visual", "imageEmbedding", new Failing(5_000)));
        assertThatThrownBy(() ->
                        load(new DataSet("broken", 10_000, null, interactions.userIds(), interactions, broken), false))
                .hasMessage("failed on purpose");
        assertThat(LoadedDataSet.in(graph))
                .hasValueSatisfying(half -> assertThat(half.complete()).isFalse());
        assertThat(query("MATCH (item:Item) RETURN count(item) AS items").get(0).get("items"))
                .isNotEqualTo(0L);

        load(dataSet(), false);
        assertThat(LoadedDataSet.in(graph))
                .hasValueSatisfying(whole -> assertThat(whole.complete()).isTrue());
        assertThat(query("MATCH (n) RETURN labels(n)[0] AS label, count(*) AS nodes ORDER BY label"))
                .containsExactly(
                        Map.of("label", "Item", "nodes", 3L),
                        Map.of("label", "User", "nodes", 3L),
                        Map.of("label", "VimmrecDataSet", "nodes", 1L));
    }

    @Test
    void shouldRejectADatabaseWithOtherData() {
        query("CREATE (:Customer)");
        assertThatThrownBy(() -> load(dataSet(), false))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the database holds data that this command did not load");
        assertThat(query("MATCH (n) RETURN count(n) AS nodes").get(0)).containsEntry("nodes", 1L);
    }

    /** Three items, the last without embeddings; users 4, 7 and 9; three training interactions, one of them twice. */
    private static DataSet dataSet() {
        InteractionTable interactions = new InteractionTable(true, true, true);
        interactions.add(9, 1, InteractionTable.TRAINING, 4, 101);
        interactions.add(4, 0, InteractionTable.TRAINING, 5, 100);
        interactions.add(4, 2, InteractionTable.VALIDATION, 3, 102);
        interactions.add(7, 2, InteractionTable.TEST, 2, 103);
        interactions.add(9, 0, InteractionTable.TEST, 1, 104);
        interactions.add(9, 1, InteractionTable.TRAINING, 4, 101);
        return new DataSet(
                "shop",
                3,
                new String[] {"First", "Second", "Third"},
                interactions.userIds(),
                interactions,
                List.of(
                        new Modality("visual", "imageEmbedding", new Rows(2, new float[] {1, 2}, null, null)),
                        new Modality(
                                "text",
                                "textEmbedding",
                                new Rows(3, new float[] {0, 0, 0}, new float[] {1, Float.NaN, 3}, null))));
    }

    private LoadedDataSet load(DataSet dataSet, boolean allInteractions) {
        return DataSetLoader.load(graph, dataSet, allInteractions, progress);
    }

    private static List<Object> interactions() {
        return query("""
                MATCH (user:User)-[i:INTERACTED]->(item:Item)
                RETURN user.userId + '-' + item.itemId + ' ' + coalesce(toString(i.rating), 'null') + ' '
                     + coalesce(toString(i.timestamp), 'null') + ' ' + coalesce(toString(i.x_label), 'null') AS line
                ORDER BY line""").stream().map(row -> row.get("line")).toList();
    }

    private static List<Map<String, Object>> query(String cypher) {
        return database.query(cypher, Map.of());
    }

    private record Rows(int dimension, float[]... rows) implements Embeddings {

        @Override
        public int items() {
            return rows.length;
        }

        @Override
        public float[] of(int item) {
            return rows[item];
        }
    }

    /** Large rows, for several batches, and a failure in a later batch. */
    private record Failing(int failingItem) implements Embeddings {

        @Override
        public int items() {
            return 10_000;
        }

        @Override
        public int dimension() {
            return 4_096;
        }

        @Override
        public float[] of(int item) {
            if (item == failingItem) {
                throw new IllegalStateException("failed on purpose");
            }
            return new float[dimension()];
        }
    }
}
