package org.vimmrec.procedure;

import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;

/** The contribution of one of the user's items in one modality. */
public record ExplainRow(
        @Description("An item of the user that has the explained item as a neighbour.")
        Node interactedItem,

        @Description("The modality in which the two items are similar.")
        String modality,

        @Description("The cosine of their embeddings in this modality.")
        double similarity,

        @Description(
                "The part of the weight that comes from this row, below 0 if the interaction is negative. The contributions of all rows sum to the weight.")
        double contribution,

        @Description(
                "The weight of the virtual interaction, or the weight that it would have if it were kept. The same in all rows.")
        double weight,

        @Description("Whether the virtual interaction exists. The same in all rows.")
        boolean kept,

        @Description("Why the virtual interaction is kept, or what excludes it. The same in all rows.")
        String reason) {}
