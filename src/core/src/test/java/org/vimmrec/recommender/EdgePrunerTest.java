package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.Interactions;

class EdgePrunerTest {

    @Test
    void shouldKeepTheShareOfRealAndOfVirtualInteractionsWithTheirWeights() {
        TrainingReference reference = new TrainingReference(0.1, 0.01, 1);
        SparseMatrix all = reference.training.matrix();
        int real = reference.training.real().total();
        int virtual = reference.training.virtualInteractions();
        EdgePruner pruner = new EdgePruner(reference.training.real(), all, 0.8, new SplittableRandom(2));
        boolean[] isReal = all.entriesIn(reference.training.real());
        for (int round = 0; round < 20; round++) {
            SparseMatrix kept = pruner.prune();
            int keptReal = 0;
            for (int u = 0; u < all.rows(); u++) {
                for (int e = kept.start(u); e < kept.start(u + 1); e++) {
                    int original = entry(all, u, kept.column(e));
                    assertThat(kept.value(e)).isEqualTo(all.value(original));
                    keptReal += isReal[original] ? 1 : 0;
                }
            }
            assertThat(keptReal).isEqualTo((int) Math.ceil(0.2 * real));
            assertThat(kept.start(kept.rows()) - keptReal).isEqualTo((int) Math.ceil(0.2 * virtual));
        }
    }

    private static int entry(SparseMatrix matrix, int row, int column) {
        int entry = matrix.start(row);
        while (matrix.column(entry) != column) {
            entry++;
        }
        assertThat(entry).isLessThan(matrix.start(row + 1));
        return entry;
    }

    /**
     * One edge of three is kept. The first has degrees 1 and 1, the other two are of one user, so the probabilities are
     * in the ratio 1 to 1/sqrt(2) to 1/sqrt(2).
     */
    @Test
    void shouldSampleInProportionToTheNormalisedEdges() {
        Interactions.Builder builder = new Interactions.Builder(false);
        builder.add(0, 1);
        builder.endUser();
        builder.add(1, 1);
        builder.add(2, 1);
        builder.endUser();
        Interactions real = builder.build();
        EdgePruner pruner = new EdgePruner(real, SparseMatrix.of(real, 3), 0.7, new SplittableRandom(3));
        int[] kept = new int[3];
        int rounds = 20_000;
        for (int round = 0; round < rounds; round++) {
            kept[pruner.prune().column(0)]++;
        }
        double sum = 1 + 2 / Math.sqrt(2);
        assertThat((double) kept[0] / rounds).isCloseTo(1 / sum, within(0.015));
        assertThat((double) kept[1] / rounds).isCloseTo(1 / Math.sqrt(2) / sum, within(0.015));
        assertThat(kept[0] + kept[1] + kept[2]).isEqualTo(rounds);
    }
}
