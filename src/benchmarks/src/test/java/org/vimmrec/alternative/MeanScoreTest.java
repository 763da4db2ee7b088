package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.Neighbours;

class MeanScoreTest {
    private final List<Neighbours> modalities = List.of(
            new Neighbours(new int[][] {{1, 2}, {}, {0}}, new double[][] {{0.8, 0.3}, {}, {0.4}}),
            new Neighbours(new int[][] {{}, {0}, {}}, new double[][] {{}, {0.6}, {}}));

    @Test
    void shouldScaleAllModalitiesByOneFactor() {
        assertThat(MeanScore.of(modalities, 1)).isCloseTo(0.6, within(1e-12));
        assertThat(MeanScore.of(modalities, 2)).isCloseTo(0.525, within(1e-12));
        List<Neighbours> scaled = MeanScore.scaled(modalities, 1, 0.3);
        assertThat(Rows.of(scaled.get(0))).containsExactly("1:0.4 2:0.15", "", "0:0.2");
        assertThat(Rows.of(scaled.get(1))).containsExactly("", "0:0.3", "");
    }
}
