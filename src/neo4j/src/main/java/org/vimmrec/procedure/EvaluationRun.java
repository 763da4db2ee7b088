package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.config.EvaluationConfig.Variant;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.RecommenderChoice;
import org.vimmrec.config.SplitSource;
import org.vimmrec.config.Strategy;
import org.vimmrec.config.Weighting;
import org.vimmrec.evaluation.Ease;
import org.vimmrec.evaluation.EvaluationResult;
import org.vimmrec.evaluation.GraphFilter;
import org.vimmrec.evaluation.KeyedInteractions;
import org.vimmrec.evaluation.LightGcn;
import org.vimmrec.evaluation.PermutationControl;
import org.vimmrec.evaluation.Popularity;
import org.vimmrec.evaluation.Recommender;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.evaluation.TrainingMatrix;
import org.vimmrec.evaluation.Trial;
import org.vimmrec.evaluation.Uplift;
import org.vimmrec.evaluation.VariantSelection;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionKeyReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Strategies;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.procedure.EvaluationProcedures.EvaluationRow;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Task;

/**
 * One call of {@code vimmrec.evaluate}. Neighbours are searched once, as many as the variant with the most needs; others use
 * the first of them. Modality weights, virtual interactions and models come from training interactions alone.
 */
final class EvaluationRun {
    private static final int RESAMPLES = 2000;
    private static final int MOST_ITEMS_OF_EASE = 10_000;
    private static final double EASE_REGULARIZATION = 100;
    private static final double WALK = 1;

    private final ProcedureContext call;
    private final EvaluationConfig config;
    private final Task task;
    private final ReadTransactions reads;
    private final EmbeddingReader embeddingReader;
    private final InteractionReader interactionReader;
    private final List<String> names;
    /** The modalities in which some items are similar. */
    private final List<String> used = new ArrayList<>();
    /** Fused neighbours by modality weights, which are mostly the same on every split. */
    private final Map<List<Double>, Neighbours> fused = new HashMap<>();
    private final List<String> notices = new ArrayList<>();
    private int trials;

    EvaluationRun(ProcedureContext call, EvaluationConfig config) {
        this.call = call;
        this.config = config;
        this.task = call.task(config.run().concurrency());
        this.reads = call.reads();
        this.embeddingReader = new EmbeddingReader(reads, config.embeddings(), task);
        this.interactionReader = new InteractionReader(reads, config.interactions(), task);
        this.names = config.embeddings().modalities().names();
    }

    /**
     * What there is to learn from and to augment with.
     *
     * @param contents by item a fingerprint of its embeddings
     * @param modalities those in which some items are similar, and so the next two
     */
    private record Sources(Interactions interactions, KeyedInteractions keyed, long[] contents,
            List<EmbeddingReader.Modality> modalities, List<Neighbours> neighbours, List<Distribution> similarities) {

        int items() {
            return contents.length;
        }
    }

    /** What is held out once, and which of equal scores rank first meanwhile. */
    private record Round(long seed, Split split, TieOrder ties) {
    }

    /** A recommender with everything that it is tried with. */
    private record Entrant(RecommenderChoice recommender, Tried baseline, List<Tried> variants) {
    }

    /** A variant, or the baseline, while it is tried on one split after the other. */
    private static final class Tried {
        final RecommenderChoice recommender;
        final Variant variant;
        final List<Trial> trials = new ArrayList<>();
        /** By split; none of the baseline. */
        final List<double[]> modalityWeights = new ArrayList<>();
        long nanos;

        Tried(RecommenderChoice recommender, Variant variant) {
            this.recommender = recommender;
            this.variant = variant;
        }
    }

    Stream<EvaluationRow> rows() {
        try (call) {
            Sources sources = read();
            List<Entrant> entrants = config.recommenders().stream().map(recommender -> new Entrant(recommender,
                    new Tried(recommender, null), variants(recommender, sources).stream()
                            .map(variant -> new Tried(recommender, variant)).toList())).toList();
            int coldUsers = 0;
            int coldTestUsers = 0;
            int tiedUsers = 0;
            for (long seed : seeds()) {
                Round round = round(sources, seed);
                Split split = round.split();
                coldUsers = split.coldUsers(split.validation(), split.test());
                coldTestUsers = split.coldUsers(split.test());
                tiedUsers = Math.max(tiedUsers, split.tiedUsers());
                TrainingMatrix bare = TrainingMatrix.bare(sources.items(), split.training());
                entrants.forEach(entrant -> tryOut(entrant.baseline(), bare, round));
                tryOut(entrants, sources, round);
            }
            addNotices(coldUsers, coldTestUsers, tiedUsers);
            return rows(sources, entrants).stream();
        }
    }

