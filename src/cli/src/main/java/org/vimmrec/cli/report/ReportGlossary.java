package org.vimmrec.cli.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The terms of the report pages, in alphabetical order. */
public final class ReportGlossary {

    public static final Map<String, String> TERMS = new LinkedHashMap<>();
    /** The terms of a report that does not evaluate. */
    public static final Map<String, String> STORED_TERMS;

    static {
        TERMS.put("95 % interval", "Where the true mean lies with 95 % confidence, by resampling users.");
        TERMS.put("baseline", "The recommender, trained on the real interactions only.");
        TERMS.put("cold item", "An item without interactions; in an evaluation, without training interactions.");
        TERMS.put("coverage", "Share of all items that appear in at least one user's list.");
        TERMS.put("diversity", "1 minus the mean cosine of two items of a list.");
        TERMS.put("hit rate", "Share of users with at least one held-out interaction in their list.");
        TERMS.put("modality", "A kind of content: image, text, audio, ...");
        TERMS.put("MRR", "Mean of 1 divided by the rank of the first held-out interaction in a list.");
        TERMS.put("NDCG", "As recall, but interactions at higher ranks count more.");
        TERMS.put("neighbour", "One of the items that are most similar to an item.");
        TERMS.put("novelty", "How few users have touched the recommended items, in bits.");
        TERMS.put("Overlay", "The strategy that takes each modality's neighbours on their own and adds up the votes.");
        TERMS.put(
                "permutation control", "The chosen variant with the embeddings shuffled among the items, nine times.");
        TERMS.put("popularity discount", "The exponent of an item's number of users by which weights are divided.");
        TERMS.put(
                "recall", "Share of a user's held-out interactions that are in the user's list; the mean over users.");
        TERMS.put("similarity", "The cosine of two items' embeddings, -1 to 1.");
        TERMS.put("Synergistic", "The strategy that fuses the modalities into one similarity.");
        TERMS.put("uplift", "Relative difference of a metric from the baseline's.");
        TERMS.put("variant", "One combination of the settings that an evaluation compares.");
        TERMS.put("virtual interaction", "A relationship from a user to an item, derived from similar items.");
        TERMS.put("virtual weight", "The weight of the strongest possible virtual interaction; a real one weighs 1.");
    }

    static {
        STORED_TERMS = new LinkedHashMap<>(TERMS);
        STORED_TERMS
                .keySet()
                .retainAll(List.of(
                        "cold item",
                        "modality",
                        "neighbour",
                        "Overlay",
                        "similarity",
                        "Synergistic",
                        "virtual interaction",
                        "virtual weight"));
    }

    private ReportGlossary() {}
}
