package org.vimmrec.similarity;

import java.util.Arrays;
import java.util.BitSet;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.Task;

/**
 * The search for each item's exact nearest neighbours: {@code N(i)} of the package description.
 *
 * <p>In two passes. The first computes the similarity of every pair in single precision, each unordered pair once for both
 * of its items, and nominates for each item a few more than {@code topK}. The second computes the nominees' similarity in
 * double precision, which decides. A pair that the first pass left out has a similarity at most its error bound above the
 * lowest nominee's. Where that leaves a doubt (more neighbours nearly equal than were nominated), the item goes through both
 * passes again, with many more nominees, of which only those count that may exceed what the item was found to have. Where
 * that leaves a doubt, too, the item is compared with all others in double precision. So the result is that of a plain search
 * in double precision, to the last bit, whichever kernel runs and with however many threads. Items with the same embeddings
 * are searched as one, see {@link DuplicateItems}.
 *
 * <p>The first pass takes the items in random order, of which {@link CandidateHeaps} makes use, and always the same.
 *
 * <p>Where the neighbours among most items are known already, {@link #update} finds the rest in the same two passes: the
 * items whose rows are to be searched come first and are the only rows of tiles, and the rows of all other items begin
 * with what is known, so that hardly a pair exceeds their thresholds.
 */
public final class ExactNeighbours {
    /** CandidateHeaps beyond topK: with fewer, the second pass would doubt more often. */
    private static final int SLACK = 4;
    /** Likewise for items in doubt. */
    private static final int SLACK_IN_DOUBT = 1000;
    /** About what may be taken for these, if the first search did not take more for its nominees. */
    private static final long BYTES_IN_DOUBT = 8 << 20;
    /** The first so many in doubt are compared with all others, in less time than a search of so few takes to begin. */
    private static final int FEW_IN_DOUBT = 16;
    /** How many rows are decided together. */
    private static final int DECIDED_TOGETHER = 16;
    private static final double LEAST_WEIGHT = 1e-15;
    /** Where more than one in so many rows is to be searched, a search of all, which knows of equal items, is as good. */
    private static final int LEAST_GAIN = 3;
    /** Likewise more than so many copies of others, which would be in doubt about each other. */
    private static final int LEAST_GAIN_OF_COPIES = 100;
    /** How many comparisons in double precision are made together, or rows put in order, between two looks whether to end. */
    private static final int CHECK_EVERY = 1024;

    private final FusedSimilarity similarity;
    private final int topK;
    private final double cutoff;
    private final double errorBound;
    private final Kernels kernels;
    /** What was found, by item. */
    private final int[][] neighbours;
    private final double[][] scores;

    private ExactNeighbours(FusedSimilarity similarity, int items, Kernels kernels, int topK, double cutoff) {
        this.similarity = similarity;
        this.kernels = kernels;
        this.topK = Math.min(topK, Math.max(1, items - 1));
        this.cutoff = cutoff;
        // Without a bound, every row is in doubt.
        errorBound = withinSinglePrecision(similarity) ? TileKernel.errorBound(similarity.dimension())
                : Double.POSITIVE_INFINITY;
        neighbours = new int[similarity.items()][0];
        scores = new double[similarity.items()][0];
    }

