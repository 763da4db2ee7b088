package org.vimmrec.evaluation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/**
 * What the same setting came to on several splits. A user who has something held out in more than one of them counts once,
 * with the mean. Users who are cold (see {@link RankingMetrics}) have a group of their own and are part of nothing else.
 *
 * @param validation to choose by
 * @param test to report
 * @param groups the test's recall, by how many interactions there were to learn from
 * @param virtualInteractions of a split, in the mean; and so the next two
 * @param coverage of the test; see {@link RankingMetrics}, and so the next
 * @param coldItemShare of the test
 * @param coldRecall the share of held-out test interactions with cold items that were found; NaN if there were none
 */
public record EvaluationResult(Users validation, Users test, List<Group> groups, double virtualInteractions, double coverage,
        double coldItemShare, double coldRecall) {
    private static final int GROUPS = 4;

    /**
     * Values of users, the same users in the same order for every setting.
     *
     * @param recall of each
     * @param ndcg of each
     */
    public record Users(double[] recall, double[] ndcg) {

        private static Users of(List<RankingMetrics> rankings) {
            return new Users(means(rankings, RankingMetrics::recall), means(rankings, RankingMetrics::ndcg));
        }

        /** The mean over users. */
        public double meanRecall() {
            return mean(recall);
        }

        /** The mean over users. */
        public double meanNdcg() {
            return mean(ndcg);
        }

        /** Sorted first, because the last bit of a sum depends on the order. */
        private static double mean(double[] values) {
            return Arrays.stream(values).sorted().average().orElse(0);
        }
    }

    /**
     * Users by how many interactions there were to learn from. The groups follow from the users and the splits, so that every
     * setting has the same: cold users, if there are any, and then quarters of the others, as nearly as whole numbers of
     * interactions allow, and fewer where many users have equally many.
     *
     * @param from this many
     * @param to at most so many; {@link Integer#MAX_VALUE} - 1 in the last group
     * @param users how often a user of the group had test interactions, on all splits
     * @param recall their mean; NaN without users
     */
    public record Group(int from, int to, int users, double recall) {
    }

    /** Takes the trials of one setting, one of each split. */
    public static EvaluationResult of(List<Trial> trials) {
        List<RankingMetrics> tests = trials.stream().map(Trial::test).toList();
        int coldHits = tests.stream().mapToInt(RankingMetrics::coldHits).sum();
        int coldHeldOut = tests.stream().mapToInt(RankingMetrics::coldHeldOut).sum();
        return new EvaluationResult(Users.of(trials.stream().map(Trial::validation).toList()), Users.of(tests), groups(tests),
                trials.stream().mapToInt(Trial::virtualInteractions).average().orElseThrow(),
                tests.stream().mapToDouble(RankingMetrics::coverage).average().orElseThrow(),
                tests.stream().mapToDouble(RankingMetrics::coldItemShare).average().orElseThrow(),
                (double) coldHits / coldHeldOut);
    }

    private static double[] means(List<RankingMetrics> rankings, Function<RankingMetrics, double[]> metric) {
        int most = rankings.stream().flatMapToInt(ranking -> Arrays.stream(ranking.users())).max().orElse(-1);
        double[] sums = new double[most + 1];
        int[] counts = new int[most + 1];
        for (RankingMetrics ranking : rankings) {
            double[] values = metric.apply(ranking);
            for (int n = 0; n < values.length; n++) {
                if (ranking.known()[n] > 0) {
                    sums[ranking.users()[n]] += values[n];
                    counts[ranking.users()[n]]++;
                }
            }
        }
        int length = 0;
        for (int u = 0; u < sums.length; u++) {
            if (counts[u] > 0) {
                sums[length++] = sums[u] / counts[u];
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

    /** Where each group begins and, at last, where the last one ends. A boundary is where it comes nearest to its quarter. */
    private static int[] quarters(List<RankingMetrics> rankings) {
        int[] known = rankings.stream().flatMapToInt(ranking -> Arrays.stream(ranking.known())).filter(k -> k > 0)
                .sorted().toArray();
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
