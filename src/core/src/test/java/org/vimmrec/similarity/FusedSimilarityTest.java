package org.vimmrec.similarity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/** Five items: 0 and 2 are duplicates, 3 has the first modality only, and 4 has none. */
class FusedSimilarityTest {
    private static final float[] X = {1, 0};
    private static final float[] Y = {0, 1};
    private static final EmbeddingMatrix FIRST = EmbeddingMatrix.of(2, new float[][] {X, X, X, X, null});
    private static final EmbeddingMatrix SECOND = EmbeddingMatrix.of(2, new float[][] {X, Y, X, null, null});

    private static FusedSimilarity similarity(double first, double second) {
        return new FusedSimilarity(List.of(FIRST, SECOND), new double[] {first, second});
    }

    @Test
    void shouldTellWhichItemsAreEqual() {
        FusedSimilarity similarity = similarity(0.25, 0.75);
        assertThat(similarity.equal(0, 2)).isTrue();
        assertThat(similarity.equal(0, 1)).as("other embedding").isFalse();
        assertThat(similarity.equal(0, 3)).as("missing modality").isFalse();
        assertThat(similarity.hash(0))
                .isEqualTo(similarity.hash(2))
                .isNotEqualTo(similarity.hash(1))
                .isNotEqualTo(similarity.hash(3))
                .isNotZero();
        assertThat(new DuplicateItems(similarity).representatives()).containsExactly(0, 1, 3);
    }

    @Test
    void shouldIgnoreAModalityWithWeightZero() {
        FusedSimilarity similarity = similarity(1, 0);
        assertThat(similarity.equal(0, 1)).isTrue();
        assertThat(similarity.equal(0, 3)).isTrue();
        assertThat(similarity.hash(0)).isEqualTo(similarity.hash(1)).isEqualTo(similarity.hash(3));
        assertThat(similarity.similarity(1, 0, 1)).isNaN();
        assertThat(new DuplicateItems(similarity).representatives()).containsExactly(0);
        FusedSimilarity second = similarity(0, 1);
        assertThat(second.available(3)).isFalse();
        assertThat(second.comparable(0, 3)).isFalse();
    }

    @Test
    void shouldTellWhichItemsAreAvailableAndComparable() {
        FusedSimilarity similarity = similarity(0.25, 0.75);
        assertThat(similarity.items()).isEqualTo(5);
        assertThat(similarity.dimension()).isEqualTo(4);
        assertThat(similarity.available(3)).isTrue();
        assertThat(similarity.available(4)).isFalse();
        assertThat(similarity.comparable(0, 3)).isTrue();
        assertThat(similarity.comparable(0, 4)).isFalse();
        assertThat(similarity.groups()).isEqualTo(3);
        assertThat(similarity.commonWeight(similarity.group(0), 3)).isEqualTo(0.25);
        assertThat(similarity.commonWeight(similarity.group(0), 1)).isEqualTo(1);
        assertThat(similarity.commonWeight(similarity.group(4), 0)).isZero();
    }

    @Test
    void shouldDivideTheScoreIntoShares() {
        FusedSimilarity similarity = similarity(0.25, 0.75);
        assertThat(similarity.score(0, 1)).isEqualTo(0.25);
        assertThat(similarity.share(0, 0, 1)).isEqualTo(0.25);
        assertThat(similarity.share(1, 0, 1)).isZero();
        assertThat(similarity.share(0, 0, 3)).isEqualTo(1);
        assertThat(similarity.share(1, 0, 3)).isNaN();
    }

    @Test
    void shouldConcatenateScaledEmbeddings() {
        float[] row = new float[5];
        Arrays.fill(row, 9);
        similarity(0.25, 0.25).concatenate(1, row);
        assertThat(row).containsExactly(0.5f, 0, 0, 0.5f, 0);
        similarity(0.25, 0.25).concatenate(3, row);
        assertThat(row).containsExactly(0.5f, 0, 0, 0, 0);
    }

    @Test
    void shouldTakeAtMost62ModalitiesOfTheSameItems() {
        assertThat(new FusedSimilarity(Collections.nCopies(62, FIRST), new double[62]).items())
                .isEqualTo(5);
        assertThatThrownBy(() -> new FusedSimilarity(Collections.nCopies(63, FIRST), new double[63]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FusedSimilarity(List.of(), new double[0]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FusedSimilarity(List.of(FIRST), new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        EmbeddingMatrix fewer = EmbeddingMatrix.of(2, new float[][] {X});
        assertThatThrownBy(() -> new FusedSimilarity(List.of(FIRST, fewer), new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("modality 1 has 1 items, not 5");
    }

    @Test
    void shouldFindEachDuplicateAmongTheNeighboursOfTheOthers() {
        Neighbours found = ExactNeighbours.search(similarity(0.5, 0.5), 5, 0, "test", new Task(1, TaskMonitor.NONE));
        assertThat(found.count(0)).isEqualTo(3);
        assertThat(found.neighbour(0, 0)).isEqualTo(2);
        assertThat(found.neighbour(2, 0)).isZero();
        assertThat(found.count(4)).isZero();
        assertThat(found.total()).isEqualTo(12);
        assertThat(found.allScores()).hasSize(12).startsWith(1, 1, 0.5);
    }
}
