package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

class VirtualUseTest {
    private static final int USERS = 40;
    private static final int ITEMS = 30;
    private static final RecommenderType SHORT = LightGcn.TYPE.with(new Hyperparameters(8, null, null, null, 3));

    private final TrainingData without =
            TrainingData.ofReal(ITEMS, PlantedInteractions.tasteful(USERS, ITEMS, 3, 4, new SplittableRandom(1)));
    private final TrainingData with =
            new TrainingData(ITEMS, without.real(), withVirtual(without.real()), without.features());

    /** Adds to each user a virtual interaction with the first item that the user does not have. */
    private static Interactions withVirtual(Interactions real) {
        Interactions.Builder builder = new Interactions.Builder(true);
        for (int u = 0; u < real.users(); u++) {
            int free = 0;
            for (int n = 0; n < real.count(u); n++) {
                builder.add(real.item(u, n), 1);
                free += real.item(u, n) == free ? 1 : 0;
            }
            builder.add(free, 0.5);
            builder.endUser();
        }
        return builder.build();
    }

    private static float[][] scores(VirtualUse use, TrainingData training) {
        Scorer scorer = use.recommender(SHORT, 5).fit(training, model -> 1, new Task(1, TaskMonitor.NONE));
        return PlantedInteractions.scores(scorer, USERS, ITEMS);
    }

    /** Sampled positives only change the order of the triples, because an epoch begins with the real ones in order. */
    @Test
    void shouldBeTheSameWithoutVirtualInteractions() {
        assertThat(scores(VirtualUse.NOT_NEGATIVES, without)).isDeepEqualTo(scores(VirtualUse.STANDARD, without));
        assertThat(scores(VirtualUse.POSITIVES, without))
                .isDeepEqualTo(scores(VirtualUse.EDGES_AND_POSITIVES, without));
    }

    @Test
    void shouldUseVirtualInteractionsInDifferentWays() {
        assertThat(with.virtualInteractions()).isEqualTo(USERS);
        Set<String> different = new HashSet<>();
        different.add(Arrays.deepToString(scores(VirtualUse.STANDARD, without)));
        for (VirtualUse use : VirtualUse.values()) {
            assertThat(different.add(Arrays.deepToString(scores(use, with))))
                    .as(use.name())
                    .isTrue();
        }
    }

    @Test
    void shouldApplyToLightGcnAlone() {
        assertThat(VirtualUse.STANDARD.appliesTo(Vbpr.TYPE)).isTrue();
        assertThat(VirtualUse.POSITIVES.appliesTo(Vbpr.TYPE)).isFalse();
        assertThat(VirtualUse.POSITIVES.appliesTo(SHORT)).isTrue();
    }
}
