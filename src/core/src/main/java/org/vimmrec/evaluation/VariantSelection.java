package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.task.Task;

/**
 * Selects one of several variants, or none, by the metrics on the validation interactions.
 *
 * <p>The best of many variants looks better than it is, because it profits most from chance. So a variant is eligible
 * only if its objective exceeds the baseline's by more than chance would lift the luckiest of all variants: {@code d_v
 * > c s_v}, where {@code d_v} is the mean difference to the baseline over users, {@code s_v} its standard error, and
 * {@code c} the value that {@code max_v (d*_v - d_v) / s_v} exceeds in 2.5 % of bootstrap resamples. All variants share
 * the resampled users, so the bound accounts for the correlation between variants. This is the first step of the
 * step-down procedure of Romano and Wolf (Econometrica 2005), a studentised form of White's reality check (Econometrica
 * 2000). With the objectives cold recall and coverage, any higher value is eligible, because no bound can be computed
 * ({@link Objective#isBoundedInSelection}); the test and the permutation control confirm them.
 *
 * <p>With the objective recall, an eligible variant must also have at least the NDCG of the baseline. With another
 * objective, its recall must not be lower than the {@link Goal} allows, and not by chance either: {@code d_v - c s_v}
 * of recall is at least {@code -maxRecallLoss} times the baseline's recall. Of the eligible variants, the one with the
 * highest objective is the best.
 *
 * @param best the index of the variant to use; -1 if none is eligible
 * @param highest the index of the variant with the highest objective, eligible or not; the first one of equals; -1
 *     without variants
 * @param lowerBounds by variant {@code (d_v - c s_v)} of recall divided by the baseline's mean recall: a lower bound of
 *     its uplift
 * @param objectiveBounds by variant {@code d_v - c s_v} of the objective: a lower bound of its difference to the
 *     baseline's, or {@code d_v} for an objective without a bound
 */
public record VariantSelection(int best, int highest, double[] lowerBounds, double[] objectiveBounds) {
    private static final double TAIL = 0.025;

    /**
     * Selects a variant.
     *
     * @param baseline the metrics of users without virtual interactions
     * @param variants the metrics of the same users; may be empty
     * @param resamples the number of resamples, at least 1
     * @param seed the same seed gives the same selection
     */
    public static VariantSelection of(
            Goal goal,
            EvaluationResult.Users baseline,
            List<EvaluationResult.Users> variants,
            int resamples,
            long seed,
            Task task) {
        if (variants.isEmpty()) {
            return new VariantSelection(-1, -1, new double[0], new double[0]);
        }
        Objective objective = goal.objective();
        double[] recall = lowerBounds(Objective.RECALL, baseline, variants, resamples, seed, task);
        double[] bounds = objective == Objective.RECALL
                ? recall
                : lowerBounds(objective, baseline, variants, resamples, seed, task);
        double[] values = variants.stream().mapToDouble(objective::of).toArray();
        double base = baseline.meanRecall();
        double[] relative = new double[recall.length];
        int best = -1;
        int highest = 0;
        for (int v = 0; v < recall.length; v++) {
            relative[v] = recall[v] == 0 ? 0 : recall[v] / base;
            highest = values[v] > values[highest] ? v : highest;
            boolean affordable = objective == Objective.RECALL
                    ? variants.get(v).meanNdcg() >= baseline.meanNdcg()
                    : base + recall[v] >= goal.recallFloor(base);
            boolean eligible = bounds[v] > 0 && affordable;
            best = eligible && (best < 0 || values[v] > values[best]) ? v : best;
        }
        return new VariantSelection(best, highest, relative, bounds);
    }

    /** Whether any variant has a higher objective, beyond chance if that is tested, whatever it costs. */
    boolean anyHigherObjective() {
        return Arrays.stream(objectiveBounds).anyMatch(bound -> bound > 0);
    }

    /**
     * Returns by variant the lower bound of the difference between its metric and the baseline's, or the difference.
     */
    private static double[] lowerBounds(
            Objective metric,
            EvaluationResult.Users baseline,
            List<EvaluationResult.Users> variants,
            int resamples,
            long seed,
            Task task) {
        if (!metric.isBoundedInSelection()) {
            return variants.stream()
                    .mapToDouble(variant -> metric.of(variant) - metric.of(baseline))
                    .toArray();
        }
        double[][] differences = differences(
                metric.byUser(baseline), variants.stream().map(metric::byUser).toList());
        double[] means = means(differences, variants.size());
        double[] errors = standardErrors(differences, means);
        double critical = critical(differences, means, errors, resamples, seed, task);
        double[] bounds = new double[means.length];
        Arrays.setAll(bounds, v -> means[v] - critical * errors[v]);
        return bounds;
    }

    /**
     * Returns the differences by user, then by variant. Sorted, because the result must not depend on the order of
     * users.
     */
    private static double[][] differences(double[] baseline, List<double[]> variants) {
        double[][] differences = new double[baseline.length][variants.size()];
        for (int v = 0; v < variants.size(); v++) {
            double[] values = variants.get(v);
            for (int u = 0; u < baseline.length; u++) {
                differences[u][v] = values[u] - baseline[u];
            }
        }
        Arrays.sort(differences, Arrays::compare);
        return differences;
    }

    private static double[] means(double[][] differences, int variants) {
        double[] means = new double[variants];
        for (double[] user : differences) {
            for (int v = 0; v < variants; v++) {
                means[v] += user[v] / differences.length;
            }
        }
        return means;
    }

    private static double[] standardErrors(double[][] differences, double[] means) {
        double[] errors = new double[means.length];
        for (double[] user : differences) {
            for (int v = 0; v < errors.length; v++) {
                errors[v] += (user[v] - means[v]) * (user[v] - means[v]);
            }
        }
        for (int v = 0; v < errors.length; v++) {
            errors[v] = Math.sqrt(errors[v]) / differences.length;
        }
        return errors;
    }

    private static double critical(
            double[][] differences, double[] means, double[] errors, int resamples, long seed, Task task) {
        int users = differences.length;
        double[] highest = Bootstrap.distribution(resamples, seed, task, () -> {
            double[] sums = new double[means.length];
            return random -> {
                Arrays.fill(sums, 0);
                for (int draw = 0; draw < users; draw++) {
                    double[] user = differences[random.nextInt(users)];
                    for (int v = 0; v < sums.length; v++) {
                        sums[v] += user[v];
                    }
                }
                double excess = 0;
                for (int v = 0; v < sums.length; v++) {
                    excess = Math.max(excess, errors[v] == 0 ? 0 : (sums[v] / users - means[v]) / errors[v]);
                }
                return excess;
            };
        });
        return highest[(int) Math.ceil((1 - TAIL) * resamples) - 1];
    }
}
