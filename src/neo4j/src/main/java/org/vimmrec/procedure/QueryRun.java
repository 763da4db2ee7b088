package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.QueryConfig;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.procedure.RecommendRows.StreamRow;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.QueryNeighbours;
import org.vimmrec.sparse.TopKHeap;
import org.vimmrec.task.MemoryEstimate;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** One call of {@code vimmrec.recommend.stream} for given embeddings: ranks all items by similarity. */
final class QueryRun {
    private final ProcedureContext context;
    private final QueryConfig config;
    private final EmbeddingReader reader;

    QueryRun(ProcedureContext context, QueryConfig config) {
        this.context = context;
        this.config = config;
        Task task = context.task(config.run().concurrency());
        this.reader = new EmbeddingReader(context.reads(), config.embeddings(), task);
    }

    Stream<StreamRow> stream() {
        return context.streaming(() -> {
            IdIndex items = reader.items();
            context.reserve(MemoryEstimate.of(reader.census(items).bytes(items.size())), config.run());
            TopKHeap best = QueryNeighbours.of(withQuery(items), config.weights(), config.limit());
            List<StreamRow> rows = new ArrayList<>();
            for (int n = 0; n < best.size(); n++) {
                Node item = NodeIds.nodeOrNull(context.tx(), items.id(best.index(n)));
                if (item != null) {
                    rows.add(new StreamRow(null, item, best.score(n), rows.size() + 1));
                }
            }
            return rows.stream();
        });
    }

    /** The embeddings of the items, and of the query after the last one. */
    private List<EmbeddingMatrix> withQuery(IdIndex items) {
        List<EmbeddingMatrix> all = new ArrayList<>();
        for (EmbeddingReader.Modality modality : reader.read(items)) {
            Integer length = config.lengths().get(modality.name());
            EmbeddingMatrix matrix = modality.matrix();
            if (length != null && matrix.present() > 0 && length != matrix.dimension()) {
                throw new IllegalArgumentException(
                        "`%s.%s` must have %d numbers like the embeddings of items, but has %d."
                                .formatted(QueryConfig.KEY, Shown.name(modality.name()), matrix.dimension(), length));
            }
            all.add(matrix.withItem(
                    matrix.present() == 0 ? null : config.query().get(modality.name())));
        }
        return all;
    }
}
