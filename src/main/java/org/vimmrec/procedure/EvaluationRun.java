package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.EvaluationConfig.Variant;
import org.vimmrec.config.RecommenderChoice;
import org.vimmrec.config.SplitSource;
import org.vimmrec.config.Strategy;
import org.vimmrec.config.Weighting;
import org.vimmrec.evaluation.Choice;
import org.vimmrec.evaluation.Control;
import org.vimmrec.evaluation.Ease;
import org.vimmrec.evaluation.GraphFilter;
import org.vimmrec.evaluation.KeyedInteractions;
import org.vimmrec.evaluation.LightGcn;
import org.vimmrec.evaluation.Outcome;
import org.vimmrec.evaluation.Recommender;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TrainingMatrix;
import org.vimmrec.evaluation.Trial;
import org.vimmrec.evaluation.Uplift;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.InteractionKeyReader;
import org.vimmrec.graph.InteractionReader;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.ReadTransactions;
import org.vimmrec.interaction.Interactions;
import org.vimmrec.interaction.Layer;
import org.vimmrec.interaction.Strategies;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.procedure.EvaluationProcedures.EvaluationRow;
import org.vimmrec.similarity.ExactNeighbours;
import org.vimmrec.similarity.FusedSimilarity;
import org.vimmrec.similarity.Neighbours;
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

    private final Call call;
    private final EvaluationConfig config;
    private final Task task;
    private final ReadTransactions reads;
    private final EmbeddingReader embeddingReader;
    private final InteractionReader interactionReader;
    private final List<String> names;
    /** Fused neighbours by modality weights, which are mostly the same on every split. */
    private final Map<List<Double>, Neighbours> fused = new HashMap<>();
    private int trials;

    EvaluationRun(Call call, EvaluationConfig config) {
        this.call = call;
        this.config = config;
        this.task = call.task(config.run().concurrency());
        this.reads = call.reads();
        this.embeddingReader = new EmbeddingReader(reads, config.embeddings(), task);
        this.interactionReader = new InteractionReader(reads, config.interactions(), task);
        this.names = config.embeddings().modalities().names();
    }

    /** What there is to learn from and to augment with. */
    private record Sources(int items, Interactions interactions, KeyedInteractions keyed,
            List<EmbeddingReader.Modality> modalities, List<Neighbours> neighbours, List<Distribution> similarities) {
    }

    /** A variant, or the baseline, while it is tried on one split after the other. */
    private static final class Tried {
        final Variant variant;
        final List<Trial> trials = new ArrayList<>();
        /** By split; none of the baseline. */
        final List<double[]> modalityWeights = new ArrayList<>();
        long nanos;

        Tried(Variant variant) {
            this.variant = variant;
        }
    }

    Stream<EvaluationRow> rows() {
        try (call) {
            Sources sources = read();
            Tried baseline = new Tried(null);
            List<Tried> variants = config.variants().stream().map(variant -> new Tried(variant)).toList();
            for (long seed : seeds()) {
                Split split = split(sources, seed);
                tryOut(baseline, TrainingMatrix.bare(sources.items(), split.training()), split, seed);
                tryOut(variants, sources, split, seed);
            }
            return rows(sources, baseline, variants).stream();
        }
    }

    /** Those that make a difference. */
    private List<Long> seeds() {
        boolean chance = !config.split().labelled() || config.recommender() == RecommenderChoice.LIGHT_GCN;
        return chance ? config.seeds() : config.seeds().subList(0, 1);
    }

    private Sources read() {
        Nodes items = embeddingReader.items();
        Nodes users = interactionReader.users();
        if (config.recommender() == RecommenderChoice.EASE && items.size() > MOST_ITEMS_OF_EASE) {
            throw new IllegalArgumentException(("`recommender: 'ease'` takes a square of items, %s for the %d items here, and"
                    + " is refused beyond %d. Use 'graphFilter' or 'lightGcn'.").formatted(
                            MemoryEstimate.of(Ease.bytes(items.size())).range(), items.size(), MOST_ITEMS_OF_EASE));
        }
        call.reserve(memory(users.size(), items), config.run());
        Interactions interactions = interactionReader.read(users, items);
        KeyedInteractions keyed = config.split().property() == null ? null : new InteractionKeyReader(reads,
                config.interactions(), config.split(), task).read(interactions, users, items);
        List<EmbeddingReader.Modality> modalities = embeddingReader.read(items);
        call.announceKernel();
        List<Neighbours> neighbours = new ArrayList<>();
        List<Distribution> similarities = new ArrayList<>();
        for (EmbeddingReader.Modality modality : modalities) {
            Neighbours found = ExactNeighbours.search(
                    new FusedSimilarity(List.of(modality.matrix()), new double[] {1}), config.mostNeighbours(),
                    config.similarityCutoff(), "similarity " + modality.name(), task);
            if (found.total() == 0) {
                throw new IllegalStateException(("No two items have a similarity above %s (`similarityCutoff`) in modality"
                        + " [%s], so there is nothing to evaluate.").formatted(config.similarityCutoff(), modality.name()));
            }
            neighbours.add(found);
            similarities.add(Distribution.of(found.allScores()));
        }
        return new Sources(items.size(), interactions, keyed, modalities, neighbours, similarities);
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
                + switch (config.recommender()) {
                    case GRAPH_FILTER -> GraphFilter.bytes(users, items, entries, task.concurrency());
                    case EASE -> Ease.bytes(items);
                    case LIGHT_GCN -> LightGcn.bytes(users, items, entries);
                };
    }

    private Recommender recommender(long seed) {
        return switch (config.recommender()) {
            case GRAPH_FILTER -> new GraphFilter(WALK);
            case EASE -> new Ease(EASE_REGULARIZATION);
            case LIGHT_GCN -> new LightGcn(seed);
        };
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

    private void tryOut(List<Tried> variants, Sources sources, Split split, long seed) {
        Map<Weighting, double[]> weights = new HashMap<>();
        for (Tried tried : variants) {
            double[] modalityWeights = weights.computeIfAbsent(tried.variant.weighting(),
                    weighting -> modalityWeights(weighting, sources, split));
            tried.modalityWeights.add(modalityWeights);
            tryOut(tried, augmented(tried.variant, vouching(tried.variant, sources, modalityWeights), modalityWeights, split),
                    split, seed);
        }
    }

    private double[] modalityWeights(Weighting weighting, Sources sources, Split split) {
        return new Weights(weighting, names, task).of(sources::similarities, sources::modalities, split::training);
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
    private Control control(Tried chosen, Sources sources) {
        Variant variant = chosen.variant;
        List<Tried> dealings = new ArrayList<>();
        for (int d = 0; d < Control.DEALINGS; d++) {
            dealings.add(new Tried(variant));
        }
        for (int s = 0; s < seeds().size(); s++) {
            long seed = seeds().get(s);
            Split split = split(sources, seed);
            double[] modalityWeights = chosen.modalityWeights.get(s);
            List<Neighbours> vouching = vouching(variant, sources, modalityWeights);
            for (int d = 0; d < Control.DEALINGS; d++) {
                int[] holders = Control.dealing(sources.items(), d);
                tryOut(dealings.get(d), augmented(variant, vouching.stream().map(n -> n.exchanged(holders)).toList(),
                        modalityWeights, split), split, seed);
            }
        }
        return Control.of(dealings.stream().mapToDouble(dealing -> Outcome.of(dealing.trials).test().meanRecall()).toArray());
    }

    private Neighbours fused(Sources sources, double[] weights) {
        return fused.computeIfAbsent(Arrays.stream(weights).boxed().toList(), key -> ExactNeighbours.search(
                new FusedSimilarity(sources.modalities().stream().map(EmbeddingReader.Modality::matrix).toList(), weights),
                config.mostNeighbours(), config.similarityCutoff(), "synergistic similarity", task));
    }

    private void tryOut(Tried tried, TrainingMatrix training, Split split, long seed) {
        task.progress("evaluating", trials++, (long) seeds().size() * (1 + config.variants().size() + Control.DEALINGS));
        long start = System.nanoTime();
        tried.trials.add(Trial.of(recommender(seed), training, split, config.at(), task.quiet()));
        tried.nanos += System.nanoTime() - start;
    }

    private List<EvaluationRow> rows(Sources sources, Tried baseline, List<Tried> variants) {
        Outcome bare = Outcome.of(baseline.trials);
        List<Outcome> outcomes = variants.stream().map(tried -> Outcome.of(tried.trials)).toList();
        long seed = config.seeds().get(0);
        Choice choice = Choice.of(bare.validation(), outcomes.stream().map(Outcome::validation).toList(), RESAMPLES, seed, task);
        Control control = choice.best() < 0 ? null : control(variants.get(choice.best()), sources);
        task.progress("evaluating", 1, 1);
        List<EvaluationRow> rows = new ArrayList<>();
        List<Uplift> uplifts = new ArrayList<>();
        for (Outcome outcome : outcomes) {
            uplifts.add(Uplift.of(bare.test().recall(), outcome.test().recall(), RESAMPLES, seed, task));
        }
        Recommendation recommendation = new Recommendation(config, bare, outcomes, choice, control, uplifts);
        rows.add(row(baseline, bare, bare, new Uplift(0, 0, 0), 0, null, recommendation.best() < 0 ? recommendation : null));
        for (int v = 0; v < outcomes.size(); v++) {
            rows.add(row(variants.get(v), bare, outcomes.get(v), uplifts.get(v), choice.lowerBounds()[v],
                    choice.best() == v ? control : null, recommendation.best() == v ? recommendation : null));
        }
        return rows;
    }

    private EvaluationRow row(Tried tried, Outcome bare, Outcome outcome, Uplift uplift, double validationLow,
            Control control, Recommendation recommendation) {
        Variant variant = tried.variant;
        Outcome.Users test = outcome.test();
        return new EvaluationRow(variant == null ? "none" : variant.strategy().spelling(),
                variant == null ? null : (long) variant.topK(),
                variant == null ? null : variant.rule().virtualWeight(),
                variant == null ? null : variant.weighting().name(),
                variant == null ? null : Weights.map(names, means(tried.modalityWeights)),
                Math.round(outcome.virtualInteractions()), test.meanRecall(), test.meanNdcg(), outcome.coverage(),
                outcome.coldItemShare(), Figures.orNull(outcome.coldRecall()), finite(uplift.mean()),
                finite(Uplift.relative(bare.test().meanNdcg(), test.meanNdcg())), finite(uplift.low()), finite(uplift.high()),
                finite(Uplift.relative(bare.validation().meanRecall(), outcome.validation().meanRecall())),
                finite(validationLow), controlUplift(bare, control == null ? Double.NaN : control.mean()),
                controlUplift(bare, control == null ? Double.NaN : control.bound()), groups(bare.groups(), outcome.groups()), recommendation != null,
                recommendation == null ? null : recommendation.text(), tried.nanos / 1_000_000);
    }

    private static List<Map<String, Object>> groups(List<Outcome.Group> bare, List<Outcome.Group> augmented) {
        List<Map<String, Object>> groups = new ArrayList<>();
        for (int g = 0; g < bare.size(); g++) {
            Outcome.Group group = augmented.get(g);
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("from", (long) group.from());
            map.put("to", group.to() >= Integer.MAX_VALUE - 1 ? null : (long) group.to());
            map.put("users", (long) group.users());
            map.put("recall", Figures.orNull(group.recall()));
            map.put("uplift", finite(Uplift.relative(bare.get(g).recall(), group.recall())));
            groups.add(map);
        }
        return groups;
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

    private static Double controlUplift(Outcome bare, double recall) {
        return finite(Uplift.relative(bare.test().meanRecall(), recall));
    }

    /** Null for an uplift over nothing. */
    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }
}