    private List<Variant> variants(RecommenderChoice recommender, Sources sources) {
        return recommender == RecommenderChoice.POPULARITY || sources.modalities().isEmpty() ? List.of() : config.variants();
    }

    private void addNotices(int coldUsers, int coldTestUsers, int tiedUsers) {
        if (coldUsers > 0) {
            notices.add(("Nothing to learn from: %s with held-out interactions, %d of them in the test, without a training"
                    + " interaction. They are not part of the metrics; in `recallByInteractions`, those in the test are the group"
                    + " from 0 to 0.").formatted(users(coldUsers), coldTestUsers));
        }
        if (tiedUsers > 0) {
            notices.add(("Equal times: of %s, interactions with the same value of [%s] had to be divided between training,"
                    + " validation and test. The seed decided which are held out.").formatted(users(tiedUsers),
                            config.split().property()));
        }
    }

    private static String users(int count) {
        return count == 1 ? "1 user" : count + " users";
    }

    /** Those that make a difference. */
    private List<Long> seeds() {
        boolean chance = !config.split().labelled() || config.recommenders().contains(RecommenderChoice.LIGHT_GCN);
        return chance ? config.seeds() : config.seeds().subList(0, 1);
    }

    private Sources read() {
        Nodes items = embeddingReader.items();
        Nodes users = interactionReader.users();
        if (config.recommenders().contains(RecommenderChoice.EASE) && items.size() > MOST_ITEMS_OF_EASE) {
            throw new IllegalArgumentException(("`%s` takes a square of items, %s for the %d items here, and"
                    + " is refused beyond %d. Use 'graphFilter' or 'lightGcn'.").formatted(
                            config.recommenders().size() == 1 ? "recommender: 'ease'" : "recommenders: ['ease', ...]",
                            MemoryEstimate.of(Ease.bytes(items.size())).range(), items.size(), MOST_ITEMS_OF_EASE));
        }
        call.reserve(memory(users.size(), items), config.run());
        Interactions interactions = interactionReader.read(users, items);
        KeyedInteractions keyed = config.split().property() == null ? null : new InteractionKeyReader(reads,
                config.interactions(), config.split(), task).read(interactions, users, items);
        List<EmbeddingReader.Modality> read = embeddingReader.read(items);
        long[] contents = new long[items.size()];
        call.announceKernel();
        List<EmbeddingReader.Modality> modalities = new ArrayList<>();
        List<Neighbours> neighbours = new ArrayList<>();
        List<Distribution> similarities = new ArrayList<>();
        for (EmbeddingReader.Modality modality : read) {
            addFingerprints(modality.matrix(), contents);
            Neighbours found = ExactNeighbours.search(
                    new FusedSimilarity(List.of(modality.matrix()), new double[] {1}), config.mostNeighbours(),
                    config.similarityCutoff(), "similarity " + modality.name(), task);
            if (found.total() == 0) {
                notices.add(("No two items have a similarity above %s (`similarityCutoff`) in modality [%s], so its weight is 0."
                        + " Lower the cutoff, or look whether [%s] holds embeddings.").formatted(config.similarityCutoff(),
                                modality.name(), config.embeddings().modalities().properties().get(modality.name())));
            } else {
                used.add(modality.name());
                modalities.add(modality);
                neighbours.add(found);
                similarities.add(Distribution.of(found.allScores()));
            }
        }
        if (modalities.isEmpty()) {
            notices.add("No modality has similar items, so there is nothing to augment the graph with: only baselines are shown.");
        }
        return new Sources(interactions, keyed, contents, modalities, neighbours, similarities);
    }

