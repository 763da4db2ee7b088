package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The metrics of all runs of a recommender with one variant, or with none. A user with held-out interactions in several
 * splits counts once, with the mean. Cold users (see {@link RankingMetrics}) have a group of their own and count in
 * nothing else.
 *
 * @param validation the metrics that select a variant
 * @param test the metrics to report
 * @param groups the test recall by the users' number of training interactions
 * @param virtualInteractions the number of virtual interactions, the mean over splits
 * @param coldItemShare the share of cold items in the test lists, the mean over splits
 * @param lists other metrics of the test lists
 */
public record EvaluationResult(
        Users validation,
        Users test,
        List<ActivityGroup> groups,
        double virtualInteractions,
        double coldItemShare,
        Lists lists) {
    private static final int GROUPS = 4;

    /**
     * Metrics of the users; the users and their order are the same for every variant and recommender.
     *
     * @param recall Recall@N of each user
     * @param ndcg NDCG@N of each user
     * @param coldHits the held-out interactions with cold items that were found, of each user and summed over the
     *     splits
     * @param coldHeldOut the held-out interactions with cold items, summed over users and splits
     * @param coverage the share of all items that are in at least one list, the mean over splits
     */
    public record Users(double[] recall, double[] ndcg, double[] coldHits, int coldHeldOut, double coverage) {

        private static Users of(List<RankingMetrics> rankings) {
            double[] splits = sums(rankings, ranking -> ones(ranking.users().length));
            return new Users(
                    ratios(sums(rankings, RankingMetrics::recall), splits),
                    ratios(sums(rankings, RankingMetrics::ndcg), splits),
                    sums(
                            rankings,
                            ranking -> Arrays.stream(ranking.coldFound())
                                    .asDoubleStream()
                                    .toArray()),
                    rankings.stream().mapToInt(RankingMetrics::coldHeldOut).sum(),
                    rankings.stream()
                            .mapToDouble(RankingMetrics::coverage)
                            .average()
                            .orElseThrow());
        }

        /** The share of held-out interactions with cold items that were found; NaN if there are none. */
        public double coldRecall() {
            return Arrays.stream(coldHits).sum() / coldHeldOut;
        }

        /** The mean recall over users. */
        public double meanRecall() {
            return mean(recall);
        }

        /** The mean NDCG over users. */
        public double meanNdcg() {
            return mean(ndcg);
        }

        /** Sorts first, because the last bit of a sum depends on the order. */
        private static double mean(double[] values) {
            return Arrays.stream(values).sorted().average().orElse(0);
        }
    }

    /**
     * Metrics of the test lists that are reported and select nothing. Those of lists are means over users.
     *
     * @param hitRate the share of users with at least one hit, see {@link HitRate}
     * @param reciprocalRank MRR, see {@link ReciprocalRank}
     * @param novelty in bits, see {@link Novelty}; NaN without lists
     * @param diversity 0 to 2, see {@link IntraListDiversity}; NaN without lists of items to compare
     * @param warmRecall the share of held-out interactions with warm items that were found, over all splits; NaN if
     *     there are none
     */
    public record Lists(double hitRate, double reciprocalRank, double novelty, double diversity, double warmRecall) {

        private static Lists of(List<Run> runs) {
            double warmFound =
                    runs.stream().mapToInt(run -> run.lists().warmFound()).sum();
            double warmHeldOut =
                    runs.stream().mapToInt(run -> run.lists().warmHeldOut()).sum();
            return new Lists(
                    meanOverUsers(runs, ListMetrics::hitRate, 0),
                    meanOverUsers(runs, ListMetrics::reciprocalRank, 0),
                    meanOverUsers(runs, ListMetrics::novelty, Double.NaN),
                    meanOverUsers(runs, ListMetrics::diversity, Double.NaN),
                    warmFound / warmHeldOut);
        }

        /** Leaves out cold users and values that are NaN. */
        private static double meanOverUsers(List<Run> runs, Function<ListMetrics, double[]> metric, double ofNone) {
            Map<Integer, double[]> sums = new HashMap<>();
            for (Run run : runs) {
                double[] values = metric.apply(run.lists());
                for (int n = 0; n < values.length; n++) {
                    if (run.test().known()[n] > 0 && !Double.isNaN(values[n])) {
                        double[] sum = sums.computeIfAbsent(run.test().users()[n], user -> new double[2]);
                        sum[0] += values[n];
                        sum[1]++;
                    }
                }
            }
            return sums.isEmpty()
                    ? ofNone
                    : Users.mean(sums.values().stream()
                            .mapToDouble(sum -> sum[0] / sum[1])
                            .toArray());
        }
    }

    /** Combines the runs of one variant, one run per split. */
    public static EvaluationResult of(List<Run> runs) {
        List<RankingMetrics> tests = runs.stream().map(Run::test).toList();
        return new EvaluationResult(
                Users.of(runs.stream().map(Run::validation).toList()),
                Users.of(tests),
                groups(tests),
                runs.stream().mapToInt(Run::virtualInteractions).average().orElseThrow(),
                tests.stream()
                        .mapToDouble(RankingMetrics::coldItemShare)
                        .average()
                        .orElseThrow(),
                Lists.of(runs));
    }

    private static double[] ones(int length) {
        double[] ones = new double[length];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static double[] ratios(double[] sums, double[] counts) {
        double[] ratios = new double[sums.length];
        Arrays.setAll(ratios, n -> sums[n] / counts[n]);
        return ratios;
    }

    /** Sums a metric over the splits, for each user with held-out interactions in at least one split. */
    private static double[] sums(List<RankingMetrics> rankings, Function<RankingMetrics, double[]> metric) {
        int most = rankings.stream()
                .flatMapToInt(ranking -> Arrays.stream(ranking.users()))
                .max()
                .orElse(-1);
        double[] sums = new double[most + 1];
        boolean[] present = new boolean[most + 1];
        for (RankingMetrics ranking : rankings) {
            double[] values = metric.apply(ranking);
            for (int n = 0; n < values.length; n++) {
                if (ranking.known()[n] > 0) {
                    sums[ranking.users()[n]] += values[n];
                    present[ranking.users()[n]] = true;
                }
            }
        }
        int length = 0;
        for (int u = 0; u < sums.length; u++) {
            if (present[u]) {
                sums[length++] = sums[u];
            }
        }
        return Arrays.copyOf(sums, length);
    }

    private static List<ActivityGroup> groups(List<RankingMetrics> rankings) {
        List<ActivityGroup> groups = new ArrayList<>();
        ActivityGroup cold = group(rankings, 0, 0);
        if (cold.recall().length > 0) {
            groups.add(cold);
        }
        int[] from = quarters(rankings);
        for (int g = 0; g + 1 < from.length; g++) {
            groups.add(group(rankings, from[g], from[g + 1] - 1));
        }
        return groups;
    }

    private static ActivityGroup group(List<RankingMetrics> rankings, int from, int to) {
        SortedMap<Integer, double[]> byUser = new TreeMap<>();
        for (RankingMetrics ranking : rankings) {
            for (int n = 0; n < ranking.users().length; n++) {
                if (ranking.known()[n] >= from && ranking.known()[n] <= to) {
                    double[] sum = byUser.computeIfAbsent(ranking.users()[n], user -> new double[2]);
                    sum[0] += ranking.recall()[n];
                    sum[1]++;
                }
            }
        }
        return new ActivityGroup(
                from,
                to,
                byUser.values().stream().mapToDouble(sum -> sum[0]).toArray(),
                byUser.values().stream().mapToInt(sum -> (int) sum[1]).toArray());
    }

    /**
     * Returns the lower bounds of the groups and the end of the last one. Each bound is the one nearest to its quarter.
     */
    private static int[] quarters(List<RankingMetrics> rankings) {
        int[] known = rankings.stream()
                .flatMapToInt(ranking -> Arrays.stream(ranking.known()))
                .filter(k -> k > 0)
                .sorted()
                .toArray();
        int[] from = new int[GROUPS + 1];
        int groups = 1;
        int last = 0;
        from[0] = known.length == 0 ? 0 : known[0];
        for (int quarter = 1; quarter < GROUPS; quarter++) {
            double target = (double) known.length * quarter / GROUPS;
            int nearest = 0;
            for (int n = 1; n < known.length; n++) {
                if (known[n] > known[n - 1] && Math.abs(n - target) < Math.abs(nearest - target)) {
                    nearest = n;
                }
            }
            if (nearest > last) {
                from[groups++] = known[nearest];
                last = nearest;
            }
        }
        from[groups] = Integer.MAX_VALUE;
        return Arrays.copyOf(from, groups + 1);
    }
}
