package org.vimmrec.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.NumpyMatrix;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.Split;
import org.vimmrec.sparse.Interactions;

class LabelledDataTest {
    @TempDir
    private Path folder;

    @Test
    void shouldReadTheSplitOfAFolder() throws IOException {
        Files.writeString(
                folder.resolve("small.inter"),
                String.join(
                        "\n", "userID\titemID\tx_label", "5\t2\t0", "3\t1\t0", "3\t0\t0", "5\t0\t2", "3\t2\t1", ""));
        NumpyMatrix.write(folder.resolve("image_feat.npy"), new Embeddings() {
            @Override
            public int items() {
                return 3;
            }

            @Override
            public int dimension() {
                return 2;
            }

            @Override
            public float[] of(int item) {
                return new float[] {item, item};
            }
        });
        LabelledData data = LabelledData.read(folder);
        assertThat(data.name()).isEqualTo("small");
        assertThat(data.items()).isEqualTo(3);
        ModalityEmbeddings image = data.modalities().get(0);
        assertThat(image.name()).isEqualTo("image");
        assertThat(image.embeddings().has(0)).isFalse();
        assertThat(image.embeddings().cosine(1, 2)).isEqualTo(1);
        Split split = data.split(1, 7);
        assertThat(items(split.training(), 0)).containsExactly(0, 1);
        assertThat(items(split.training(), 1)).containsExactly(2);
        assertThat(items(split.validation(), 0)).containsExactly(2);
        assertThat(items(split.validation(), 1)).isEmpty();
        assertThat(items(split.test(), 1)).containsExactly(0);
    }

    private static List<Integer> items(Interactions interactions, int user) {
        return IntStream.range(0, interactions.count(user))
                .mapToObj(n -> interactions.item(user, n))
                .toList();
    }

    @Test
    void shouldThinTheTrainingInteractionsAlone() {
        LabelledData data = LabelledData.generated();
        Split whole = data.split(1, 3);
        Split thinned = data.split(0.4, 3);
        assertThat((double) thinned.training().total() / whole.training().total())
                .isCloseTo(0.4, within(0.02));
        assertThat(thinned.validation().total()).isEqualTo(whole.validation().total());
        assertThat(thinned.test().total()).isEqualTo(whole.test().total());
        assertThat(thinned.training().users()).isEqualTo(whole.training().users());
    }
}
