package org.vimmrec.interaction;

import java.util.List;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.similarity.Neighbours;

/** The neighbours that a strategy combines into virtual interactions. */
public sealed interface NeighbourLayers permits Overlay, Synergistic {

    /** The layers, all over the same items. */
    List<Layer> layers();

    /** The embeddings that the layers were computed from; empty if they come from stored similarities. */
    List<EmbeddingMatrix> embeddings();

    /**
     * The neighbours that an update must remember, because they are not stored as relationships; null if all are
     * stored.
     */
    Neighbours neighboursToRemember();

    /** Splits a vote for an item into the contributions of the modalities. */
    List<Contribution> contributions(Vote vote, int item);

    /**
     * The part of a vote that comes from one modality.
     *
     * @param modality the number of the modality
     * @param similarity the similarity of the two items in it
     * @param contribution the part of the weight
     */
    record Contribution(int modality, double similarity, double contribution) {}
}
