package org.vimmrec.alternative;

import org.vimmrec.similarity.EmbeddingMatrix;

/** Embeddings without what all items of a modality have in common. */
final class CentredEmbeddings {

    private CentredEmbeddings() {}

    /** Scales each embedding to length 1 and subtracts the mean of all of them. */
    static EmbeddingMatrix of(EmbeddingMatrix embeddings) {
        float[][] rows = new float[embeddings.items()][embeddings.dimension()];
        double[] mean = new double[embeddings.dimension()];
        for (int i = 0; i < rows.length; i++) {
            embeddings.copyScaled(i, 1, rows[i], 0); // zeros for an item without an embedding
            for (int k = 0; k < mean.length; k++) {
                mean[k] += rows[i][k] / embeddings.present();
            }
        }
        float[][] centred = new float[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            if (embeddings.has(i)) {
                double[] difference = new double[mean.length];
                for (int k = 0; k < mean.length; k++) {
                    difference[k] = rows[i][k] - mean[k];
                }
                centred[i] = EmbeddingMatrix.row(difference);
            }
        }
        return EmbeddingMatrix.of(embeddings.dimension(), centred);
    }
}
