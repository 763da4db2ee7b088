package org.vimmrec.cli.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.catalogue.CatalogueParameters.ModalityParameters;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;

class CatalogueGeneratorTest {

    private static final CatalogueParameters PARAMETERS = CatalogueParameters.lifeLike(1, 1500, 1000);

    private final DataSet catalogue = CatalogueGenerator.generate(PARAMETERS);

    @Test
    void shouldGiveTheSameCatalogueForTheSameSeedOnEveryMachine() {
        // If this number changes, so do all published results for a seed.
        assertThat(checksum(catalogue)).isEqualTo(1305573394L);
    }

    @Test
    void shouldGiveAnotherCatalogueForAnotherSeed() {
        assertThat(checksum(CatalogueGenerator.generate(CatalogueParameters.lifeLike(2, 1500, 1000))))
                .isNotEqualTo(checksum(catalogue));
    }

    @Test
    void shouldHaveTheRequestedNumbersOfUsersAndItems() {
        assertThat(catalogue.items()).isEqualTo(1000);
        assertThat(catalogue.titles()).hasSize(1000).doesNotContainNull();
        assertThat(catalogue.userIds()).hasSize(1500).startsWith(0).endsWith(1499);
        assertThat(catalogue.modalities())
                .allSatisfy(
                        modality -> assertThat(modality.embeddings().items()).isEqualTo(1000));
    }

    @Test
    void shouldHaveUsersWithFewInteractionsAndSomeWithVeryMany() {
        int[] perUser = new int[1500];
        for (int n = 0; n < catalogue.interactions().size(); n++) {
            perUser[catalogue.interactions().user(n)]++;
        }
        Arrays.sort(perUser);
        assertThat(perUser[0]).isEqualTo(1);
        assertThat(perUser[750]).isBetween(4, 6);
        assertThat(perUser[1499]).isGreaterThan(60);
    }

    @Test
    void shouldNeverRepeatAnInteraction() {
        Set<Long> pairs = new HashSet<>();
        for (int n = 0; n < catalogue.interactions().size(); n++) {
            assertThat(pairs.add(catalogue.interactions().user(n) * 1000L
                            + catalogue.interactions().item(n)))
                    .isTrue();
        }
    }

    @Test
    void shouldHaveALongTailOfPopularityAndColdItems() {
        int[] perItem = new int[1000];
        for (int n = 0; n < catalogue.interactions().size(); n++) {
            perItem[catalogue.interactions().item(n)]++;
        }
        Arrays.sort(perItem);
        int cold = 0;
        while (perItem[cold] == 0) {
            cold++;
        }
        int mostPopularTenth = Arrays.stream(perItem, 900, 1000).sum();
        assertThat(cold).isBetween(60, 120);
        assertThat((double) mostPopularTenth / catalogue.interactions().size()).isBetween(0.3, 0.7);
    }

    @Test
    void shouldOmitSomeModalitiesOfSomeItemsAndAllModalitiesOfAFew() {
        int none = 0;
        int[] missing = new int[3];
        for (int item = 0; item < 1000; item++) {
            int has = 0;
            for (int m = 0; m < 3; m++) {
                float[] embedding = catalogue.modalities().get(m).embeddings().of(item);
                if (embedding == null) {
                    missing[m]++;
                } else {
                    has++;
                    assertThat(embedding)
                            .hasSize(catalogue.modalities().get(m).embeddings().dimension());
                }
            }
            none += has == 0 ? 1 : 0;
        }
        assertThat(none).isBetween(3, 25);
        assertThat(missing[0]).isBetween(15, 55);
        assertThat(missing[1]).isBetween(35, 90);
        assertThat(missing[2]).isBetween(110, 210);
    }

    @Test
    void shouldMakeItemsOfOneUserMoreSimilarWithMoreSignal() {
        DataSet planted = CatalogueGenerator.generate(new CatalogueParameters(
                1,
                1500,
                1000,
                5,
                0.75,
                0.06,
                0,
                List.of(
                        new ModalityParameters("clear", "clear", 64, 1, 0),
                        new ModalityParameters("noisy", "noisy", 64, 0.3, 0),
                        new ModalityParameters("noise", "noise", 64, 0, 0))));
        double clear = excessSimilarity(planted, 0);
        double noisy = excessSimilarity(planted, 1);
        double noise = excessSimilarity(planted, 2);
        assertThat(clear).isGreaterThan(2 * noisy);
        assertThat(noisy).isGreaterThan(0.01);
        assertThat(noise).isCloseTo(0, within(0.005));
    }

