package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.interaction.ItemLimits;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.recommender.ItemFeatures;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.FoundNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.NeighbourSearch;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;

/**
 * Makes the training data of each variant. Neighbours are searched once, with the largest {@code topK} of all variants;
 * the others use the first of them.
 */
final class Augmentation {
    private final ExperimentParameters parameters;
    private final int items;
    private final boolean[] candidates;
    private final ItemLimits limits;
    private final Task task;
    /** The features of the modalities in which some items are similar. */
    private final List<ItemFeatures> features = new ArrayList<>();

    /** The neighbours that contribute to virtual interactions, by modality. */
    private final List<Neighbours> contributing = new ArrayList<>();

    private final List<Distribution> similarities = new ArrayList<>();
    private final List<ModalityEmbeddings> modalitiesWithoutNeighbours = new ArrayList<>();
    /** Fused neighbours by modality weights, which are often the same on every split. */
    private final Map<List<Double>, Neighbours> fused = new HashMap<>();
    /** The approximate neighbours: of several searches, the one with the lowest recall. */
    private final Map<String, FoundNeighbours> approximate = new LinkedHashMap<>();

    /** Searches the neighbours in each modality. */
    Augmentation(ExperimentParameters parameters, ExperimentData data, Task task) {
        this.parameters = parameters;
        this.items = data.items();
        this.candidates = data.candidates();
        this.limits = data.limits();
        this.task = task;
        for (ModalityEmbeddings modality : data.modalities()) {
            SimilarityCutoff cutoff = parameters.similarityCutoff();
            Neighbours neighbours = cutoff.cut(search(modality, candidates));
            if (neighbours.total() == 0) {
                modalitiesWithoutNeighbours.add(modality);
            } else {
                // The features of a recommender do not depend on what may be proposed.
                Neighbours all = candidates == null ? neighbours : cutoff.cut(search(modality, null));
                features.add(new ItemFeatures(modality.name(), modality.embeddings(), all));
                contributing.add(neighbours);
                similarities.add(Distribution.of(neighbours.allScores()));
            }
        }
    }

    private Neighbours search(ModalityEmbeddings modality, boolean[] targets) {
        EmbeddingMatrix embeddings = modality.embeddings();
        return search(
                new FusedSimilarity(List.of(embeddings), new double[] {1}, targets),
                parameters.search().search(embeddings.present(), embeddings.dimension()),
                "similarity " + modality.name(),
                "The neighbours of modality [%s]".formatted(Shown.name(modality.name())));
    }

    private Neighbours searchFused(double[] modalityWeights) {
        List<EmbeddingMatrix> all = embeddings();
        return search(
                new FusedSimilarity(all, modalityWeights, candidates),
                parameters
                        .search()
                        .search(
                                all.stream().mapToInt(EmbeddingMatrix::present).toArray(),
                                all.stream()
                                        .mapToInt(EmbeddingMatrix::dimension)
                                        .toArray()),
                "synergistic similarity",
                "The fused neighbours");
    }

    /** @param which the subject of a notice about them */
    private Neighbours search(FusedSimilarity similarity, NeighbourSearch search, String phase, String which) {
        FoundNeighbours found = search.search(
                similarity, parameters.maxTopK(), parameters.similarityCutoff().ofSearch(), phase, task);
        if (!found.exact()) {
            approximate.merge(
                    which, found, (a, b) -> a.recall().low() <= b.recall().low() ? a : b);
        }
        return found.neighbours();
    }

    /** Which share of the neighbours approximate searches have found so far. */
    List<String> recallNotices() {
        List<String> notices = new ArrayList<>();
        approximate.forEach((which, found) -> notices.addAll(found.notices(which)));
        return notices;
    }

    /** Whether any modality has similar items. Without them there are no virtual interactions. */
    boolean isPossible() {
        return !features.isEmpty();
    }

    /** The modalities in which no items are similar. */
    List<ModalityEmbeddings> modalitiesWithoutNeighbours() {
        return modalitiesWithoutNeighbours;
    }

    /** The names of the other modalities, in the order of their weights. */
    List<String> modalities() {
        return features.stream().map(ItemFeatures::modality).toList();
    }

    /** Returns the training data of the baseline. */
    TrainingData baseline(Split split) {
        return TrainingData.ofReal(items, split.training()).withFeatures(features);
    }

    /** Computes modality weights from the training interactions. */
    double[] modalityWeights(ModalityWeighting weighting, Split split) {
        return weighting.weights(features.size(), () -> similarities, this::embeddings, split::training, task);
    }

    /** Returns the training data of a variant. */
    TrainingData augmented(Variant variant, double[] modalityWeights, Split split) {
        return augmented(variant, neighbours(variant, modalityWeights), modalityWeights, split);
    }

    /**
     * Returns the training data of a variant whose virtual interactions come from permuted embeddings: item {@code i}
     * has the neighbours of another item. Features stay, because the recommender has the same ones in the baseline.
     *
     * @param permutation by item the one that gets its embeddings; candidates get those of candidates
     */
    TrainingData permuted(Variant variant, double[] modalityWeights, Split split, int[] permutation) {
        return augmented(
                variant,
                neighbours(variant, modalityWeights).stream()
                        .map(each -> each.exchanged(permutation))
                        .toList(),
                modalityWeights,
                split);
    }

    /** The neighbours that contribute: by modality, or fused. */
    private List<Neighbours> neighbours(Variant variant, double[] modalityWeights) {
        if (variant.strategy() == Strategy.OVERLAY) {
            return variant.byModality() ? contributing(variant.topKs()) : contributing;
        }
        Neighbours found = fused.computeIfAbsent(
                Arrays.stream(modalityWeights).boxed().toList(), key -> searchFused(modalityWeights));
        SimilarityCutoff cutoff = parameters.similarityCutoff();
        // A percentile is one of the neighbours that Synergistic searches with the variant's topK.
        return List.of(cutoff.isPercentile() ? cutoff.cut(found.first(variant.topK())) : found);
    }

    private List<Neighbours> contributing(Map<String, Integer> topKs) {
        List<Neighbours> first = new ArrayList<>();
        for (int m = 0; m < contributing.size(); m++) {
            first.add(contributing.get(m).first(topKs.get(features.get(m).modality())));
        }
        return first;
    }

    private List<EmbeddingMatrix> embeddings() {
        return features.stream().map(ItemFeatures::embeddings).toList();
    }

    private TrainingData augmented(
            Variant variant, List<Neighbours> neighbours, double[] modalityWeights, Split split) {
        List<Layer> layers = variant.strategy() == Strategy.OVERLAY
                ? Overlay.layers(neighbours, modalityWeights)
                : Synergistic.layers(neighbours.get(0));
        TrainingData training = TrainingData.augmented(
                        items,
                        split.training(),
                        new VirtualInteractions(split.training(), layers, variant.topK(), variant.rule())
                                .limited(limits, "limiting items", task.quiet()),
                        task)
                .withFeatures(features);
        return parameters.weighted() ? training : training.unweighted();
    }
}