    private static void addFingerprints(EmbeddingMatrix embeddings, long[] contents) {
        for (int i = 0; i < contents.length; i++) {
            if (embeddings.has(i)) {
                contents[i] = Fingerprint.of(contents[i], embeddings.fingerprints()[i]);
            }
        }
    }

    private MemoryEstimate memory(long users, Nodes nodes) {
        EmbeddingReader.Census census = embeddingReader.census(nodes);
        int items = nodes.size();
        int topK = Math.min(config.mostNeighbours(), items - 1);
        long interactions = interactionReader.count();
        long fusedSearches = config.variants().stream().filter(variant -> variant.strategy() == Strategy.SYNERGISTIC)
                .map(Variant::weighting).distinct().count() * seeds().size();
        long bytes = Long.BYTES * (users + items) + census.bytes(items)
                + 3 * Interactions.bytes(users, interactions, true)
                + (names.size() + fusedSearches) * Neighbours.bytes(items, topK);
        long search = ExactNeighbours.bytes(items, topK, census.dimension(), task.concurrency());
        long most = (long) Math.min((double) interactions * topK * names.size(), (double) users * items);
        // A user's items have neighbours in common, or there would be no taste in them; half of all is what real data has.
        return new MemoryEstimate(bytes + Math.max(search, learning(users, items, interactions + most / 2)),
                bytes + Math.max(search, learning(users, items, interactions + most)));
    }

    private long learning(long users, long items, long entries) {
        return Interactions.bytes(users, entries, true) + VirtualInteractions.readerBytes(items)
                + task.concurrency() * MemoryEstimate.arrays(64, items, Float.BYTES)
                + config.recommenders().stream().mapToLong(recommender -> switch (recommender) {
                    case GRAPH_FILTER -> GraphFilter.bytes(users, items, entries, task.concurrency());
                    case EASE -> Ease.bytes(items);
                    case LIGHT_GCN -> LightGcn.bytes(users, items, entries);
                    case POPULARITY -> items * Float.BYTES;
                }).max().orElseThrow();
    }

    private static Recommender recommender(RecommenderChoice choice, long seed) {
        return switch (choice) {
            case GRAPH_FILTER -> new GraphFilter(WALK);
            case EASE -> new Ease(EASE_REGULARIZATION);
            case LIGHT_GCN -> new LightGcn(seed);
            case POPULARITY -> new Popularity();
        };
    }

    private Round round(Sources sources, long seed) {
        return new Round(seed, split(sources, seed), TieOrder.of(sources.contents(), seed));
    }

    private Split split(Sources sources, long seed) {
        SplitSource source = config.split();
        Split split;
        if (source.labelled()) {
            try {
                split = Split.labelled(sources.keyed());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("`%s`: in the property [%s], %s.".formatted(source.key(),
                        source.property(), e.getMessage())); // Neo4j tells the innermost message alone
            }
        } else {
            split = source.property() == null ? Split.random(sources.interactions(), source.fraction(), seed)
                    : Split.latest(sources.keyed(), source.fraction(), seed);
            if (split.validation().total() == 0 || split.test().total() == 0) {
                throw new IllegalArgumentException(("`testFraction` %s of the interactions of users with more than one holds"
                        + " nothing out of these %d; there are too few to evaluate anything.").formatted(source.fraction(),
                                sources.interactions().total()));
            }
        }
        return split;
    }

    private void tryOut(List<Entrant> entrants, Sources sources, Round round) {
        Map<Weighting, double[]> weights = new HashMap<>();
        for (int v = 0; v < entrants.get(0).variants().size(); v++) {
            Variant variant = config.variants().get(v);
            double[] modalityWeights = weights.computeIfAbsent(variant.weighting(),
                    weighting -> modalityWeights(weighting, sources, round.split()));
            TrainingMatrix training = augmented(variant, vouching(variant, sources, modalityWeights), modalityWeights,
                    round.split());
            for (Entrant entrant : entrants) {
                if (!entrant.variants().isEmpty()) {
                    Tried tried = entrant.variants().get(v);
                    tried.modalityWeights.add(modalityWeights);
                    tryOut(tried, training, round);
                }
            }
        }
    }