    /**
     * Compares every item with every other.
     *
     * @param similarity of which items to which
     * @param topK neighbours per item, at least 1
     * @param cutoff only neighbours with a similarity above it
     * @param phase what to call this in progress reports
     * @return per item up to {@code topK} neighbours; the same at any concurrency
     */
    public static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task) {
        return search(similarity, topK, cutoff, phase, task, Kernels.inUse());
    }

    /** With a kernel of choice. */
    static Neighbours search(FusedSimilarity similarity, int topK, double cutoff, String phase, Task task,
            Kernels kernels) {
        DuplicateItems classes = new DuplicateItems(similarity);
        int[] items = shuffled(classes.representatives());
        ExactNeighbours search = new ExactNeighbours(similarity, items.length, kernels, topK, cutoff);
        search.searchAgain(items, search.search(items, phase, task), phase, task);
        return classes.expand(search.found(), topK, cutoff, phase + " (copies)", task);
    }

    /**
     * Finds the neighbours of all items where most are known.
     *
     * @param topK neighbours per item, at least 1
     * @param cutoff only neighbours with a similarity above it
     * @param standing for each item that is not searched its neighbours, as many and above the same cutoff, among all
     *     items that are not changed; of other items, anything
     * @param changed the items, all of them available, that {@code standing} does not know as they are
     * @param searched the items whose neighbours are to be found among all: at least those that are changed
     * @return what {@link #search} returns, to the last bit
     */
    public static Neighbours update(FusedSimilarity similarity, int topK, double cutoff, Neighbours standing,
            BitSet changed, BitSet searched, String phase, Task task) {
        return update(similarity, topK, cutoff, standing, changed, searched, phase, task, Kernels.inUse());
    }

    /** With a kernel of choice. */
    static Neighbours update(FusedSimilarity similarity, int topK, double cutoff, Neighbours standing, BitSet changed,
            BitSet searched, String phase, Task task, Kernels kernels) {
        int[] items = new int[similarity.items()];
        int count = 0;
        for (int i = changed.nextSetBit(0); i >= 0; i = changed.nextSetBit(i + 1)) {
            items[count++] = i;
        }
        for (int i = searched.nextSetBit(0); i >= 0; i = searched.nextSetBit(i + 1)) {
            if (!changed.get(i)) {
                items[count++] = i;
            }
        }
        int rows = count;
        for (int i = 0; i < items.length; i++) {
            if (similarity.available(i) && !searched.get(i)) {
                items[count++] = i;
            }
        }
        if (rows > count / LEAST_GAIN || copies(similarity, items, rows) > count / LEAST_GAIN_OF_COPIES) {
            return search(similarity, topK, cutoff, phase, task, kernels);
        }
        items = Arrays.copyOf(items, count);
        ExactNeighbours update = new ExactNeighbours(similarity, count, kernels, topK, cutoff);
        int[] doubtful = update.update(items, rows, changed.cardinality(), standing, phase, task);
        update.searchAgain(items, doubtful, phase, task);
        return update.found();
    }

    /** In an order that has nothing to do with that of the items; always the same. */
    static int[] shuffled(int[] items) {
        SplittableRandom random = new SplittableRandom(items.length);
        int[] shuffled = items.clone();
        for (int n = shuffled.length - 1; n > 0; n--) {
            int other = random.nextInt(n + 1);
            int item = shuffled[n];
            shuffled[n] = shuffled[other];
            shuffled[other] = item;
        }
        return shuffled;
    }

    /** How many of the first items have the same embeddings as another of them. */
    private static int copies(FusedSimilarity similarity, int[] items, int rows) {
        int[] hashes = new int[rows];
        Arrays.setAll(hashes, row -> similarity.hash(items[row]));
        Arrays.sort(hashes);
        int copies = 0;
        for (int n = 1; n < rows; n++) {
            copies += hashes[n] == hashes[n - 1] ? 1 : 0;
        }
        return copies;
    }

    /**
     * The heap that a search takes beyond the embeddings and its result, in bytes. Where many items are in doubt, it may be
     * {@value #BYTES_IN_DOUBT} more.
     *
     * @param items that have an embedding
     * @param dimensions by modality
     */
    public static long bytes(int items, int topK, int[] dimensions, int concurrency) {
        return items * DuplicateItems.BYTES_PER_ITEM
                + CandidateSearch.bytes(items, capacity(items, topK, SLACK), Arrays.stream(dimensions).sum(), concurrency);
    }

    private static int capacity(int items, int topK, int slack) {
        return (int) Math.max(1, Math.min(items - 1, (long) topK + slack));
    }

    /** Whether products of weights and embeddings, and quotients of weights, are far from what a float can hold. */
    private static boolean withinSinglePrecision(FusedSimilarity similarity) {
        for (int m = 0; m < similarity.modalities().size(); m++) {
            double weight = similarity.weight(m);
            if (weight != 0 && !(weight > LEAST_WEIGHT && weight < 1 / LEAST_WEIGHT)) {
                return false;
            }
        }
        return true;
    }

    /** Both passes over all items; returns those that are in doubt. */
    private int[] search(int[] items, String phase, Task task) {
        CandidateSearch all = nomination(items, items.length, items.length, SLACK, true);
        all.run(phase, task);
        return decide(all, items.length, null, FEW_IN_DOUBT, deciding(phase), task);
    }

    /** Both passes over items of which the first so many are searched; returns those of them that are in doubt. */
    private int[] update(int[] items, int searched, int changed, Neighbours standing, String phase, Task task) {
        CandidateSearch some = nomination(items, searched, changed, SLACK, false);
        for (int row = searched; row < items.length; row++) {
            if (standing.count(items[row]) == topK) {
                some.expect(row, standing.score(items[row], topK - 1));
            }
        }
        some.run(phase, task);
        return decide(some, items.length, standing, FEW_IN_DOUBT, deciding(phase), task);
    }

    /** Both passes over the items in doubt, with many more nominees and therefore some at a time. */
    private void searchAgain(int[] items, int[] doubtful, String phase, Task task) {
        String again = phase + " (again)";
        long bytes = Math.max(BYTES_IN_DOUBT, CandidateHeaps.bytes(items.length, capacity(items.length, topK, SLACK)));
        long fitting = bytes / CandidateHeaps.bytes(1, capacity(items.length, topK, SLACK_IN_DOUBT));
        int together = (int) Math.max((long) TileKernel.ROWS * task.concurrency(), Math.min(doubtful.length, fitting));
        for (int from = 0; from < doubtful.length; from += together) {
            int[] some = Arrays.copyOfRange(doubtful, from, Math.min(doubtful.length, from + together));
            int begun = (int) (100L * from / doubtful.length);
            int done = (int) (100L * (from + some.length) / doubtful.length);
            int between = (begun + done) / 2;
            int[] ordered = first(some, items);
            CandidateSearch nomination = nomination(ordered, some.length, 0, SLACK_IN_DOUBT, false);
            for (int row = 0; row < ordered.length; row++) {
                if (row >= some.length) {
                    nomination.expect(row, Double.POSITIVE_INFINITY);
                } else if (scores[some[row]].length == topK) {
                    nomination.expect(row, scores[some[row]][topK - 1]);
                }
            }
            nomination.run(again, task.part(begun, between));
            decide(nomination, some.length, null, Integer.MAX_VALUE, again, task.part(between, done));
        }
    }

    private CandidateSearch nomination(int[] items, int searched, int changed, int slack, boolean randomly) {
        return new CandidateSearch(similarity, items, searched, changed, kernels, topK, capacity(items.length, topK, slack),
                randomly, cutoff, errorBound);
    }

    /** The items, some of them before the others. */
    private int[] first(int[] some, int[] items) {
        int[] ordered = Arrays.copyOf(some, items.length);
        boolean[] taken = new boolean[similarity.items()];
        for (int item : some) {
            taken[item] = true;
        }
        int length = some.length;
        for (int item : items) {
            if (!taken[item]) {
                ordered[length++] = item;
            }
        }
        return ordered;
    }

    /**
     * The second pass over the first so many rows. Those in doubt it compares with all columns that they may want, but for the
     * searched ones after the first {@code atOnce} of them: it returns their items, if another search can be certain.
     */
    private int[] decide(CandidateSearch nomination, int rows, Neighbours standing, int atOnce, String phase, Task task) {
        int[] order = alongNominees(nomination.nominees(), rows, task);
        boolean[] left = new boolean[rows];
        AtomicInteger doubts = new AtomicInteger();
        task.parallel(phase, rows, DECIDED_TOGETHER, control -> {
            Decider decider = new Decider(nomination, standing, control);
            return (IntConsumer) n -> {
                int row = order[n];
                if (!decider.amongNominees(row)) {
                    left[row] = row < nomination.searched() && errorBound < Double.POSITIVE_INFINITY
                            && doubts.getAndIncrement() >= atOnce;
                    if (!left[row]) {
                        decider.amongAll(row);
                    }
                }
                decider.keep(row);
            };
        });
        return IntStream.range(0, rows).filter(row -> left[row]).map(row -> nomination.items()[row]).toArray();
    }

    /** The first rows, each after one that nominated it where there is one: what both nominated was just fetched from memory then. */
    private static int[] alongNominees(CandidateHeaps nominees, int rows, Task task) {
        int[] order = new int[rows];
        boolean[] taken = new boolean[rows];
        int first = 0;
        int row = 0;
        for (int n = 0; n < order.length; n++) {
            if (n % CHECK_EVERY == 0) {
                task.checkTermination();
            }
            order[n] = row;
            taken[row] = true;
            int count = nominees.count(row);
            int next = 0;
            while (next < count && (nominees.column(row, next) >= rows || taken[nominees.column(row, next)])) {
                next++;
            }
            if (next < count) {
                row = nominees.column(row, next);
            } else {
                while (first < taken.length && taken[first]) {
                    first++;
                }
                row = first;
            }
        }
        return order;
    }

    private static String deciding(String phase) {
        return phase + " (deciding)";
    }

    private Neighbours found() {
        return new Neighbours(neighbours, scores);
    }

    /** One thread of the second pass. */
    private final class Decider {
        private final CandidateSearch nomination;
        private final CandidateHeaps nominees;
        private final int[] items;
        private final Neighbours standing;
        private final Task.Control control;
        private final FusedSimilarity.Scorer scorer = similarity.new Scorer();
        private final TopKHeap best = new TopKHeap(topK);
        private final int[] others = new int[CHECK_EVERY];

        Decider(CandidateSearch nomination, Neighbours standing, Task.Control control) {
            this.nomination = nomination;
            nominees = nomination.nominees();
            items = nomination.items();
            this.standing = standing;
            this.control = control;
        }

        /** Takes the best of a row's nominees, and returns whether it is certain that no other column is better. */
        boolean amongNominees(int row) {
            begin(row);
            int count = nominees.count(row);
            // Whoever is more than twice the bound below the lowest of the first topK cannot overtake it.
            double enough = count < topK ? Double.NEGATIVE_INFINITY : nominees.score(row, topK - 1) - 2 * errorBound;
            int length = 0;
            for (int n = 0; n < count && nominees.score(row, n) >= enough; n++) {
                length = add(items[row], items[nominees.column(row, n)], length);
            }
            offer(items[row], length);
            double lost = nominees.highestLost(row) + errorBound;
            return lost < (best.size() == topK ? best.worst() : cutoff);
        }

        /** Takes the best of all columns that the row may want. */
        void amongAll(int row) {
            begin(row);
            int item = items[row];
            int end = row < nomination.searched() ? items.length : nomination.changed();
            int length = 0;
            for (int column = 0; column < end; column++) {
                int other = items[column];
                if (other != item && similarity.comparable(item, other)) {
                    length = add(item, other, length);
                }
            }
            offer(item, length);
        }

        /** With what is known. */
        private void begin(int row) {
            best.clear();
            for (int n = 0; row >= nomination.searched() && n < standing.count(items[row]); n++) {
                best.offer(standing.neighbour(items[row], n), standing.score(items[row], n));
            }
        }

        /** Makes what was taken the row's result. */
        void keep(int row) {
            best.sort();
            neighbours[items[row]] = best.indexes();
            scores[items[row]] = best.scores();
        }

        /** Notes a candidate, after those already noted are offered if there is no room for it; how many are noted then. */
        private int add(int item, int other, int length) {
            int at = length;
            if (at == others.length) {
                offer(item, at);
                control.checkpoint();
                at = 0;
            }
            others[at] = other;
            return at + 1;
        }

        private void offer(int item, int count) {
            double[] scores = scorer.scores(item, others, count);
            for (int n = 0; n < count; n++) {
                if (scores[n] > cutoff) {
                    best.offer(others[n], scores[n]);
                }
            }
        }
    }
}
