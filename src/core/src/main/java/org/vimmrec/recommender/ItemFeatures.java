package org.vimmrec.recommender;

import java.util.List;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;

/**
 * The features of items in one modality.
 *
 * @param modality its name
 * @param embeddings a row per item
 * @param neighbours the most similar items of each item
 */
public record ItemFeatures(String modality, EmbeddingMatrix embeddings, Neighbours neighbours) {

    /**
     * Returns a row per item with the item's embeddings of several modalities one after the other, each scaled to a
     * mean square of 1 over its components. An embedding that an item lacks is zero.
     */
    static float[][] scaledRows(List<ItemFeatures> features, int items) {
        int length =
                features.stream().mapToInt(each -> each.embeddings.dimension()).sum();
        float[][] rows = new float[items][length];
        int offset = 0;
        for (ItemFeatures each : features) {
            for (int i = 0; i < items; i++) {
                each.embeddings.copyScaled(i, Math.sqrt(each.embeddings.dimension()), rows[i], offset);
            }
            offset += each.embeddings.dimension();
        }
        return rows;
    }
}
