package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.vimmrec.graph.EmbeddingReader;
import org.vimmrec.graph.Nodes;
import org.vimmrec.interaction.VirtualInteractions;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;
import org.vimmrec.task.Task;

/** The fingerprints of what virtual interactions are computed from. */
final class VirtualInputs {
    private static final int TOGETHER = 4096;

    private VirtualInputs() {
    }

    /** By user, of the interactions. */
    static long[] ofUsers(Interactions interactions, Nodes items, Task task) {
        return each(interactions.users(), u -> interactions.fingerprint(u, items.ids()), task);
    }

    /** By item, of what it lends to the rows of users. */
    static long[] ofItems(VirtualInteractions edges, Nodes items, Task task) {
        return each(items.size(), i -> edges.fingerprint(i, items.ids()), task);
    }

    /** By item, of the embeddings of all modalities together. */
    static long[] ofEmbeddings(List<EmbeddingReader.Modality> modalities, Nodes items) {
        long[] all = new long[items.size()];
        for (EmbeddingReader.Modality modality : modalities) {
            long[] one = modality.matrix().fingerprints();
            Arrays.setAll(all, i -> all[i] == Fingerprint.NONE && one[i] == Fingerprint.NONE ? Fingerprint.NONE
                    : Fingerprint.of(all[i], one[i]));
        }
        return all;
    }

    private static long[] each(int count, IntToLongFunction fingerprint, Task task) {
        long[] fingerprints = new long[count];
        task.parallel("fingerprints", count, TOGETHER, control -> n -> fingerprints[n] = fingerprint.applyAsLong(n));
        return fingerprints;
    }
}
