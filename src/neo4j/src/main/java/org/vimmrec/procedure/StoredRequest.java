package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.evaluation.Recommendations;
import org.vimmrec.graph.CandidateReader;
import org.vimmrec.graph.ListedNodes;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.StoredModels;
import org.vimmrec.graph.StoredUsers;
import org.vimmrec.procedure.RecommendRows.StreamRow;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * One call of {@code vimmrec.recommend.stream} for some users, or for a session, with a stored model. It reads only the
 * users' nodes and relationships; the embeddings of the items are in memory, except after a start or a training.
 */
final class StoredRequest {
    private final ProcedureContext context;
    private final RecommendConfig config;
    private final Task task;
    private final CandidateReader candidateReader;

    StoredRequest(ProcedureContext context, RecommendConfig config) {
        this.context = context;
        this.config = config;
        this.task = context.task(config.run().concurrency());
        this.candidateReader = new CandidateReader(
                context.reads(), config.candidates(), config.embeddings().itemLabel(), task.quiet());
    }

    Stream<StreamRow> stream() {
        return context.streaming(() -> {
            StoredModels.Loaded model = model();
            List<Node> users = config.request().session() == null ? users() : List.of();
            return users.isEmpty() && config.request().session() == null ? Stream.empty() : rows(model, users);
        });
    }

    private StoredModels.Loaded model() {
        StoredModels models = new StoredModels(context.db(), task);
        Manifest head = models.require(config.embeddingProperty(), StoredReader.wanted(config));
        StoredModels.Loaded found = models.inMemory(head);
        return found != null
                ? found
                : context.within(
                        StoredModels.memory(head, StoredModels.items(head)),
                        config.run(),
                        () -> models.load(config.embeddingProperty(), head));
    }

    /** The users of the call, in the order of their ids. */
    private List<Node> users() {
        IdIndex ids = ListedNodes.of(
                context.tx(),
                config.request().users(),
                "users",
                config.interactions().userLabel(),
                "userLabel");
        return LongStream.of(ids.ids())
                .mapToObj(id -> NodeIds.node(context.tx(), id))
                .toList();
    }

    /** @param users empty for the session */
    private Stream<StreamRow> rows(StoredModels.Loaded model, List<Node> users) {
        boolean anonymous = users.isEmpty();
        int count = Math.max(1, users.size());
        float[][] embeddings = new float[count][];
        int[] selves = new int[count];
        Interactions.Builder known = new Interactions.Builder(false);
        if (anonymous) {
            addSession(model, known);
            selves[0] = -1;
        }
        for (int u = 0; u < users.size(); u++) {
            task.checkTermination();
            embeddings[u] = model.user(users.get(u));
            selves[u] = StoredUsers.readKnown(users.get(u), config.interactions(), model.items(), known);
        }
        Interactions interactions = known.build().withSelves(selves);
        int limit = config.request().limit();
        SparseRows.Reader reader = model.model()
                .recommendations(embeddings, interactions, Recommendations.allUsers(count), null, limit)
                .reader();
        return IntStream.range(0, count).boxed().flatMap(u -> {
            task.checkTermination();
            Node user = anonymous ? null : users.get(u);
            int entries = reader.read(u);
            List<StreamRow> rows = existing(model, user, reader, entries);
            for (int ranked = limit; rows.size() < limit && entries == ranked; ) {
                ranked *= 2; // some items are no candidates, or were deleted since the model was read
                SparseRows.Reader more = model.model()
                        .recommendations(embeddings, interactions, new int[] {u}, null, ranked)
                        .reader();
                entries = more.read(0);
                rows = existing(model, user, more, entries);
            }
            return rows.stream();
        });
    }

    private void addSession(StoredModels.Loaded model, Interactions.Builder known) {
        IdIndex items = ListedNodes.of(
                context.tx(),
                config.request().session(),
                "session",
                config.embeddings().itemLabel(),
                "itemLabel");
        for (long id : items.ids()) {
            int index = model.items().index(id);
            if (index >= 0) { // otherwise newer than the model
                known.add(index, 1);
            }
        }
        known.endUser();
    }

    /** The rows of a user, up to the limit: candidates that were not deleted and still have their label. */
    private List<StreamRow> existing(StoredModels.Loaded model, Node user, SparseRows.Reader reader, int entries) {
        Label label = Label.label(config.embeddings().itemLabel());
        long[] ranked = new long[entries];
        Arrays.setAll(ranked, n -> model.items().id(reader.column(n)));
        boolean[] candidates = candidateReader.read(ranked);
        List<StreamRow> rows = new ArrayList<>();
        for (int n = 0; n < entries && rows.size() < config.request().limit(); n++) {
            Node item = candidates == null || candidates[n] ? NodeIds.nodeOrNull(context.tx(), ranked[n]) : null;
            if (item != null && item.hasLabel(label)) {
                rows.add(new StreamRow(user, item, reader.value(n), rows.size() + 1));
            }
        }
        return rows;
    }
}