    private double[] modalityWeights(Weighting weighting, Sources sources, Split split) {
        return new Weights(weighting, used, task).of(sources::similarities, sources::modalities, split::training);
    }

    /** The neighbours that vouch for a user's items: by modality, or fused. */
    private List<Neighbours> vouching(Variant variant, Sources sources, double[] modalityWeights) {
        return switch (variant.strategy()) {
            case OVERLAY -> sources.neighbours();
            case SYNERGISTIC -> List.of(fused(sources, modalityWeights));
        };
    }

    private TrainingMatrix augmented(Variant variant, List<Neighbours> vouching, double[] modalityWeights, Split split) {
        List<Layer> layers = switch (variant.strategy()) {
            case OVERLAY -> Strategies.overlay(vouching, modalityWeights);
            case SYNERGISTIC -> Strategies.synergistic(vouching.get(0));
        };
        TrainingMatrix training = TrainingMatrix.augmented(vouching.get(0).rows(), split.training(),
                new VirtualInteractions(split.training(), layers, variant.topK(), variant.rule()), task);
        return config.weighted() ? training : training.unweighted();
    }

    /** The variant on the same splits, with its embeddings dealt out to the items at random. */
    private PermutationControl control(Tried chosen, Sources sources) {
        Variant variant = chosen.variant;
        List<Tried> permutations = new ArrayList<>();
        for (int d = 0; d < PermutationControl.PERMUTATIONS; d++) {
            permutations.add(new Tried(chosen.recommender, variant));
        }
        for (int s = 0; s < seeds().size(); s++) {
            Round round = round(sources, seeds().get(s));
            double[] modalityWeights = chosen.modalityWeights.get(s);
            List<Neighbours> vouching = vouching(variant, sources, modalityWeights);
            for (int d = 0; d < PermutationControl.PERMUTATIONS; d++) {
                int[] holders = PermutationControl.permutation(sources.items(), d);
                tryOut(permutations.get(d), augmented(variant, vouching.stream().map(n -> n.exchanged(holders)).toList(),
                        modalityWeights, round.split()), round);
            }
        }
        return PermutationControl.of(permutations.stream().mapToDouble(permutation -> EvaluationResult.of(permutation.trials).test().meanRecall()).toArray());
    }

    private Neighbours fused(Sources sources, double[] weights) {
        return fused.computeIfAbsent(Arrays.stream(weights).boxed().toList(), key -> ExactNeighbours.search(
                new FusedSimilarity(sources.modalities().stream().map(EmbeddingReader.Modality::matrix).toList(), weights),
                config.mostNeighbours(), config.similarityCutoff(), "synergistic similarity", task));
    }

    private void tryOut(Tried tried, TrainingMatrix training, Round round) {
        task.progress("evaluating", trials++, (long) seeds().size() * config.recommenders().size()
                * (1 + config.variants().size() + PermutationControl.PERMUTATIONS));
        long start = System.nanoTime();
        tried.trials.add(Trial.of(recommender(tried.recommender, round.seed()), training, round.split(), round.ties(),
                config.at(), task.quiet()));
        tried.nanos += System.nanoTime() - start;
    }

    private List<EvaluationRow> rows(Sources sources, List<Entrant> entrants) {
        List<Recommendation> found = entrants.stream().map(entrant -> recommendation(entrant, sources)).toList();
        task.progress("evaluating", 1, 1);
        List<Recommendation> ranked = Verdict.ranked(found);
        Recommendation best = ranked.get(0);
        String text = ranked.size() == 1 ? best.text() : new Verdict(best, ranked.subList(1, ranked.size()), uplift(
                ranked.get(1).recommended(), best.recommended())).text();
        List<EvaluationRow> rows = new ArrayList<>();
        for (int n = 0; n < found.size(); n++) {
            Recommendation recommendation = found.get(n);
            Entrant entrant = entrants.get(n);
            rows.add(row(entrant.baseline(), recommendation, -1, recommendation == best ? text : null));
            for (int v = 0; v < entrant.variants().size(); v++) {
                rows.add(row(entrant.variants().get(v), recommendation, v, recommendation == best ? text : null));
            }
        }
        return rows;
    }

