package org.vimmrec.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.update.Manifest.Entries;
import org.vimmrec.update.Manifest.Kind;

class ManifestTest {
    private static final Entries ENTRIES =
            new Entries(new long[] {2, 5, 5, 9}, new long[] {20, 50, 51, 90}, new long[] {21, 52, 53, 91});

    private static Manifest similarity(String modality, int topK) {
        Map<String, Object> configuration = new LinkedHashMap<>();
        configuration.put("itemLabel", "Item");
        configuration.put("modalities", Map.of(modality, "embedding"));
        configuration.put("relationshipTypePrefix", "SIMILAR_");
        configuration.put("topK", topK);
        configuration.put("maxPerUser", null);
        return Manifest.planned("SIMILAR_X", Kind.SIMILARITY, configuration);
    }

    private static Manifest overlay(String userLabel, Object interactionTypes) {
        return Manifest.planned(
                "VIRTUAL",
                Kind.OVERLAY,
                Map.of("itemLabel", "Item", "userLabel", userLabel, "interactionType", interactionTypes));
    }

    private static Manifest complete(Manifest planned) {
        return planned.written(Map.of(), Entries.NONE, Entries.NONE, Entries.NONE);
    }

    @Test
    void shouldFindTheFirstEntryOfEachNode() {
        assertThat(ENTRIES.positions(IdIndex.of(new long[] {1, 2, 5, 8, 9, 11})))
                .containsExactly(-1, 0, 1, -1, 3, -1);
        assertThat(Entries.NONE.positions(IdIndex.of(new long[] {1}))).containsExactly(-1);
    }

    @Test
    void shouldCountNewDeletedAndChangedNodes() {
        Entries entries = new Entries(new long[] {2, 5, 9}, new long[] {20, 50, 90}, new long[] {21, 51, 91});
        IdIndex nodes = IdIndex.of(new long[] {2, 3, 5});
        assertThat(entries.countChangedInputs(nodes, new long[] {20, 30, 50})).isEqualTo(2);
        assertThat(entries.countChangedInputs(nodes, new long[] {20, Fingerprint.NONE, 51}))
                .isEqualTo(2);
        assertThat(entries.countChangedOutputs(nodes, new long[] {21, Fingerprint.NONE, 51}))
                .isEqualTo(1);
    }

    @Test
    void shouldKeepEntriesOfDeletedNodes() {
        Entries now = new Entries(new long[] {5, 7}, new long[] {1, 2}, new long[] {3, 4});
        Entries both = now.keepingNodesOf(new Entries(new long[] {2, 5, 9}, new long[3], new long[3]));
        assertThat(both.ids()).containsExactly(2, 5, 7, 9);
        assertThat(both.inputs()).containsExactly(Fingerprint.NONE, 1, 2, Fingerprint.NONE);
        assertThat(both.outputs()).containsExactly(Fingerprint.NONE, 3, 4, Fingerprint.NONE);
        assertThat(now.keepingNodesOf(new Entries(new long[] {7}, new long[1], new long[1])))
                .isSameAs(now);
    }

    @Test
    void shouldReadTheKindFromItsSpelling() {
        for (Kind kind : Kind.values()) {
            assertThat(Kind.of(kind.spelling())).isEqualTo(kind);
        }
        assertThat(Kind.SYNERGISTIC.spelling()).isEqualTo("synergistic");
        assertThat(Kind.of("Overlay")).isNull();
        assertThat(Kind.of(null)).isNull();
    }

    @Test
    void shouldReturnItsLabelsAndModality() {
        assertThat(similarity("Visual", 10).modality()).isEqualTo("Visual");
        assertThat(similarity("Visual", 10).sourceLabel()).isEqualTo("Item");
        assertThat(overlay("User", "RATED").sourceLabel()).isEqualTo("User");
        assertThat(overlay("User", "RATED").modality()).isNull();
        assertThat(similarity("Visual", 10).configuration()).doesNotContainKey("maxPerUser");
        assertThat(similarity("Visual", 10).isSimilarityOf("Item", "SIMILAR_")).isTrue();
        assertThat(similarity("Visual", 10).isSimilarityOf("Item", "LIKE_")).isFalse();
        assertThat(overlay("User", "RATED").isSimilarityOf("Item", "SIMILAR_")).isFalse();
    }

