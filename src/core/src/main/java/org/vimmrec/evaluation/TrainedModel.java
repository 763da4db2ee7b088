package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.recommender.EmbeddingScorer;
import org.vimmrec.recommender.Hyperparameters;
import org.vimmrec.recommender.Recommender;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Scorer;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.ModalityWeights;
import org.vimmrec.task.Task;

/**
 * A model that was trained as an experiment trains it.
 *
 * <p>A model for use learns from all interactions. A recommender that stops early is then trained twice: first on the
 * training part of a split, whose validation part decides after how many epochs to stop, and then on everything for
 * that many epochs.
 *
 * @param scorer the trained recommender
 * @param known the interactions it has learned from, whose items are not recommended again
 * @param candidates by item whether it may be recommended; null if all may
 * @param ties the order of items with equal scores
 * @param modalityWeights the weights of modalities in the virtual interactions; empty without virtual interactions
 * @param virtualInteractions the number of virtual interactions it has learned from
 * @param modalitiesWithoutNeighbours the modalities in which no items are similar; they have no effect
 * @param recallNotices which share of the neighbours approximate searches found; empty if all were exact
 */
public record TrainedModel(
        Scorer scorer,
        Interactions known,
        boolean[] candidates,
        TieOrder ties,
        Map<String, Double> modalityWeights,
        int virtualInteractions,
        List<String> modalitiesWithoutNeighbours,
        List<String> recallNotices) {

    /**
     * Trains a model.
     *
     * @param data with split keys if the plan learns from a split by time or label
     * @throws IllegalArgumentException if the interactions cannot be split, but must be
     * @throws IllegalStateException if the training diverged
     */
    public static TrainedModel fit(TrainingPlan plan, ExperimentData data, Task task) {
        TrainedModel model = new Training(plan, data, task).run();
        if (model.embeddings() != null && !model.embeddings().isFinite()) {
            throw new IllegalStateException("The training diverged: the model's embeddings are not finite. Lower"
                    + " `learningRate`, or use another recommender.");
        }
        return model;
    }

    /**
     * The recommendations for some users.
     *
     * @param users the users, each a row of the result. Those without interactions get the most popular items
     * @param limit the most items for a user
     */
    public Recommendations recommendations(int[] users, int limit, Task task) {
        return new Recommendations(
                CandidateRecommender.restricted(PopularityForUnknown.of(scorer, known, ties.items(), task), candidates),
                known,
                ties,
                users,
                limit);
    }

    /** The embeddings whose dot products are the scores, or null if the recommender has none. */
    public EmbeddingScorer embeddings() {
        return scorer instanceof EmbeddingScorer embeddings ? embeddings : null;
    }

    /** The epochs of training; 0 if the recommender is not trained in epochs. */
    public int epochs() {
        return embeddings() == null ? 0 : embeddings().epochs();
    }

    /** The training of a model. */
    private static final class Training {
        private final TrainingPlan plan;
        private final ExperimentData data;
        private final Task task;
        private final TieOrder ties;
        private final Augmentation augmentation;
        private double[] modalityWeights = {};

        Training(TrainingPlan plan, ExperimentData data, Task task) {
            this.plan = plan;
            this.data = data;
            this.task = task;
            this.ties = TieOrder.of(data.fingerprints(), plan.seed());
            this.augmentation = plan.needsNeighbours() ? new Augmentation(plan.experiment(), data, task) : null;
        }

        TrainedModel run() {
            if (plan.onSplit()) {
                Split split = split();
                TrainingData training = trainingData(split);
                return model(fit(training, split, task), split, training);
            }
            RecommenderType recommender = plan.recommender();
            Task rest = task;
            if (plan.stopsEarly()) {
                Split split = split();
                Scorer stopped = fit(trainingData(split), split, task.part(0, 50));
                recommender = recommender.with(
                        new Hyperparameters(null, null, null, null, ((EmbeddingScorer) stopped).epochs()));
                rest = task.part(50, 100);
            }
            Split all = Split.withoutHeldOut(data.interactions());
            TrainingData training = trainingData(all);
            double[] validations = {0};
            // Later models are better by definition, so that the last epoch's is kept.
            Scorer scorer = recommender.create(plan.seed()).fit(training, any -> ++validations[0], rest);
            return model(scorer, all, training);
        }

        private Split split() {
            return plan.experiment()
                    .split()
                    .split(data.interactions(), data.splitKeys(), plan.seed())
                    .among(data.candidates());
        }

        private Scorer fit(TrainingData training, Split split, Task part) {
            Recommender recommender = plan.recommender().create(plan.seed());
            return Run.fit(
                    data.candidates() == null
                            ? recommender
                            : new CandidateRecommender(recommender, data.candidates())::fitUnrestricted,
                    training,
                    new SeededSplit(plan.seed(), split, ties),
                    plan.experiment().at(),
                    part);
        }

        private TrainingData trainingData(Split split) {
            if (augmentation == null) {
                return TrainingData.ofReal(data.items(), split.training());
            }
            if (plan.variant() == null || !augmentation.isPossible()) {
                return augmentation.baseline(split);
            }
            modalityWeights = plan.modalityWeights() == null
                    ? augmentation.modalityWeights(plan.variant().weighting(), split)
                    : givenWeights();
            return augmentation.augmented(plan.variant(), modalityWeights, split);
        }

        /** The given weights of the modalities that have neighbours. */
        private double[] givenWeights() {
            double[] given = ModalityWeights.proportional(plan.modalityWeights());
            double[] weights = new double[augmentation.modalities().size()];
            int next = 0;
            for (int m = 0; m < given.length; m++) {
                if (augmentation.modalities().contains(data.modalities().get(m).name())) {
                    weights[next++] = given[m];
                }
            }
            return ModalityWeights.proportional(weights);
        }

        private TrainedModel model(Scorer scorer, Split split, TrainingData training) {
            Map<String, Double> weights = new LinkedHashMap<>();
            List<String> without = new ArrayList<>();
            if (augmentation != null) {
                for (int m = 0; m < modalityWeights.length; m++) {
                    weights.put(augmentation.modalities().get(m), modalityWeights[m]);
                }
                augmentation.modalitiesWithoutNeighbours().forEach(each -> without.add(each.name()));
            }
            return new TrainedModel(
                    scorer,
                    split.training(),
                    data.candidates(),
                    ties,
                    weights,
                    training.virtualInteractions(),
                    without,
                    augmentation == null ? List.of() : augmentation.recallNotices());
        }
    }
}
