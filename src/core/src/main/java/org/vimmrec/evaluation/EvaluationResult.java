package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

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
 */
public record EvaluationResult(
        Users validation, Users test, List<Group> groups, double virtualInteractions, double coldItemShare) {
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
     * A group of users by their number of training interactions. The groups depend only on the users and the splits, so
     * they are the same for every variant: cold users, if there are any, and then quarters of the others, as nearly as
     * whole numbers of interactions allow. There are fewer groups where many users have the same number.
     *
     * @param from the lowest number of interactions
     * @param to the highest number of interactions; {@link Integer#MAX_VALUE} - 1 in the last group
     * @param users the number of users with test interactions, summed over the splits
     * @param recall the mean recall of the group; NaN without users
     */
    public record Group(int from, int to, int users, double recall) {}

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
                        .orElseThrow());
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

    private static List<Group> groups(List<RankingMetrics> rankings) {
        List<Group> groups = new ArrayList<>();
        Group cold = group(rankings, 0, 0);
        if (cold.users() > 0) {
            groups.add(cold);
        }
        int[] from = quarters(rankings);
        for (int g = 0; g + 1 < from.length; g++) {
            groups.add(group(rankings, from[g], from[g + 1] - 1));
        }
        return groups;
    }

    private static Group group(List<RankingMetrics> rankings, int from, int to) {
        DoubleStream.Builder recall = DoubleStream.builder();
        for (RankingMetrics ranking : rankings) {
            for (int n = 0; n < ranking.users().length; n++) {
                if (ranking.known()[n] >= from && ranking.known()[n] <= to) {
                    recall.add(ranking.recall()[n]);
                }
            }
        }
        double[] values = recall.build().toArray();
        return new Group(from, to, values.length, values.length == 0 ? Double.NaN : Users.mean(values));
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
