package org.vimmrec.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vimmrec.cli.catalogue.CatalogueGenerator;
import org.vimmrec.cli.catalogue.CatalogueParameters;

class ThinningTest {

    private final DataSet all = CatalogueGenerator.generate(CatalogueParameters.lifeLike(3, 400, 300));

    @Test
    void shouldKeepAShareOfTheTrainingInteractionsAndAllHeldOutOnes() {
        InteractionTable labelled = new InteractionTable(true, true, true);
        for (int n = 0; n < all.interactions().size(); n++) {
            labelled.add(all.interactions().user(n), all.interactions().item(n), n % 3, n, 2L * n);
        }
        DataSet fewer =
                Thinning.ofInteractions(new DataSet("d", 300, null, all.userIds(), labelled, all.modalities()), 0.4, 1);
        assertThat((double) fewer.interactions().size(InteractionTable.TRAINING)
                        / labelled.size(InteractionTable.TRAINING))
                .isBetween(0.33, 0.47);
        assertThat(fewer.interactions().size(InteractionTable.VALIDATION))
                .isEqualTo(labelled.size(InteractionTable.VALIDATION));
        assertThat(fewer.interactions().size(InteractionTable.TEST)).isEqualTo(labelled.size(InteractionTable.TEST));
        assertThat(fewer.userIds()).isEqualTo(all.userIds());
        for (int n = 0; n < fewer.interactions().size(); n++) {
            int was = (int) fewer.interactions().rating(n);
            assertThat(List.of(
                            fewer.interactions().user(n),
                            fewer.interactions().item(n),
                            fewer.interactions().label(n)))
                    .isEqualTo(List.of(labelled.user(was), labelled.item(was), was % 3));
            assertThat(fewer.interactions().timestamp(n)).isEqualTo(2L * was);
        }
    }

    @Test
    void shouldRemoveOneModalityFromAShareOfTheItems() {
        DataSet fewer = Thinning.ofEmbeddings(all, 0.5, 1);
        int lost = 0;
        for (int i = 0; i < 300; i++) {
            int lostByItem = 0;
            for (int m = 0; m < 3; m++) {
                float[] before = all.modalities().get(m).embeddings().of(i);
                float[] after = fewer.modalities().get(m).embeddings().of(i);
                lostByItem += before != null && after == null ? 1 : 0;
                assertThat(after == null || java.util.Arrays.equals(after, before))
                        .isTrue();
            }
            assertThat(lostByItem).isLessThanOrEqualTo(1);
            lost += lostByItem;
        }
        assertThat(lost).isBetween(100, 180);
    }
}