    private Recommendation recommendation(Entrant entrant, Sources sources) {
        EvaluationResult bare = EvaluationResult.of(entrant.baseline().trials);
        List<EvaluationResult> outcomes = entrant.variants().stream().map(tried -> EvaluationResult.of(tried.trials)).toList();
        VariantSelection choice = VariantSelection.of(bare.validation(), outcomes.stream().map(EvaluationResult::validation).toList(), RESAMPLES,
                config.seeds().get(0), task);
        PermutationControl control = choice.best() < 0 ? null : control(entrant.variants().get(choice.best()), sources);
        return new Recommendation(entrant.recommender(), config, bare, outcomes, choice, control,
                outcomes.stream().map(outcome -> uplift(bare, outcome)).toList());
    }

    private Uplift uplift(EvaluationResult before, EvaluationResult after) {
        return Uplift.of(before.test().recall(), after.test().recall(), RESAMPLES, config.seeds().get(0), task);
    }

    /**
     * @param v the variant's number; -1 for the baseline
     * @param text what to do, if this is the recommended setting of the recommender to use; null with another recommender
     */
    private EvaluationRow row(Tried tried, Recommendation found, int v, String text) {
        Variant variant = tried.variant;
        EvaluationResult bare = found.baseline();
        EvaluationResult outcome = v < 0 ? bare : found.variants().get(v);
        EvaluationResult.Users test = outcome.test();
        Uplift uplift = v < 0 ? new Uplift(0, 0, 0) : found.uplifts().get(v);
        PermutationControl control = v < 0 || found.choice().best() != v ? null : found.control();
        boolean best = text != null && found.best() == v;
        return new EvaluationRow(variant == null ? "none" : variant.strategy().spelling(),
                variant == null ? null : (long) variant.topK(),
                variant == null ? null : variant.rule().virtualWeight(),
                variant == null ? null : variant.weighting().name(),
                variant == null ? null : modalityWeights(tried),
                Math.round(outcome.virtualInteractions()), test.meanRecall(), test.meanNdcg(), outcome.coverage(),
                outcome.coldItemShare(), DistributionMaps.orNull(outcome.coldRecall()), finite(uplift.mean()),
                finite(Uplift.relative(bare.test().meanNdcg(), test.meanNdcg())), finite(uplift.low()), finite(uplift.high()),
                finite(Uplift.relative(bare.validation().meanRecall(), outcome.validation().meanRecall())),
                finite(v < 0 ? 0 : found.choice().lowerBounds()[v]),
                controlUplift(bare, control == null ? Double.NaN : control.mean()),
                controlUplift(bare, control == null ? Double.NaN : control.bound()), groups(bare.groups(), outcome.groups()),
                best, best ? text : null, tried.nanos / 1_000_000, tried.recommender.spelling(), List.copyOf(notices));
    }

    private static List<Map<String, Object>> groups(List<EvaluationResult.Group> bare, List<EvaluationResult.Group> augmented) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (int g = 0; g < bare.size(); g++) {
            EvaluationResult.Group group = augmented.get(g);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("from", (long) group.from());
            map.put("to", group.to() >= Integer.MAX_VALUE - 1 ? null : (long) group.to());
            map.put("users", (long) group.users());
            map.put("recall", DistributionMaps.orNull(group.recall()));
            map.put("uplift", finite(Uplift.relative(bare.get(g).recall(), group.recall())));
            groups.add(map);
        }
        return groups;
    }

    /** In the mean of the splits; 0 for modalities without similar items. */
    private Map<String, Object> modalityWeights(Tried tried) {
        Map<String, Object> weights = new LinkedHashMap<>();
        names.forEach(name -> weights.put(name, 0.0));
        weights.putAll(Weights.map(used, means(tried.modalityWeights)));
        return weights;
    }

    /** The means of several splits' weights. */
    private static double[] means(List<double[]> weights) {
        double[] means = new double[weights.get(0).length];
        for (double[] split : weights) {
            for (int m = 0; m < means.length; m++) {
                means[m] += split[m] / weights.size();
            }
        }
        return means;
    }

    private static Double controlUplift(EvaluationResult bare, double recall) {
        return finite(Uplift.relative(bare.test().meanRecall(), recall));
    }

    /** Null for an uplift over nothing. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
