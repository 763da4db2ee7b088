package org.vimmrec.alternative;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vimmrec.similarity.Neighbours;

class MutualNeighboursTest {

    /** The first neighbours are 0 - 1, 1 - 0, 2 - 0; with two each, 2 - 1 is mutual as well. */
    @Test
    void shouldKeepNeighboursThatHaveEachOther() {
        Neighbours neighbours = new Neighbours(
                new int[][] {{1, 3}, {0, 2}, {0, 1}, {}}, new double[][] {{.9, .8}, {.9, .7}, {.6, .7}, {}});
        assertThat(Rows.of(MutualNeighbours.of(neighbours, 1))).containsExactly("1:0.9", "0:0.9", "", "");
        assertThat(Rows.of(MutualNeighbours.of(neighbours, 2))).containsExactly("1:0.9", "0:0.9 2:0.7", "1:0.7", "");
    }
}