    @Test
    void shouldBeSettledOnceItIsCompleteAndNothingIsPending() {
        Manifest planned = similarity("Visual", 10);
        assertThat(planned.settled()).isFalse();
        assertThat(complete(planned).settled()).isTrue();
        assertThat(complete(planned)
                        .with(ENTRIES, Entries.NONE, Entries.NONE, new long[] {5})
                        .settled())
                .isFalse();
        assertThat(complete(planned).unfinished().settled()).isFalse();
    }

    @Test
    void shouldNameTheFirstKeyThatDiffers() {
        assertThat(complete(similarity("Visual", 10)).difference(similarity("Visual", 10)))
                .isNull();
        assertThat(complete(similarity("Visual", 10)).difference(similarity("Visual", 20)))
                .isEqualTo("`topK` was 10 and is 20");
        assertThat(similarity("Visual", 10).difference(similarity("Visual", 10)))
                .contains("interrupted");
        assertThat(complete(similarity("Visual", 10)).difference(overlay("User", "RATED")))
                .isEqualTo("they were written by vimmrec.similarity");
    }

    /** Version 0.1.0 had neither key. Only sums and maxima could exceed a weight of 1. */
    @Test
    void shouldNotMissKeysThatOlderVersionsDidNotHave() {
        for (String aggregation : List.of("mean", "sum", "max")) {
            Manifest old = complete(Manifest.planned("V", Kind.OVERLAY, Map.of("aggregation", aggregation)));
            String difference = old.difference(Manifest.planned(
                    "V",
                    Kind.OVERLAY,
                    Map.of("aggregation", aggregation, "popularityDiscount", 0.0, "maxWeight", 1.0)));
            assertThat(difference).isEqualTo(aggregation.equals("mean") ? null : "`maxWeight` was null and is 1.0");
            assertThat(old.difference(Manifest.planned(
                            "V", Kind.OVERLAY, Map.of("aggregation", aggregation, "popularityDiscount", 0.5))))
                    .startsWith("`popularityDiscount` was 0.0 and is 0.5");
        }
    }

    @Test
    void shouldDetectADifferentOrderOfModalities() {
        Map<String, Object> oneOrder = new LinkedHashMap<>(Map.of("a", "x"));
        oneOrder.put("b", "y");
        Map<String, Object> otherOrder = new LinkedHashMap<>(Map.of("b", "y"));
        otherOrder.put("a", "x");
        Manifest stored = complete(Manifest.planned("VIRTUAL", Kind.SYNERGISTIC, Map.of("modalities", oneOrder)));
        assertThat(stored.difference(Manifest.planned("VIRTUAL", Kind.SYNERGISTIC, Map.of("modalities", otherOrder))))
                .startsWith("`modalities` was");
    }

    @Test
    void shouldCompareLabelsTypesAndModalityAsIdentity() {
        assertThat(similarity("Visual", 10).identityDifference(similarity("visual", 20)))
                .isNull();
        assertThat(similarity("Visual", 10).identityDifference(similarity("Text", 10)))
                .isEqualTo("were written for modality [Visual], not for modality [Text]");
        assertThat(overlay("User", List.of("A", "B")).identityDifference(overlay("User", List.of("B", "A"))))
                .isNull();
        assertThat(overlay("User", List.of("A")).identityDifference(overlay("Fan", List.of("A"))))
                .isEqualTo("were written for `userLabel` [User], not for `userLabel` [Fan]");
        assertThat(overlay("User", "RATED").identityDifference(similarity("Visual", 10)))
                .isEqualTo("are virtual interactions, not similarities");
    }
}
