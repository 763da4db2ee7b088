package org.vimmrec.evaluation;

import java.util.Arrays;
import java.util.List;
import org.vimmrec.task.Task;

/**
 * Which of several variants to use, if any, by what they found of the validation interactions.
 *
 * <p>The best of many variants looks better than it is, because it is the one that chance was kindest to. So a variant is
 * eligible only if its mean recall is above the baseline's by more than chance would lift the luckiest of all variants:
 * {@code d_v > c s_v}, where {@code d_v} is the mean difference to the baseline over users, {@code s_v} its standard error, and
 * {@code c} what {@code max_v (d*_v - d_v) / s_v} exceeds in 2.5 % of bootstrap resamples of users, all variants with the same
 * ones (the step-down of Romano and Wolf, Econometrica 2005, without the steps; White's reality check, 2000). That takes into account that
 * variants are alike. It must not be worse in NDCG either. Of the eligible, the one with the highest mean recall is the best.
 *
 * @param best the variant to use; -1 if none is eligible
 * @param highest the variant with the highest mean recall, eligible or not; of equals the first; -1 without variants
 * @param lowerBounds by variant {@code (d_v - c s_v)} as a share of the baseline's mean recall: by how much it is better at
 *     least
 */
public record VariantSelection(int best, int highest, double[] lowerBounds) {
    private static final double TAIL = 0.025;

    /**
     * @param baseline what users got without virtual interactions
     * @param variants of the same users; there may be none, and then none is the best or the highest
     * @param resamples how many, at least 1
     * @param seed the same seed gives the same choice
     */
    public static VariantSelection of(EvaluationResult.Users baseline, List<EvaluationResult.Users> variants, int resamples, long seed, Task task) {
        if (variants.isEmpty()) {
            return new VariantSelection(-1, -1, new double[0]);
        }
        double[][] differences = differences(baseline.recall(), variants);
        double[] means = means(differences, variants.size());
        double[] errors = standardErrors(differences, means);
        double critical = critical(differences, means, errors, resamples, seed, task);
        double base = baseline.meanRecall();
        double[] bounds = new double[means.length];
        int best = -1;
        int highest = 0;
        for (int v = 0; v < means.length; v++) {
            double bound = means[v] - critical * errors[v];
            bounds[v] = bound == 0 ? 0 : bound / base;
            highest = means[v] > means[highest] ? v : highest;
            boolean eligible = bound > 0 && variants.get(v).meanNdcg() >= baseline.meanNdcg();
            best = eligible && (best < 0 || means[v] > means[best]) ? v : best;
        }
        return new VariantSelection(best, highest, bounds);
    }

    /** By user, then by variant, as resamples go through them; sorted, so that the order of users does not matter. */
    private static double[][] differences(double[] baseline, List<EvaluationResult.Users> variants) {
        double[][] differences = new double[baseline.length][variants.size()];
        for (int v = 0; v < variants.size(); v++) {
            double[] recall = variants.get(v).recall();
            for (int u = 0; u < baseline.length; u++) {
                differences[u][v] = recall[u] - baseline[u];
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

    private static double critical(double[][] differences, double[] means, double[] errors, int resamples, long seed,
            Task task) {
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
