package org.vimmrec.spark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.neo4j.driver.Values;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.update.Manifest;

/** The names of data in the graph, with the defaults of the procedures, and what a manifest says about them. */
final class GraphKeys {
    private final Options options;
    private final InteractionKeys interactions;

    GraphKeys(Options options) {
        this.options = options;
        this.interactions = new InteractionKeys(options, options.text(InteractionKeys.WEIGHT_PROPERTY, null));
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

    /** Which relationships count as interactions. */
    InteractionKeys interactions() {
        return interactions;
    }

    /** What a manifest says of the similarities of a modality, as {@code vimmrec.similarity.write} would. */
    Manifest similarities(String modality) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", Map.of(modality, modalities().get(modality)));
        keys.put("itemLabel", itemLabel());
        NeighbourOptions neighbours = new NeighbourOptions(options);
        keys.put("topK", (long) neighbours.searched(modality));
        keys.put("similarityCutoff", neighbours.cutoff(modality).spelling());
        putSearch(keys);
        keys.put("relationshipTypePrefix", typePrefix());
        putCandidates(keys);
        keys.put("writeProperty", options.text("writeProperty", "score"));
        return Manifest.planned(similarityType(modality), Manifest.Kind.SIMILARITY, keys);
    }

    /**
     * What a manifest says of virtual interactions, as {@code vimmrec.overlay.write} or {@code .synergistic.write}
     * would.
     *
     * @param isRun whether {@code topK} is that of the searches alone
     */
    Manifest virtualInteractions(Strategy strategy, String type, boolean isRun) {
        Map<String, Object> keys = new LinkedHashMap<>();
        keys.put("modalities", new LinkedHashMap<>(modalities()));
        keys.put("itemLabel", itemLabel());
        keys.put("userLabel", userLabel());
        interactions
                .effective()
                .forEach((key, value) -> keys.put(
                        key,
                        value instanceof IsoDuration duration
                                ? Values.isoDuration(
                                                duration.months(),
                                                duration.days(),
                                                duration.seconds(),
                                                duration.nanoseconds())
                                        .asIsoDuration()
                                : value));
        keys.put("relationshipTypePrefix", typePrefix());
        keys.put("similarityProperty", similarityProperty());
        keys.put("modalityWeights", givenWeights());
        keys.put("sampleSize", (long) options.sampleSize());
        keys.put("randomSeed", options.randomSeed());
        NeighbourOptions neighbours = new NeighbourOptions(options);
        if (strategy == Strategy.SYNERGISTIC) {
            keys.put("topK", (long) neighbours.fused());
            keys.put("similarityCutoff", neighbours.fusedCutoff().spelling());
            putSearch(keys);
        } else {
            keys.put("topK", isRun ? null : neighbours.shownContributing());
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

    /** An exact search has no keys, because it was the only one when the plugin's first manifests were written. */
    private void putSearch(Map<String, Object> keys) {
        if (options.isApproximate()) {
            keys.put("search", "approximate");
            keys.put("targetRecall", options.targetRecall());
        }
    }

    private Object givenWeights() {
        if (options.weighting(Options.MODALITY_WEIGHTS) != null) {
            return options.weighting(Options.MODALITY_WEIGHTS).spelling();
        }
        double[] weights = options.modalityWeights();
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
        String readBy = interactions.keyOf(type);
        boolean isSimilarity =
                modalities().keySet().stream().map(this::similarityType).anyMatch(type::equals);
        if (readBy != null || isSimilarity) {
            throw new IllegalArgumentException(
                    "`writeRelationshipType` must not be a type of %s, but [%s] is. Choose another type."
                            .formatted(readBy == null ? "similarities" : "`" + readBy + "`", type));
        }
        return type;
    }
}
