package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.graph.SimilarityReader;
import org.vimmrec.graph.Totals;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.statistics.Distribution;
import org.vimmrec.statistics.ModalityWeighting;
import org.vimmrec.statistics.ModalityWeighting.Method;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/**
 * The modality weights of a call about some users. They are those of a run for all users, but where a manifest has
 * recorded what they follow from, only the manifest is read.
 */
final class LocalWeights {
    private static final String READ_ALL = "The mean similarity of modality [%s] was computed from all its"
            + " relationships, because %s. Run vimmrec.similarity.update to record it.";

    private final ProcedureContext context;
    private final VirtualConfig config;
    private final SimilarityReader similarities;
    private final List<ManifestHead> heads;
    private final Task task;
    private final List<String> notices = new ArrayList<>();

    /** @param heads the heads of all manifests */
    LocalWeights(
            ProcedureContext context,
            VirtualConfig config,
            SimilarityReader similarities,
            List<ManifestHead> heads,
            Task task) {
        this.context = context;
        this.config = config;
        this.similarities = similarities;
        this.heads = heads;
        this.task = task;
    }

    /** Notices about what had to be read completely. */
    List<String> notices() {
        return notices;
    }

    /**
     * The weights before empty modalities are left out. Marks modalities without pairs as empty.
     *
     * @param written the head of the virtual interactions that the configuration writes; null if there is none, or if
     *     it is unsettled or has another configuration
     * @param empty by modality, receives whether it has no pairs, if the method needs to know
     */
    double[] of(List<String> modalities, ManifestHead written, boolean[] empty) {
        if (config.weighting().method() == Method.MEAN) {
            return means(modalities, empty);
        }
        if (config.weighting().method() == Method.CO_INTERACTION && written != null) {
            return Weights.ordered(modalities, written.manifest().weights());
        }
        EmbeddingReader embeddings = new EmbeddingReader(context.reads(), config.embeddings(), task);
        IdIndex items = config.weighting().method() == Method.CO_INTERACTION ? embeddings.items() : IdIndex.of();
        return new Weights(config.weighting(), modalities, task)
                .of(
                        List::of,
                        () -> read(embeddings, items),
                        () -> VirtualReader.allInteractions(context, config, task, items));
    }

    private List<EmbeddingReader.Modality> read(EmbeddingReader embeddings, IdIndex items) {
        context.reserve(MemoryEstimate.of(embeddings.census(items).bytes(items.size())), config.run());
        return embeddings.read(items);
    }

    private double[] means(List<String> modalities, boolean[] empty) {
        double[] means = new double[modalities.size()];
        long itemCount = similarities.countItems();
        for (int m = 0; m < means.length; m++) {
            Totals totals = totals(modalities.get(m), itemCount);
            empty[m] = totals.pairs() == 0;
            means[m] = totals.pairs() == 0 ? 0 : totals.meanSimilarity();
        }
        return ModalityWeighting.ofMeans(means, empty);
    }

    /** The recorded figures of a modality, or those of its relationships if they may differ. */
    private Totals totals(String modality, long itemCount) {
        String type = similarities.type(modality);
        ManifestHead head = heads.stream()
                .filter(each -> each.type().equals(type))
                .findFirst()
                .orElse(null);
        String reason = unusable(head);
        if (reason == null && changed(modality, head.totals(), itemCount)) {
            reason = "its relationships or items are not those of the last write";
        }
        if (reason == null) {
            return head.totals();
        }
        notices.add(READ_ALL.formatted(Shown.name(modality), reason));
        IdIndex items = new EmbeddingReader(context.reads(), config.embeddings(), task).items();
        context.reserve(MemoryEstimate.of(similarities.bytes(List.of(modality), items, true)), config.run());
        Neighbours all = similarities.read(modality, items);
        Distribution values = Distribution.of(all.allScores());
        return new Totals(items.size(), values.count(), values.mean());
    }

    /** New items have no similarities yet, so they do not count. */
    private boolean changed(String modality, Totals totals, long itemCount) {
        return totals.pairs() != similarities.count(modality) || totals.items() > itemCount;
    }

    private String unusable(ManifestHead head) {
        if (head == null || !head.manifest().isSimilarity()) {
            return "vimmrec.similarity.write has not written them";
        }
        if (!head.settled()) {
            return "the last write was interrupted or is running";
        }
        if (head.totals() == null) {
            return "an older version of the plugin or a Spark job wrote them";
        }
        if (!config.similarities().property().equals(head.manifest().writeProperty())
                || !config.similarities().itemLabel().equals(head.manifest().itemLabel())) {
            return "they were written for another `itemLabel` or property";
        }
        return null;
    }
}
