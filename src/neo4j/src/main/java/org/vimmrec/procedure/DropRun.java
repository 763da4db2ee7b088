package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.vimmrec.config.DropConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.ExistingRelationships;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Ownership;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.task.Task;
import org.vimmrec.update.Manifest;

/** One call of a drop procedure. */
final class DropRun {
    private final ProcedureContext context;
    private final DropConfig config;
    private final Task task;
    private final ManifestStore manifests;

    DropRun(ProcedureContext context, DropConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.concurrency());
        this.manifests = new ManifestStore(context.db(), task);
    }

    Stream<DropRow> rows() {
        try (context) {
            List<String> types = types();
            try (WriterLock lock = WriterLock.acquire(context.tx(), types, task)) {
                if (!types.isEmpty()) {
                    manifests.requireWritable();
                }
                Map<ExistingRelationships, Manifest> all = new LinkedHashMap<>();
                for (String type : types) {
                    Manifest stored = manifests.read(type);
                    requireExpected(type, stored);
                    all.put(
                            ExistingRelationships.of(
                                    context.reads(),
                                    Ownership.of(context.tx(), type, stored, config.adopt(), task),
                                    task),
                            stored);
                }
                ConvergentWriter writer = new ConvergentWriter(context.db(), context.tx(), config.batchSize(), task);
                List<DropRow> rows = new ArrayList<>();
                all.forEach((existing, stored) -> rows.add(drop(writer, existing, stored)));
                return rows.stream();
            }
        }
    }

    private DropRow drop(ConvergentWriter writer, ExistingRelationships existing, Manifest stored) {
        if (stored != null) {
            manifests.beginDrop(existing.type());
        }
        long deleted = writer.drop(existing);
        manifests.delete(existing.type());
        return new DropRow(existing.type(), deleted);
    }

    /**
     * Returns the types that the configuration names. If it names none, returns all similarity types that were written
     * for the item label.
     */
    private List<String> types() {
        if (!config.types().isEmpty()) {
            return config.types();
        }
        return manifests.heads().stream()
                .filter(head -> head.isSimilarityOf(config.itemLabel(), config.relationshipTypePrefix()))
                .map(Manifest::type)
                .toList();
    }

    /** @throws IllegalArgumentException if the type was written for other data than the caller names */
    private void requireExpected(String type, Manifest stored) {
        if (stored == null) {
            return;
        }
        if (!stored.kind().family().equals(config.family())) {
            throw new IllegalArgumentException(
                    "The relationships of type [%s] are %s. Nothing was dropped; use vimmrec.%s.drop."
                            .formatted(
                                    type, stored.kind().family(), stored.kind().procedures()));
        }
        DropConfig.Labels labels = config.labels();
        requireSame(
                type, "itemLabel", stored.itemLabel(), stored.isSimilarity() ? config.itemLabel() : labels.itemLabel());
        if (!stored.isSimilarity()) {
            requireSame(type, "userLabel", stored.sourceLabel(), labels.userLabel());
            requireSame(
                    type,
                    "interactionType",
                    stored.interactionTypes() instanceof Collection<?> types ? List.copyOf(types) : null,
                    labels.interactionTypes());
        }
    }

    private static void requireSame(String type, String key, Object stored, Object given) {
        if (given != null && !given.equals(stored)) {
            throw new IllegalArgumentException(
                    ("The relationships of type [%s] were written for `%s` [%s], not for [%s]."
                                    + " Nothing was dropped; give the stored value, or name another type.")
                            .formatted(type, key, stored, given));
        }
    }
}
