package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vimmrec.recommender.RecommenderType.TrainingSize;

class HyperparametersTest {
    private static final Hyperparameters GIVEN = new Hyperparameters(32, 3, 0.5, 2.0, 9);

    @Test
    void shouldReplaceThoseThatARecommenderUses() {
        assertThat(LightGcn.TYPE.with(GIVEN).parameters()).isEqualTo(GIVEN);
        assertThat(Vbpr.TYPE.with(GIVEN).parameters()).isEqualTo(new Hyperparameters(32, null, 0.5, 2.0, 9));
        assertThat(Ease.TYPE.with(GIVEN).create(1)).isEqualTo(new Ease(2));
        assertThat(Freedom.TYPE
                        .with(new Hyperparameters(null, 1, null, null, null))
                        .parameters())
                .isEqualTo(new Hyperparameters(
                        Freedom.TYPE.parameters().dimensions(),
                        1,
                        Freedom.TYPE.parameters().learningRate(),
                        Freedom.TYPE.parameters().regularization(),
                        Freedom.TYPE.parameters().epochs()));
        assertThat(GraphFilter.TYPE.with(GIVEN)).isEqualTo(GraphFilter.TYPE);
        assertThat(Bm3.TYPE.with(Hyperparameters.NONE)).isEqualTo(Bm3.TYPE);
    }

    @Test
    void shouldNameTheKeysThatAreGiven() {
        assertThat(GIVEN.keys()).containsExactly("dimensions", "layers", "learningRate", "regularization", "epochs");
        assertThat(Ease.TYPE.parameters().keys()).containsExactly("regularization");
        assertThat(Hyperparameters.NONE.keys()).isEmpty();
    }

    @Test
    void shouldRefuseInvalidValues() {
        assertThatThrownBy(() -> new Hyperparameters(6, null, null, null, null))
                .hasMessage("`dimensions` must be a multiple of 4, but was 6");
        assertThatThrownBy(() -> new Hyperparameters(0, null, null, null, null)).hasMessageContaining("was 0");
        assertThatThrownBy(() -> new Hyperparameters(null, 0, null, null, null))
                .hasMessage("`layers` must be at least 1, but was 0");
        assertThatThrownBy(() -> new Hyperparameters(null, null, 0.0, null, null))
                .hasMessage("`learningRate` must be above 0, but was 0.0");
        assertThatThrownBy(() -> new Hyperparameters(null, null, null, Double.NaN, null))
                .hasMessage("`regularization` must be at least 0, but was NaN");
        assertThatThrownBy(() -> new Hyperparameters(null, null, null, null, 0))
                .hasMessage("`epochs` must be at least 1, but was 0");
        assertThatThrownBy(() -> Ease.TYPE.with(new Hyperparameters(null, null, null, 0.0, null)))
                .hasMessage("`regularization` must be above 0 for 'ease', but was 0.0");
    }

    @Test
    void shouldEstimateMoreMemoryForMoreDimensions() {
        TrainingSize size = new TrainingSize(10_000, 5_000, 100_000, 2, 256, 2);
        for (RecommenderType type : Recommenders.ALL) {
            long before = type.bytes(size);
            long after =
                    type.with(new Hyperparameters(512, null, null, null, null)).bytes(size);
            if (type.parameters().dimensions() == null) {
                assertThat(after).isEqualTo(before);
            } else {
                // At least the embeddings, their gradients and the two moments of Adam, in single precision.
                assertThat(after - before).isGreaterThan(15_000L * (512 - 64) * 4 * Float.BYTES);
            }
        }
    }
}
