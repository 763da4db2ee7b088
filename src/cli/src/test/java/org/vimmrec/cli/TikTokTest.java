package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.statistics.Summary;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Compares the method on the TikTok data set with the results of an independent NumPy program, which implements the
 * formulas in double precision and breaks ties by the lower id.
 */
class TikTokTest {
    private static final Task TASK = new Task(2, TaskMonitor.NONE);

    private static List<EmbeddingMatrix> modalities;
    private static List<Neighbours> neighbours;
    private static double[] weights;
    private static org.vimmrec.sparse.Interactions interactions;

    @BeforeAll
    static void readAndSearch() {
        DataSet dataSet = TikTok.read();
        modalities = TikTok.modalities(dataSet);
        neighbours = TikTok.neighbours(modalities, TASK);
        weights = ModalityWeights.proportional(
                new double[] {distribution(0).mean(), distribution(1).mean()});
        interactions = TikTok.interactions(dataSet, InteractionTable.TRAINING);
    }

    @Test
    void shouldFindTheSameNeighboursAndWeightsAsNumPy() {
        assertThat(distribution(0).count()).isEqualTo(67_100);
        assertThat(distribution(0).mean()).isCloseTo(0.9459887581270, within(1e-12));
        assertThat(distribution(0).stdDev()).isCloseTo(0.0185726085179, within(1e-12));
        assertThat(distribution(0).percentile(50)).isCloseTo(0.947980596226, within(1e-11));
        assertThat(distribution(1).count()).isEqualTo(67_100);
        assertThat(distribution(1).mean()).isCloseTo(0.9799300295679, within(1e-12));
        assertThat(distribution(1).min()).isCloseTo(0.646044823803, within(1e-11));
        assertThat(distribution(1).max()).isEqualTo(1); // the data set has exact duplicates
        assertThat(weights[0]).isCloseTo(0.4911882911009, within(1e-12));
        assertThat(weights[1]).isCloseTo(0.5088117088991, within(1e-12));
    }

    @ParameterizedTest
    @CsvSource({
        "2, MEAN, 196231, 17982.2225444, 425",
        "2, SUM, 196231, 108574.9221104, 425",
        "2, MAX, 196231, 99378.5213600, 425",
        "10, MEAN, 732070, 89312.9309152, 463",
        "10, SUM, 732070, 541614.7200831, 463",
        "10, MAX, 732070, 398616.3878316, 463"
    })
    void shouldComputeTheSameOverlayAsNumPy(
            int topK, Aggregation aggregation, long edges, double sum, int coldReached) {
        check(Overlay.layers(neighbours, weights), topK, aggregation, edges, sum, coldReached);
    }

    @ParameterizedTest
    @CsvSource({
        "2, MEAN, 100339, 17688.2317556, 277",
        "2, SUM, 100339, 106183.1504041, 277",
        "2, MAX, 100339, 95637.3018651, 277",
        "10, MEAN, 396650, 87712.5698503, 411",
        "10, SUM, 396650, 529523.2105902, 411",
        "10, MAX, 396650, 375124.2954939, 411"
    })
    void shouldComputeTheSameSynergisticAsNumPy(
            int topK, Aggregation aggregation, long edges, double sum, int coldReached) {
        Neighbours fused = ExactNeighbours.search(new FusedSimilarity(modalities, weights), topK, 0, "fused", TASK);
        check(Synergistic.layers(fused), topK, aggregation, edges, sum, coldReached);
    }

    private static void check(
            List<Layer> layers, int topK, Aggregation aggregation, long edges, double sum, int coldReached) {
        int items = modalities.get(0).items();
        VirtualInteractions virtual =
                new VirtualInteractions(interactions, layers, topK, new EdgeRule(aggregation, 1, 0, Integer.MAX_VALUE));
        Summary summary = Summary.of(virtual, items, "test", TASK);
        boolean[] cold = new boolean[items];
        Arrays.fill(cold, true);
        for (int u = 0; u < interactions.users(); u++) {
            for (int n = 0; n < interactions.count(u); n++) {
                cold[interactions.item(u, n)] = false;
            }
        }
        int reached = 0;
        for (int i = 0; i < items; i++) {
            reached += cold[i] && summary.columnReached()[i] ? 1 : 0;
        }
        assertThat(summary.rowsWithEntries()).isEqualTo(9298);
        assertThat(summary.values().count()).isEqualTo(edges);
        assertThat(summary.values().mean() * edges).isCloseTo(sum, within(1e-6));
        assertThat(reached).isEqualTo(coldReached);
    }

    private static Distribution distribution(int modality) {
        return Distribution.of(neighbours.get(modality).allScores());
    }
}
