package org.vimmrec.procedure;

import java.util.List;
import java.util.stream.Stream;
import org.vimmrec.config.ModelDropConfig;
import org.vimmrec.graph.EmbeddingOwnership;
import org.vimmrec.graph.EmbeddingWriter;
import org.vimmrec.graph.ManifestStore;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.StoredModels;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.procedure.RecommendRows.DropRow;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/** One call of {@code vimmrec.recommend.drop} for the embeddings of a model. */
final class ModelDrop {
    private final ProcedureContext context;
    private final ModelDropConfig config;
    private final Task task;
    private final ManifestStore manifests;

    ModelDrop(ProcedureContext context, ModelDropConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.concurrency());
        this.manifests = new ManifestStore(context.db(), task);
    }

    Stream<DropRow> rows() {
        String type = StoredModels.manifestType(config.property());
        try (context;
                WriterLock lock = WriterLock.acquire(context.tx(), List.of(type), task)) {
            manifests.requireWritable();
            Manifest stored = manifests.read(type);
            String itemLabel = stored == null ? config.itemLabel() : stored.itemLabel();
            String userLabel = stored == null ? config.userLabel() : stored.sourceLabel();
            IdIndex users = Nodes.readAny(context.tx(), userLabel, task);
            IdIndex items = Nodes.readAny(context.tx(), itemLabel, task);
            EmbeddingOwnership ownership =
                    EmbeddingOwnership.of(config.property(), stored, users, items, config.adopt());
            IdIndex nodes = IdIndex.of(
                    users.ids(),
                    items.ids(),
                    stored == null ? new long[0] : stored.sources().ids(),
                    stored == null ? new long[0] : stored.items().ids());
            ownership.requireOwned(context.reads(), nodes.ids(), task);
            if (stored != null) {
                manifests.beginDrop(type);
            }
            long removed = new EmbeddingWriter(context.db(), config.property(), config.batchSize(), task)
                    .write(nodes.ids(), n -> null)
                    .removed();
            manifests.delete(type);
            return Stream.of(new DropRow(null, 0, config.property(), removed));
        }
    }
}
