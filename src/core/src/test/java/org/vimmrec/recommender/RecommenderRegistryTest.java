package org.vimmrec.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecommenderRegistryTest {

    @Test
    void shouldFindEveryRecommenderByNameInAnyCase() {
        assertThat(Recommenders.ALL)
                .extracting(RecommenderType::name)
                .containsExactly("graphFilter", "ease", "lightGcn", "freedom", "bm3", "vbpr", "virtual", "popularity");
        for (RecommenderType type : Recommenders.ALL) {
            assertThat(Recommenders.named(type.name())).contains(type);
            assertThat(Recommenders.named(type.name().toUpperCase(java.util.Locale.ROOT)))
                    .contains(type);
        }
        assertThat(Recommenders.named("svd")).isEmpty();
    }

    @Test
    void shouldCreateRecommendersWithDefaultParameters() {
        assertThat(GraphFilter.TYPE.create(7)).isEqualTo(new GraphFilter(1));
        assertThat(Ease.TYPE.create(7)).isEqualTo(new Ease(100));
        assertThat(LightGcn.TYPE.create(7))
                .isEqualTo(new LightGcn(new Hyperparameters(64, 2, 0.01, 0.05, 200), 2048, 7));
        assertThat(VirtualRanking.TYPE.create(7)).isEqualTo(new VirtualRanking());
        assertThat(Popularity.TYPE.create(7)).isEqualTo(new Popularity());
    }

    @Test
    void shouldKnowWhatChangesAResult() {
        assertThat(Recommenders.ALL)
                .filteredOn(RecommenderType::seeded)
                .containsExactly(LightGcn.TYPE, Freedom.TYPE, Bm3.TYPE, Vbpr.TYPE);
        assertThat(Recommenders.ALL)
                .filteredOn(type -> !type.usesVirtualInteractions())
                .containsExactly(Popularity.TYPE);
    }
}
