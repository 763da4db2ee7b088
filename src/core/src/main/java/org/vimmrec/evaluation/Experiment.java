package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.TrainingData;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.task.Task;

/**
 * An experiment: whether virtual interactions help a recommender, and which variant helps most. See the package
 * description for the protocol. Modality weights, virtual interactions and models come from training interactions
 * alone.
 */
public final class Experiment {
    private static final int RESAMPLES = 2000;

    private final ExperimentParameters parameters;
    private final ExperimentData data;
    private final Task task;
    private final Augmentation augmentation;
    private final ExperimentNotices notices = new ExperimentNotices();
    private final long[] fingerprints;
    private final List<EmbeddingMatrix> embeddings;
    private int runs;

    /** The runs of one recommender. */
    private record RecommenderRuns(RecommenderType recommender, VariantRuns baseline, List<VariantRuns> variants) {}

    private Experiment(ExperimentParameters parameters, ExperimentData data, Task task) {
        this.parameters = parameters;
        this.data = data;
        this.task = task;
        this.augmentation = new Augmentation(parameters, data, task);
        this.fingerprints = data.fingerprints();
        this.embeddings =
                data.modalities().stream().map(ModalityEmbeddings::embeddings).toList();
    }

    /**
     * Runs an experiment.
     *
     * @throws IllegalArgumentException if the interactions cannot be split
     */
    public static ExperimentResult run(ExperimentParameters parameters, ExperimentData data, Task task) {
        return new Experiment(parameters, data, task).run();
    }

    private ExperimentResult run() {
        if (parameters.goal().objective() == Objective.COLD_RECALL) {
            requireColdItems();
        }
        List<RecommenderRuns> all = Stream.concat(parameters.recommenders().stream(), parameters.reference().stream())
                .map(this::recommenderRuns)
                .toList();
        for (long seed : parameters.effectiveSeeds()) {
            SeededSplit split = split(seed);
            notices.add(split.split());
            TrainingData baseline = augmentation.baseline(split.split());
            all.forEach(each -> run(each.baseline(), baseline, split, embeddings));
            runVariants(all, split);
        }
        List<RecommenderResult> withReference = all.stream().map(this::result).toList();
        List<RecommenderResult> results =
                withReference.subList(0, parameters.recommenders().size());
        task.progress("evaluating", 1, 1);
        List<RecommenderResult> ranked = ExperimentResult.ranked(results);
        Uplift lead = ranked.size() == 1
                ? null
                : uplift(
                        Objective.RECALL,
                        ranked.get(1).recommended().metrics(),
                        ranked.get(0).recommended().metrics());
        return new ExperimentResult(
                results,
                parameters.reference().isPresent() ? withReference.get(results.size()) : null,
                lead,
                notices.list(parameters, augmentation));
    }

    /** Checks, before anything is trained, that the objective can be computed. */
    private void requireColdItems() {
        int validation = 0;
        int test = 0;
        for (long seed : parameters.effectiveSeeds()) {
            Split split = split(seed).split();
            validation += split.coldInteractions(split.validation(), data.items());
            test += split.coldInteractions(split.test(), data.items());
        }
        notices.addColdInteractions(validation, test);
        if (validation == 0 || test == 0) {
            throw new IllegalArgumentException(
                    ("`objective: 'coldRecall'` needs held-out interactions with cold items (items without training"
                                    + " interactions), but of the validation interactions %d and of the test interactions %d"
                                    + " are. Set `coldItemFraction`, such as 0.1, or use a split of your own.")
                            .formatted(validation, test));
        }
    }

    private SeededSplit split(long seed) {
        Split all = parameters.split().split(data.interactions(), data.splitKeys(), seed);
        Split split = all.among(data.candidates());
        notices.addLeftOut(all, split);
        return new SeededSplit(seed, split, TieOrder.of(fingerprints, seed));
    }

    private RecommenderRuns recommenderRuns(RecommenderType recommender) {
        Stream<Variant> variants = recommender.usesVirtualInteractions() && augmentation.isPossible()
                ? parameters.variants().stream()
                : Stream.empty();
        return new RecommenderRuns(
                recommender,
                new VariantRuns(recommender, null),
                variants.map(variant -> new VariantRuns(recommender, variant)).toList());
    }

    /** Runs all variants on a split. The recommenders share the training data of a variant. */
    private void runVariants(List<RecommenderRuns> all, SeededSplit split) {
        Map<ModalityWeighting, double[]> weights = new HashMap<>();
        int variants =
                all.stream().mapToInt(each -> each.variants().size()).max().orElse(0);
        for (int v = 0; v < variants; v++) {
            Variant variant = parameters.variants().get(v);
            double[] modalityWeights = weights.computeIfAbsent(
                    variant.weighting(), weighting -> augmentation.modalityWeights(weighting, split.split()));
            TrainingData training = augmentation.augmented(variant, modalityWeights, split.split());
            for (RecommenderRuns each : all) {
                if (!each.variants().isEmpty()) {
                    VariantRuns variantRuns = each.variants().get(v);
                    variantRuns.addModalityWeights(modalityWeights);
                    run(variantRuns, training, split, embeddings);
                }
            }
        }
    }

