package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.Interactions;

/** Adam, the sampler of triples and early stopping. */
class TrainingClassesTest {

    /** The first step of Adam has the length of the learning rate, whatever the gradient. */
    @Test
    void shouldMinimiseAQuadraticFunction() {
        Adam adam = new Adam(1, 2, 0.1);
        float[] x = {3, -2};
        adam.beginStep();
        adam.update(0, x, new float[] {2 * x[0], 20 * x[1]});
        assertThat(x[0]).isCloseTo(2.9f, within(1e-5f));
        assertThat(x[1]).isCloseTo(-1.9f, within(1e-5f));
        for (int step = 0; step < 500; step++) {
            adam.beginStep();
            adam.update(0, x, new float[] {2 * x[0], 20 * x[1]});
        }
        assertThat(x[0]).isCloseTo(0, within(1e-2f));
        assertThat(x[1]).isCloseTo(0, within(1e-2f));
    }

    @Test
    void shouldSampleEveryInteractionOnceWithAnItemThatTheUserDoesNotHave() {
        Interactions real = PlantedInteractions.random(20, 15, 0.3, false, new SplittableRandom(1));
        SparseMatrix all = SparseMatrix.of(real, 15);
        BprSampler sampler = new BprSampler(real, all, BprSampler.allItems(15), false, 7, new SplittableRandom(2));
        assertThat(sampler.size()).isEqualTo(real.total());
        sampler.beginEpoch();
        Set<Integer> pairs = new HashSet<>();
        for (int from = 0; from < sampler.size(); from += 7) {
            int to = Math.min(sampler.size(), from + 7);
            sampler.drawNegatives(from, to);
            for (int n = from; n < to; n++) {
                assertThat(all.contains(sampler.user(n), sampler.item(n))).isTrue();
                assertThat(all.contains(sampler.user(n), sampler.negativeInBatch(n - from)))
                        .isFalse();
                pairs.add(15 * sampler.user(n) + sampler.item(n));
            }
        }
        assertThat(pairs).hasSize(real.total());
    }

    /** A virtual interaction is in an epoch with the probability of its weight, and never a negative. */
    @Test
    void shouldSampleVirtualInteractionsByTheirWeight() {
        TrainingReference reference = new TrainingReference(0.3, 0.01, 1);
        SparseMatrix all = reference.training.matrix();
        int real = reference.training.real().total();
        int virtual = reference.training.virtualInteractions();
        BprSampler sampler = new BprSampler(
                reference.training.real(),
                all,
                BprSampler.touchedItems(reference.training.real(), TrainingReference.ITEMS),
                true,
                7,
                new SplittableRandom(2));
        double[][] known = PlantedInteractions.dense(reference.training.real(), TrainingReference.ITEMS);
        boolean[] touched = reference.training.real().touched(TrainingReference.ITEMS);
        assertThat(touched[TrainingReference.ITEMS - 1]).isFalse();
        int sampled = 0;
        int epochs = 2000;
        for (int epoch = 0; epoch < epochs; epoch++) {
            sampler.beginEpoch();
            int reals = 0;
            for (int n = 0; n < sampler.size(); n++) {
                reals += known[sampler.user(n)][sampler.item(n)] > 0 ? 1 : 0;
                sampler.drawNegatives(n, n + 1);
                assertThat(all.contains(sampler.user(n), sampler.negativeInBatch(0)))
                        .isFalse();
                assertThat(touched[sampler.negativeInBatch(0)]).isTrue();
            }
            assertThat(reals).isEqualTo(real);
            sampled += sampler.size() - real;
        }
        assertThat((double) sampled / epochs).isCloseTo(0.3 * virtual, within(0.02 * virtual));
    }

    @Test
    void shouldStopAfterValidationsWithoutImprovementAndKeepTheBestModel() {
        Scorer first = () -> null;
        Scorer second = () -> null;
        EarlyStopping stopping = new EarlyStopping(2);
        stopping.add(() -> null, 0.1);
        stopping.add(first, 0.3);
        stopping.add(() -> null, 0.3);
        assertThat(stopping.shouldStop()).isFalse();
        assertThat(stopping.best()).isSameAs(first);
        stopping.add(second, 0.4);
        stopping.add(() -> null, 0.2);
        assertThat(stopping.shouldStop()).isFalse();
        stopping.add(() -> null, 0.2);
        assertThat(stopping.shouldStop()).isTrue();
        assertThat(stopping.best()).isSameAs(second);
    }
}