    @Test
    void shouldKeepTheInteractionsWhenTheModalitiesChange() {
        DataSet other = CatalogueGenerator.generate(
                PARAMETERS.withModalities(new ModalityParameters("text", "textEmbedding", 96, 0.6, 0.05)));
        assertThat(other.interactions().size())
                .isEqualTo(catalogue.interactions().size());
        for (int n = 0; n < other.interactions().size(); n++) {
            assertThat(other.interactions().item(n))
                    .isEqualTo(catalogue.interactions().item(n));
        }
        for (int item = 0; item < 1000; item++) {
            assertThat(other.modalities().get(0).embeddings().of(item))
                    .isEqualTo(catalogue.modalities().get(1).embeddings().of(item));
        }
    }

    @Test
    void shouldBecomeDenserWithTheMedian() {
        DataSet dense = CatalogueGenerator.generate(PARAMETERS.withMedianInteractions(15));
        assertThat((double) dense.interactions().size()
                        / catalogue.interactions().size())
                .isBetween(2.0, 3.5);
    }

    @Test
    void shouldWorkAtItsSmallest() {
        DataSet smallest = CatalogueGenerator.generate(CatalogueParameters.lifeLike(0, 1, 10));
        assertThat(smallest.userIds()).containsExactly(0);
        assertThat(smallest.interactions().size()).isBetween(1, 10);
    }

    @Test
    void shouldNameParametersOutOfRange() {
        assertThatThrownBy(() -> CatalogueParameters.lifeLike(1, 0, 100))
                .hasMessage("users must be at least 1, found 0");
        assertThatThrownBy(() -> CatalogueParameters.lifeLike(1, 1, 9))
                .hasMessage("items must be at least 10, found 9");
        assertThatThrownBy(() -> PARAMETERS.withMedianInteractions(0))
                .hasMessage("medianInteractions must be above 0 and at most items = 1000, found 0.0");
        assertThatThrownBy(() -> new ModalityParameters("a", "a", 3, 1.1, 0))
                .hasMessage("signal must be from 0 to 1, found 1.1");
    }

    /** The similarity of two items of the same user, minus that of two items drawn by popularity. */
    private static double excessSimilarity(DataSet dataSet, int modality) {
        Embeddings embeddings = dataSet.modalities().get(modality).embeddings();
        InteractionTable interactions = dataSet.interactions();
        Random random = new Random(7);
        double same = 0;
        double any = 0;
        int pairs = 0;
        for (int n = 1; n < interactions.size(); n++) {
            if (interactions.user(n) == interactions.user(n - 1)) {
                float[] item = embeddings.of(interactions.item(n));
                same += cosine(item, embeddings.of(interactions.item(n - 1)));
                int other = interactions.item(random.nextInt(interactions.size()));
                while (other == interactions.item(n)) {
                    other = interactions.item(random.nextInt(interactions.size()));
                }
                any += cosine(item, embeddings.of(other));
                pairs++;
            }
        }
        return (same - any) / pairs;
    }

    private static double cosine(float[] one, float[] other) {
        double dot = 0;
        double squaresOfOne = 0;
        double squaresOfOther = 0;
        for (int d = 0; d < one.length; d++) {
            dot += one[d] * other[d];
            squaresOfOne += one[d] * one[d];
            squaresOfOther += other[d] * other[d];
        }
        return dot / Math.sqrt(squaresOfOne * squaresOfOther);
    }

    /** A checksum of bits, because Java releases differ in how they print floats. */
    private static long checksum(DataSet dataSet) {
        CRC32 crc = new CRC32();
        ByteBuffer bits = ByteBuffer.allocate(Integer.BYTES);
        for (int n = 0; n < dataSet.interactions().size(); n++) {
            crc.update(bits.putInt(0, dataSet.interactions().user(n)).array());
            crc.update(bits.putInt(0, dataSet.interactions().item(n)).array());
        }
        for (Modality modality : dataSet.modalities()) {
            for (int item = 0; item < dataSet.items(); item++) {
                float[] embedding = modality.embeddings().of(item);
                crc.update(embedding == null ? 1 : 0);
                for (int d = 0; embedding != null && d < embedding.length; d++) {
                    crc.update(bits.putInt(0, Float.floatToRawIntBits(embedding[d]))
                            .array());
                }
            }
        }
        return crc.getValue();
    }
}
