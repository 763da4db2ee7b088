package org.vimmrec.spark;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.update.Manifest;

/** The names of data in the graph, with the defaults of the procedures, and what a manifest says about them. */
final class GraphKeys {
    private final Options options;

    GraphKeys(Options options) {
        this.options = options;
    }

    String itemLabel() {
        return options.text("itemLabel", "Item");
    }

    String userLabel() {
        return options.text("userLabel", "User");
    }

    Map<String, String> modalities() {
        return options.embeddingProperties();
    }

    String similarityType(String modality) {
        return typePrefix() + modality.toUpperCase(Locale.ROOT);
    }

    private String typePrefix() {
        return options.text("relationshipTypePrefix", "SIMILAR_");
    }

    String similarityProperty() {
        return options.text("similarityProperty", "score");
    }

    /** By interaction type its weight; null without weights of types. */
    Map<String, Double> interactionWeights() {
        if (!options.has("interactionType") || !options.isMap("interactionType")) {
            return null;
        }
        Map<String, Double> weights = new TreeMap<>();
        options.map("interactionType").forEach((type, weight) -> {
            double number = Double.parseDouble(weight);
            if (!(number > 0 && number < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "`interactionType`: the weight of `%s` must be above 0, but is %s.".formatted(type, weight));
            }
            weights.put(type, number);
        });
        return weights;
    }

    List<String> interactionTypes() {
        return !options.has("interactionType")
                ? List.of("INTERACTED")
                : interactionWeights() != null
                        ? List.copyOf(interactionWeights().keySet())
                        : options.list("interactionType");
    }

    /** The relationship property with the weight of an interaction, or null. */
    String interactionWeightProperty() {
        return options.text("interactionWeightProperty", null);
    }

    /** What a manifest says of the similarities of a modality, as {@code vimmrec.similarity.write} would. */
    Manifest similarities(String modality) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", Map.of(modality, modalities().get(modality)));
        keys.put("itemLabel", itemLabel());
        keys.put("topK", (long) options.searchTopK());
        keys.put("similarityCutoff", options.cutoff());
        keys.put("relationshipTypePrefix", typePrefix());
        putCandidates(keys);
        keys.put("writeProperty", options.text("writeProperty", "score"));
        return Manifest.planned(similarityType(modality), Manifest.Kind.SIMILARITY, keys);
    }

    /**
     * What a manifest says of virtual interactions, as {@code vimmrec.overlay.write} or {@code .synergistic.write}
     * would.
     */
    Manifest virtualInteractions(Strategy strategy, String type) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", new LinkedHashMap<>(modalities()));
        keys.put("itemLabel", itemLabel());
        keys.put("userLabel", userLabel());
        keys.put("interactionType", interactionWeights() != null ? interactionWeights() : interactionTypes());
        keys.put("interactionWeightProperty", interactionWeightProperty());
        keys.put("relationshipTypePrefix", typePrefix());
        keys.put("similarityProperty", similarityProperty());
        keys.put("modalityWeights", givenWeights());
        keys.put("sampleSize", 100_000L); // the defaults of keys that only `coInteraction` uses
        keys.put("randomSeed", 42L);
        if (strategy == Strategy.SYNERGISTIC) {
            keys.put("topK", (long) options.searchTopK());
            keys.put("similarityCutoff", options.cutoff());
        } else if (options.has("topK")) {
            keys.put("topK", (long) options.integer("topK", 1));
        }
        EdgeRule rule = options.edgeRule();
        keys.put("virtualWeight", rule.virtualWeight());
        keys.put("popularityDiscount", rule.popularityDiscount());
        keys.put("aggregation", rule.aggregation().name().toLowerCase(Locale.ROOT));
        keys.put("maxWeight", rule.maxWeight());
        keys.put("minWeight", rule.minWeight());
        keys.put("maxPerUser", options.has("maxPerUser") ? (Object) (long) rule.maxPerUser() : null);
        keys.put("maxPerInteraction", options.has("maxPerInteraction") ? (Object) rule.maxPerInteraction() : null);
        putCandidates(keys);
        keys.put("writeRelationshipType", type);
        keys.put("writeProperty", options.text("writeProperty", "weight"));
        return Manifest.planned(
                type, strategy == Strategy.OVERLAY ? Manifest.Kind.OVERLAY : Manifest.Kind.SYNERGISTIC, keys);
    }

    private void putCandidates(Map<String, Object> keys) {
        keys.put("candidateLabel", candidateLabel());
        keys.put("candidateProperty", candidateProperty());
    }

    /** The label of the items that may be proposed, or null. */
    String candidateLabel() {
        return options.text("candidateLabel", null);
    }

    /** The boolean property of the items that may be proposed, or null. */
    String candidateProperty() {
        return options.text("candidateProperty", null);
    }

    private Object givenWeights() {
        double[] weights = options.modalityWeights();
        if (weights == null
                || !options.has("modalityWeights")
                || options.text("modalityWeights", "").equals("uniform")) {
            return options.text("modalityWeights", "mean");
        }
        Map<String, Double> byModality = new LinkedHashMap<>();
        for (String modality : options.modalities()) {
            byModality.put(modality, weights[byModality.size()]);
        }
        return byModality;
    }

    /** The type of virtual interactions. A run writes both strategies, each with its own type. */
    String virtualType(Strategy strategy, boolean isRun) {
        String byDefault =
                isRun && strategy == Strategy.SYNERGISTIC ? "VIRTUAL_INTERACTED_SYNERGISTIC" : "VIRTUAL_INTERACTED";
        String type = options.text("writeRelationshipType", byDefault);
        if (interactionTypes().contains(type)
                || modalities().keySet().stream().map(this::similarityType).anyMatch(type::equals)) {
            throw new IllegalArgumentException(
                    "`writeRelationshipType` must not be a type of interactions or similarities, but is `%s`."
                            .formatted(type));
        }
        return type;
    }
}
