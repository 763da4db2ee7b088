package org.vimmrec.graph;

import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Reads what a stored model needs of users: their embeddings, and the items that they know. */
public final class StoredUsers {

    private StoredUsers() {}

    /**
     * Reads the embeddings of all users; null for those who have none.
     *
     * @throws IllegalArgumentException if the property of a user holds something else
     */
    public static float[][] read(ReadTransactions reads, StoredModels.Loaded model, IdIndex users, Task task) {
        float[][] embeddings = new float[users.size()][];
        FirstError error = new FirstError();
        reads.forEachChunk(users.size(), "reading " + model.property(), task, () -> (tx, chunk, from, to) -> {
            for (int u = from; u < to; u++) {
                try {
                    embeddings[u] = model.user(NodeIds.node(tx, users.id(u)));
                } catch (NotFoundException e) {
                    continue; // deleted since the ids were read
                } catch (IllegalArgumentException e) {
                    error.add(u, e.getMessage());
                }
            }
        });
        error.throwIfAny();
        return embeddings;
    }

    /**
     * Reads the items that a user knows, by traversal: also those that the user excludes, or whose interactions do not
     * count.
     *
     * @param builder takes them as those of its next user
     * @return the index of the item that the user is, or a negative number
     */
    public static int readKnown(Node user, InteractionSource source, IdIndex items, Interactions.Builder builder) {
        RelationshipType[] types =
                source.allTypes().stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
        try (ResourceIterable<Relationship> outgoing = user.getRelationships(Direction.OUTGOING, types)) {
            for (Relationship relationship : outgoing) {
                int item = items.index(NodeIds.endOf(relationship));
                if (item >= 0) {
                    builder.add(item, 1);
                }
            }
        }
        builder.endUser();
        return items.index(NodeIds.of(user));
    }
}
