package org.vimmrec.benchmark;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.ToDoubleFunction;
import org.vimmrec.alternative.Alternative;
import org.vimmrec.alternative.AlternativeRuns;
import org.vimmrec.alternative.PairedUplift;
import org.vimmrec.evaluation.ModalityEmbeddings;
import org.vimmrec.evaluation.Split;
import org.vimmrec.evaluation.TieOrder;
import org.vimmrec.recommender.RecommenderType;
import org.vimmrec.recommender.Recommenders;
import org.vimmrec.task.Task;
import org.vimmrec.task.TaskMonitor;

/**
 * Compares ways to derive virtual interactions and to train with them. Settings are system properties:
 *
 * <ul>
 *   <li>{@code vimmrec.data}: a folder in MMRec's layout. Without one, a catalogue is generated
 *   <li>{@code vimmrec.fraction}: the share of training interactions to keep, at random by seed. Default: 1
 *   <li>{@code vimmrec.seeds}: the number of seeds, from 2. Default: 5
 *   <li>{@code vimmrec.recommender}: a recommender of {@code vimmrec.evaluate}. Default: lightGcn
 * </ul>
 */
final class Alternatives implements Experiment {
    private static final int AT = 20;

    @Override
    public String name() {
        return "Alternatives";
    }

    @Override
    public String question() {
        return "which virtual interactions lift a trained model: -Dvimmrec.data=FOLDER; on TikTok 30 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws InterruptedException, ExecutionException {
        int seeds = Integer.parseInt(System.getProperty("vimmrec.seeds"));
        if (seeds < 2 || seeds > PairedUplift.MAX_SEEDS) {
            throw new IllegalArgumentException(
                    "vimmrec.seeds must be from 2 to " + PairedUplift.MAX_SEEDS + ", but is " + seeds);
        }
        double fraction = Double.parseDouble(System.getProperty("vimmrec.fraction"));
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException("vimmrec.fraction must be above 0 and at most 1, but is " + fraction);
        }
        String folder = System.getProperty("vimmrec.data");
        LabelledData data = folder.isEmpty() ? LabelledData.generated() : LabelledData.read(Path.of(folder));
        String name = System.getProperty("vimmrec.recommender");
        RecommenderType recommender = Recommenders.named(name)
                .orElseThrow(() -> new IllegalArgumentException("vimmrec.recommender: no recommender " + name));

        Map<Alternative, List<AlternativeRuns.Result>> results = results(data, recommender, fraction, seeds);
        Table table = table(results);
        table.note(
                "%s on %s, %.0f %% of the training interactions, seeds 1 to %d. Uplifts in %% with 95 %% intervals.",
                recommender.name(), data.name(), 100 * fraction, seeds);
        table.note("Precision: the share of virtual interactions that are validation interactions.");
        return table;
    }

    /** By alternative, the result of each seed. */
    private static Map<Alternative, List<AlternativeRuns.Result>> results(
            LabelledData data, RecommenderType recommender, double fraction, int seeds)
            throws InterruptedException, ExecutionException {
        List<ModalityEmbeddings> modalities = data.modalities();
        List<Alternative> alternatives =
                Alternative.all(modalities, recommender, new Task(Machine.THREADS, TaskMonitor.NONE));
        AlternativeRuns runs = new AlternativeRuns(
                recommender, TieOrder.of(modalities.get(0).embeddings().fingerprints(), 1), AT);
        List<Callable<AlternativeRuns.Result>> work = new ArrayList<>();
        for (int seed = 1; seed <= seeds; seed++) {
            Split split = data.split(fraction, seed);
            for (Alternative alternative : alternatives) {
                int now = seed;
                work.add(() -> run(runs, alternative, split, now));
            }
        }
        // A thread for each run takes less time than several threads for one.
        ExecutorService threads = Executors.newFixedThreadPool(Machine.THREADS);
        try {
            List<Future<AlternativeRuns.Result>> done = threads.invokeAll(work);
            Map<Alternative, List<AlternativeRuns.Result>> results = new LinkedHashMap<>();
            for (int n = 0; n < done.size(); n++) {
                results.computeIfAbsent(alternatives.get(n % alternatives.size()), key -> new ArrayList<>())
                        .add(done.get(n).get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    private static AlternativeRuns.Result run(AlternativeRuns runs, Alternative alternative, Split split, int seed) {
        long start = System.nanoTime();
        AlternativeRuns.Result result = runs.run(alternative, split, seed, new Task(1, TaskMonitor.NONE));
        System.out.printf(
                Locale.ROOT,
                "seed %d, %s: validation %.4f, test %.4f; %.0f s%n",
                seed,
                alternative.name(),
                result.validation(),
                result.test(),
                (System.nanoTime() - start) / 1e9);
        return result;
    }

    private static Table table(Map<Alternative, List<AlternativeRuns.Result>> results) {
        Table table = new Table(
                "alternative",
                ">virtual",
                ">precision",
                ">validation",
                ">above none",
                ">above the reference",
                ">test",
                ">above none");
        List<List<AlternativeRuns.Result>> rows = List.copyOf(results.values());
        List<AlternativeRuns.Result> none = rows.get(0);
        List<AlternativeRuns.Result> reference = rows.get(1);
        results.forEach((alternative, of) -> table.row(
                alternative.name(),
                "%,.0f".formatted(mean(of, AlternativeRuns.Result::virtualInteractions)),
                of == none ? "" : "%.2f %%".formatted(100 * mean(of, AlternativeRuns.Result::precision)),
                "%.4f".formatted(mean(of, AlternativeRuns.Result::validation)),
                of == none ? "" : uplift(none, of, AlternativeRuns.Result::validation),
                of == none || of == reference ? "" : uplift(reference, of, AlternativeRuns.Result::validation),
                "%.4f".formatted(mean(of, AlternativeRuns.Result::test)),
                of == none ? "" : uplift(none, of, AlternativeRuns.Result::test)));
        return table;
    }

    private static double mean(List<AlternativeRuns.Result> results, ToDoubleFunction<AlternativeRuns.Result> figure) {
        return Arrays.stream(values(results, figure)).average().orElseThrow();
    }

    private static PairedUplift uplift(
            List<AlternativeRuns.Result> before,
            List<AlternativeRuns.Result> after,
            ToDoubleFunction<AlternativeRuns.Result> figure) {
        return PairedUplift.of(values(before, figure), values(after, figure));
    }

    private static double[] values(
            List<AlternativeRuns.Result> results, ToDoubleFunction<AlternativeRuns.Result> figure) {
        return results.stream().mapToDouble(figure).toArray();
    }
}
