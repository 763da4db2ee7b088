package org.vimmrec.evaluation;

import java.util.List;
import java.util.function.IntConsumer;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.Task;

/**
 * Intra-list diversity: 1 minus the mean cosine of two items in a list (Smyth and McClave, ICCBR 2001; Ziegler et al.,
 * WWW 2005), 0 to 2. The mean is over all pairs of items and over the modalities that both items of a pair have. So a
 * pair of items without a common modality does not count, and a list without any other pair has no diversity (NaN).
 *
 * <p>The cosines of all pairs come from the sum of the items' unit vectors, in time proportional to the items and not
 * to their pairs: {@code |u_1 + ... + u_n|^2 = n + 2 (sum of cosines)}. The sum is in single precision.
 */
final class IntraListDiversity implements Metric {
    private static final int USERS_PER_UNIT = 64;

    private final List<EmbeddingMatrix> modalities;
    private final float[] sum;

    /** Not thread-safe, because lists share a buffer. */
    IntraListDiversity(List<EmbeddingMatrix> modalities) {
        this.modalities = modalities;
        this.sum = new float
                [modalities.stream().mapToInt(EmbeddingMatrix::dimension).max().orElse(0)];
    }

    /** Computes the diversity of the lists of several users in parallel. */
    static double[] of(List<EmbeddingMatrix> modalities, TopItems top, int[] users, Task task) {
        double[] diversity = new double[users.length];
        task.quiet().parallel("", (users.length + USERS_PER_UNIT - 1) / USERS_PER_UNIT, () -> {
            Metric metric = new IntraListDiversity(modalities);
            return (IntConsumer) unit -> {
                int to = Math.min(users.length, (unit + 1) * USERS_PER_UNIT);
                for (int n = unit * USERS_PER_UNIT; n < to; n++) {
                    diversity[n] = metric.of(top.byUser()[users[n]], new int[0]);
                }
            };
        });
        return diversity;
    }

    @Override
    public double of(int[] list, int[] heldOut) {
        double cosines = 0;
        long pairs = 0;
        for (EmbeddingMatrix modality : modalities) {
            long count = 0;
            for (int item : list) {
                count += modality.has(item) ? 1 : 0;
            }
            if (count > 1) {
                cosines += modality.pairCosines(list, sum);
                pairs += count * (count - 1) / 2;
            }
        }
        return pairs == 0 ? Double.NaN : Math.max(0, Math.min(2, 1 - cosines / pairs));
    }
}