    /** @param modalities the embeddings to compute the diversity of lists from, if it is of interest */
    private void run(
            VariantRuns variantRuns, TrainingData training, SeededSplit split, List<EmbeddingMatrix> modalities) {
        int runsBySeed =
                parameters.recommenders().size() * (1 + parameters.variants().size() + PermutationControl.PERMUTATIONS)
                        + (int) parameters.reference().stream().count();
        task.progress("evaluating", runs++, (long) parameters.effectiveSeeds().size() * runsBySeed);
        long start = System.nanoTime();
        Run run = Run.of(
                CandidateRecommender.of(variantRuns.recommender().create(split.seed()), data.candidates()),
                training,
                split,
                modalities,
                parameters.at(),
                task.quiet());
        variantRuns.add(run, System.nanoTime() - start);
    }

    private RecommenderResult result(RecommenderRuns all) {
        EvaluationResult baseline = all.baseline().result();
        List<EvaluationResult> variants =
                all.variants().stream().map(VariantRuns::result).toList();
        VariantSelection selection = VariantSelection.of(
                parameters.goal(),
                baseline.validation(),
                variants.stream().map(EvaluationResult::validation).toList(),
                RESAMPLES,
                parameters.seeds().get(0),
                task);
        Confirmation confirmation = selection.best() < 0
                ? null
                : confirmation(
                        baseline, variants.get(selection.best()), all.variants().get(selection.best()));
        List<VariantResult> results = new ArrayList<>();
        for (int v = 0; v < variants.size(); v++) {
            results.add(result(
                    all.variants().get(v),
                    baseline,
                    variants.get(v),
                    uplift(Objective.RECALL, baseline, variants.get(v))));
        }
        return new RecommenderResult(
                all.recommender(),
                parameters,
                result(all.baseline(), baseline, baseline, new Uplift(0, 0, 0)),
                results,
                selection,
                confirmation);
    }

    private VariantResult result(
            VariantRuns variantRuns, EvaluationResult baseline, EvaluationResult metrics, Uplift uplift) {
        return variantRuns.result(
                metrics,
                uplift,
                groups(baseline, metrics),
                data.modalities().stream().map(ModalityEmbeddings::name).toList(),
                augmentation.modalities());
    }

    private List<ActivityGroup.Estimate> groups(EvaluationResult baseline, EvaluationResult metrics) {
        List<ActivityGroup.Estimate> groups = new ArrayList<>();
        for (int g = 0; g < metrics.groups().size(); g++) {
            groups.add(metrics.groups()
                    .get(g)
                    .estimate(baseline.groups().get(g), parameters.seeds().get(0), task));
        }
        return groups;
    }

    private Confirmation confirmation(EvaluationResult baseline, EvaluationResult metrics, VariantRuns selected) {
        Objective objective = parameters.goal().objective();
        List<EvaluationResult.Users> permuted = permuted(selected);
        return new Confirmation(
                uplift(objective, baseline, metrics),
                control(Objective.RECALL, permuted),
                control(objective.controlled(), permuted),
                abovePermuted(objective.controlled(), permuted, metrics));
    }

    private Uplift abovePermuted(Objective metric, List<EvaluationResult.Users> permuted, EvaluationResult metrics) {
        if (!metric.isBoundedInSelection()) {
            return null;
        }
        double[] means = new double[metric.byUser(metrics.test()).length];
        for (EvaluationResult.Users each : permuted) {
            double[] values = metric.byUser(each);
            Arrays.setAll(means, u -> means[u] + values[u] / permuted.size());
        }
        return Uplift.of(
                means,
                metric.byUser(metrics.test()),
                RESAMPLES,
                parameters.seeds().get(0),
                task);
    }

    private static PermutationControl control(Objective metric, List<EvaluationResult.Users> permuted) {
        return PermutationControl.of(permuted.stream().mapToDouble(metric::of).toArray());
    }

    /**
     * Runs a variant on the same splits with embeddings permuted among the items. Splits are made again to save memory.
     */
    private List<EvaluationResult.Users> permuted(VariantRuns selected) {
        List<VariantRuns> permuted = new ArrayList<>();
        for (int p = 0; p < PermutationControl.PERMUTATIONS; p++) {
            permuted.add(new VariantRuns(selected.recommender(), selected.variant()));
        }
        List<Long> seeds = parameters.effectiveSeeds();
        for (int s = 0; s < seeds.size(); s++) {
            SeededSplit split = split(seeds.get(s));
            for (int p = 0; p < PermutationControl.PERMUTATIONS; p++) {
                run(
                        permuted.get(p),
                        augmentation.permuted(
                                selected.variant(),
                                selected.modalityWeights(s),
                                split.split(),
                                PermutationControl.permutation(data.items(), data.candidates(), p)),
                        split,
                        List.of());
            }
        }
        return permuted.stream().map(each -> each.result().test()).toList();
    }

    private Uplift uplift(Objective metric, EvaluationResult before, EvaluationResult after) {
        if (!metric.isMean()) {
            double uplift = Uplift.relative(metric.of(before.test()), metric.of(after.test()));
            return new Uplift(uplift, uplift, uplift);
        }
        return Uplift.of(
                metric.byUser(before.test()),
                metric.byUser(after.test()),
                RESAMPLES,
                parameters.seeds().get(0),
                task);
    }
}
