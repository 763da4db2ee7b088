package org.vimmrec.alternative;

import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.vimmrec.alternative.Alternative.Derivation;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Overlay;
import org.vimmrec.interaction.Synergistic;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.recommender.ItemFeatures;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.recommender.VirtualUse;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;

/** The alternatives of one set of embeddings. Neighbours are searched once. */
final class Derivations {
    private static final int TOP_K = 10;
    private static final int FEW = 3;
    private static final int MANY = 30;
    private static final double VIRTUAL_WEIGHT = 0.1;
    private static final double NO_BOUND = Double.POSITIVE_INFINITY;
    private static final EdgeRule REFERENCE = rule(0, VIRTUAL_WEIGHT, 1);

    private final List<EmbeddingMatrix> embeddings;
    private final Task task;
    /** By modality. */
    private final List<Neighbours> nearest;

    private final List<ItemFeatures> features;
    /** In proportion to the mean similarity of neighbours, as {@code mean} weights them. */
    private final double[] weights;

    private final Neighbours fused;

    Derivations(List<ModalityEmbeddings> modalities, Task task) {
        this.embeddings =
                modalities.stream().map(ModalityEmbeddings::embeddings).toList();
        this.task = task;
        this.nearest = nearest(embeddings);
        this.features = IntStream.range(0, modalities.size())
                .mapToObj(m -> new ItemFeatures(modalities.get(m).name(), embeddings.get(m), nearest.get(m)))
                .toList();
        this.weights = meanWeights(nearest);
        this.fused = search(embeddings, weights, MANY);
    }

    private List<Neighbours> nearest(List<EmbeddingMatrix> of) {
        return of.stream()
                .map(each -> search(List.of(each), new double[] {1}, TOP_K))
                .toList();
    }

    private Neighbours search(List<EmbeddingMatrix> of, double[] modalityWeights, int topK) {
        return ExactNeighbours.search(new FusedSimilarity(of, modalityWeights), topK, 0, "similarity", task);
    }

    private static double[] meanWeights(List<Neighbours> modalities) {
        return ModalityWeights.proportional(modalities.stream()
                .mapToDouble(each -> MeanScore.of(List.of(each), TOP_K))
                .toArray());
    }

    private static EdgeRule rule(double popularityDiscount, double virtualWeight, double maxPerInteraction) {
        return new EdgeRule(
                Aggregation.MEAN, popularityDiscount, virtualWeight, NO_BOUND, 0, Integer.MAX_VALUE, maxPerInteraction);
    }

    List<Alternative> alternatives() {
        List<Layer> reference = Synergistic.layers(fused);
        List<Layer> overlay = Overlay.layers(nearest, weights);
        Derivation standard = derivation(reference, TOP_K, REFERENCE);
        return List.of(
                alternative(
                        "none",
                        (real, seed, now) ->
                                TrainingData.ofReal(fused.rows(), real).withFeatures(features)),
                alternative("reference", standard),
                alternative(
                        "no bound per interaction", derivation(reference, TOP_K, rule(0, VIRTUAL_WEIGHT, NO_BOUND))),
                alternative("3 per interaction", derivation(reference, TOP_K, rule(0, VIRTUAL_WEIGHT, FEW))),
                alternative("virtualWeight 1", derivation(reference, TOP_K, rule(0, 1, 1))),
                alternative("topK 3", derivation(reference, FEW, REFERENCE)),
                alternative("topK 30", derivation(reference, MANY, REFERENCE)),
                alternative("popularityDiscount 0.5", derivation(reference, TOP_K, rule(0.5, VIRTUAL_WEIGHT, 1))),
                alternative("Overlay", derivation(overlay, TOP_K, REFERENCE)),
                alternative("mutual neighbours", derivation(MutualNeighbours.of(fused, TOP_K))),
                alternative("centred embeddings", derivation(centred())),
                alternative("local scaling", derivation(rescaled(m -> Rescaling.local(nearest.get(m))))),
                alternative(
                        "standardised similarities",
                        derivation(rescaled(m -> Rescaling.standardised(embeddings.get(m))))),
                alternative("calibrated, best is 1", calibrated(UnaryOperator.identity())),
                alternative(
                        "calibrated, mean as Overlay's",
                        calibrated(each -> MeanScore.scaled(each, TOP_K, MeanScore.of(nearest, TOP_K)))),
                new Alternative("also positives", standard, VirtualUse.EDGES_AND_POSITIVES),
                new Alternative("positives, not edges", standard, VirtualUse.POSITIVES),
                new Alternative("not negatives, not edges", standard, VirtualUse.NOT_NEGATIVES));
    }

    private static Alternative alternative(String name, Derivation derivation) {
        return new Alternative(name, derivation, VirtualUse.STANDARD);
    }

    private Derivation derivation(List<Layer> layers, int topK, EdgeRule rule) {
        return (real, seed, now) -> training(real, layers, topK, rule, now);
    }

    /** The reference with other fused neighbours. */
    private Derivation derivation(Neighbours neighbours) {
        return derivation(Synergistic.layers(neighbours), TOP_K, REFERENCE);
    }

    private TrainingData training(Interactions real, List<Layer> layers, int topK, EdgeRule rule, Task now) {
        return TrainingData.augmented(fused.rows(), real, new VirtualInteractions(real, layers, topK, rule), now)
                .withFeatures(features);
    }

    private Neighbours centred() {
        List<EmbeddingMatrix> centred =
                embeddings.stream().map(CentredEmbeddings::of).toList();
        return search(centred, meanWeights(nearest(centred)), TOP_K);
    }

    /** Neighbours by rescaled similarities, whose mean is that of the reference. */
    private Neighbours rescaled(IntFunction<Rescaling> rescaling) {
        Neighbours rescaled = Rescaling.search(embeddings, weights, rescaling, TOP_K, task);
        return MeanScore.scaled(List.of(rescaled), TOP_K, MeanScore.of(List.of(fused), TOP_K))
                .get(0);
    }

    /** The calibrated similarities say how good a modality is, so all modalities have the same weight. */
    private Derivation calibrated(UnaryOperator<List<Neighbours>> scaling) {
        return (real, seed, now) -> {
            List<Neighbours> calibrated = scaling.apply(RankCalibration.calibrated(nearest, real, TOP_K, seed));
            List<Layer> layers = Overlay.layers(calibrated, ModalityWeights.uniform(calibrated.size()));
            return training(real, layers, TOP_K, REFERENCE, now);
        };
    }
}
