package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import org.vimmrec.evaluation.ExperimentParameters;
import org.vimmrec.evaluation.ExperimentResult;
import org.vimmrec.evaluation.RecommenderResult;
import org.vimmrec.evaluation.SplitMethod;
import org.vimmrec.evaluation.Uplift;
import org.vimmrec.evaluation.Variant;
import org.vimmrec.evaluation.VariantResult;
import org.vimmrec.interaction.Aggregation;
import org.vimmrec.interaction.EdgeRule;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.SimilarityCutoff;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Evaluates recommenders on generated catalogues, as {@code vimmrec.evaluate} does: three whose embeddings carry the
 * taste of users, and one whose embeddings are noise. Settings are system properties:
 *
 * <ul>
 *   <li>{@code vimmrec.recommender}: recommenders of {@code vimmrec.evaluate}, separated by commas. Default: lightGcn
 *   <li>{@code vimmrec.seeds}: the number of seeds, from 1. Default: 5
 * </ul>
 */
final class Catalogues implements Experiment {
    private static final long CATALOGUE_SEED = 7;
    private static final int TOP_K = 30;
    private static final double[] VIRTUAL_WEIGHTS = {0.03, 0.1, 0.3};
    private static final ModalityWeighting MEAN = new ModalityWeighting(ModalityWeighting.Method.MEAN, 100_000, 42);
    private static final int AT = 20;

    /**
     * A kind of catalogue.
     *
     * @param medianInteractions the median number of interactions per user
     * @param visualSignal the share of the visual embeddings' variance that says something about the item
     * @param textSignal the same of the text embeddings
     */
    private record Kind(double medianInteractions, double visualSignal, double textSignal) {

        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "%s, median %.0f",
                    visualSignal + textSignal > 0 ? "good embeddings" : "noise",
                    medianInteractions);
        }
    }

    @Override
    public String name() {
        return "Catalogues";
    }

    @Override
    public String question() {
        return "what virtual interactions add on generated catalogues, and whether noise is refused; an hour a model";
    }

    @Override
    public Table run(Jmh jmh) {
        long[] seeds = LongStream.rangeClosed(1, Long.getLong("vimmrec.seeds")).toArray();
        List<RecommenderType> recommenders = Arrays.stream(
                        System.getProperty("vimmrec.recommender").split(","))
                .map(name -> Recommenders.named(name)
                        .orElseThrow(() -> new IllegalArgumentException("vimmrec.recommender: no recommender " + name)))
                .toList();
        Table table = new Table(
                "recommender", "catalogue", ">real alone", "selected", ">with it", ">uplift in %", "conclusion");
        for (RecommenderType recommender : recommenders) {
            for (Kind kind :
                    List.of(new Kind(3, 0.9, 0.8), new Kind(5, 0.9, 0.8), new Kind(10, 0.9, 0.8), new Kind(3, 0, 0))) {
                long start = System.nanoTime();
                RecommenderResult result = evaluate(recommender, kind, seeds);
                Object[] row = row(result, kind);
                table.row(row);
                System.out.printf(Locale.ROOT, "%s; %.0f s%n", Arrays.toString(row), (System.nanoTime() - start) / 1e9);
            }
        }
        table.note(
                "Recall@%d on test interactions, seeds 1 to %d; the variant is selected on validation interactions."
                        + " Intervals (95 %%) resample users.",
                AT, seeds.length);
        return table;
    }

    private static RecommenderResult evaluate(RecommenderType recommender, Kind kind, long[] seeds) {
        LabelledData data = LabelledData.generated(
                CATALOGUE_SEED, kind.medianInteractions(), kind.visualSignal(), kind.textSignal());
        ExperimentParameters parameters = new ExperimentParameters(
                List.of(recommender),
                variants(),
                true,
                SimilarityCutoff.of(0),
                SplitMethod.random(0.1),
                Arrays.stream(seeds).boxed().toList(),
                AT);
        ExperimentResult result = org.vimmrec.evaluation.Experiment.run(
                parameters, data.experimentData(), new Task(Machine.THREADS, TaskMonitor.NONE));
        return result.recommenders().get(0);
    }

    private static List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        for (Strategy strategy : Strategy.values()) {
            for (double weight : VIRTUAL_WEIGHTS) {
                variants.add(new Variant(
                        strategy, TOP_K, MEAN, new EdgeRule(Aggregation.MEAN, weight, 0, Integer.MAX_VALUE)));
            }
        }
        return variants;
    }

    private static Object[] row(RecommenderResult result, Kind kind) {
        int selected = result.selection().best();
        String before = recall(result.baseline());
        String name = result.recommender().name();
        if (selected < 0) {
            return new Object[] {name, kind, before, "none", before, "", result.conclusion()};
        }
        VariantResult variant = result.variants().get(selected);
        Uplift uplift = variant.uplift();
        return new Object[] {
            name,
            kind,
            before,
            "%s, virtualWeight %s"
                    .formatted(
                            variant.variant().strategy().spelling(),
                            variant.variant().rule().virtualWeight()),
            recall(variant),
            String.format(
                    Locale.ROOT, "%+.1f (%.1f to %.1f)", 100 * uplift.mean(), 100 * uplift.low(), 100 * uplift.high()),
            result.conclusion()
        };
    }

    private static String recall(VariantResult result) {
        return String.format(Locale.ROOT, "%.4f", result.metrics().test().meanRecall());
    }
}
