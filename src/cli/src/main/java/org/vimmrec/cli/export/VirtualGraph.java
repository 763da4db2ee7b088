package org.vimmrec.cli.export;

import java.util.Map;
import org.vimmrec.cli.data.DataSet;

/**
 * What is derived from a data set for export.
 *
 * @param virtual the virtual interactions; those of a user are together, strongest first
 * @param adjacency by user id, the items: 1 for a real interaction, or the weight of a virtual one
 * @param neighbours by modality, the similarity of each item to its neighbours; {@value #FUSED} for all modalities
 * @param configuration the configuration in effect
 * @param modalityWeights the weight of each modality
 */
record VirtualGraph(
        WeightedPairs virtual,
        CsrMatrix adjacency,
        Map<String, CsrMatrix> neighbours,
        Map<String, Object> configuration,
        Map<String, Object> modalityWeights) {

    /** The name of the neighbours by the fused similarity of all modalities. */
    static final String FUSED = "fused";

    /** An adjacency matrix without entries: a row for each number up to the highest user id. */
    static CsrMatrix.Builder noAdjacency(DataSet dataSet) {
        int[] userIds = dataSet.userIds();
        return new CsrMatrix.Builder(userIds[userIds.length - 1] + 1, dataSet.items());
    }
}
