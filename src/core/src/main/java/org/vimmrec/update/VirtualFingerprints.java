package org.vimmrec.update;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/**
 * The fingerprints of the current data that virtual interactions are computed from.
 *
 * @param users all users
 * @param ofUsers by user the fingerprint of its interactions
 * @param items all items
 * @param ofItems by item the fingerprint of what it contributes to users' rows
 */
public record VirtualFingerprints(IdIndex users, long[] ofUsers, IdIndex items, long[] ofItems) {
    private static final int NODES_PER_UNIT = 4096;

    /**
     * Computes the fingerprints of all users and items.
     *
     * @param identities by item a number that changes if something does that decides in which rows it is, beside
     *     similarities; see {@link org.vimmrec.interaction.ItemLimits#identities}
     */
    public static VirtualFingerprints of(
            Interactions interactions,
            VirtualInteractions edges,
            IdIndex users,
            IdIndex items,
            long[] identities,
            Task task) {
        return new VirtualFingerprints(
                users, ofUsers(interactions, items, task), items, ofItems(edges, identities, task));
    }

    /** By user the fingerprint of its interactions. */
    public static long[] ofUsers(Interactions interactions, IdIndex items, Task task) {
        return each(interactions.users(), u -> interactions.fingerprint(u, items.ids()), task);
    }

    /**
     * By item the fingerprint of what it contributes to users' rows.
     *
     * @param identities see {@link #of}
     */
    public static long[] ofItems(VirtualInteractions edges, long[] identities, Task task) {
        return each(identities.length, i -> edges.fingerprint(i, identities), task);
    }

    /** By item the fingerprint of its embeddings in all modalities; {@link Fingerprint#NONE} if it has none. */
    public static long[] ofEmbeddings(List<EmbeddingMatrix> modalities, int items) {
        long[] all = new long[items];
        for (EmbeddingMatrix modality : modalities) {
            long[] one = modality.fingerprints();
            Arrays.setAll(
                    all,
                    i -> all[i] == Fingerprint.NONE && one[i] == Fingerprint.NONE
                            ? Fingerprint.NONE
                            : Fingerprint.of(all[i], one[i]));
        }
        return all;
    }

    private static long[] each(int count, IntToLongFunction fingerprint, Task task) {
        long[] fingerprints = new long[count];
        task.parallel(
                "fingerprints", count, NODES_PER_UNIT, control -> n -> fingerprints[n] = fingerprint.applyAsLong(n));
        return fingerprints;
    }
}
