package org.vimmrec.recommender;

import java.util.List;
import java.util.Optional;

/** The registry of recommenders. */
public final class Recommenders {
    /** All of them, in the order in which error messages list them. */
    public static final List<RecommenderType> ALL = List.of(
            GraphFilter.TYPE,
            Ease.TYPE,
            LightGcn.TYPE,
            Freedom.TYPE,
            Bm3.TYPE,
            Vbpr.TYPE,
            VirtualRanking.TYPE,
            Popularity.TYPE);

    private static final List<RecommenderType> WITH_FEATURES = List.of(Freedom.TYPE, Bm3.TYPE, Vbpr.TYPE);

    private Recommenders() {}

    /** Returns the recommender with a name, in any case. */
    public static Optional<RecommenderType> named(String name) {
        return ALL.stream().filter(type -> type.name().equalsIgnoreCase(name)).findFirst();
    }

    /** Whether a recommender learns from the features of items. */
    public static boolean usesFeatures(RecommenderType recommender) {
        return WITH_FEATURES.stream().anyMatch(type -> type.name().equals(recommender.name()));
    }
}
