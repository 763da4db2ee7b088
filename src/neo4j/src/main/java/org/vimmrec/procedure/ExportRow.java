package org.vimmrec.procedure;

import org.neo4j.graphdb.Node;
import org.neo4j.procedure.Description;

/** A weighted edge of the augmented graph. */
public record ExportRow(
        @Description("'interaction', 'virtual' or 'neighbour'. Negative interactions have no row.")
        String kind,

        @Description("The user of an interaction, or the item that has the neighbour.")
        Node source,

        @Description("The item of an interaction, or the neighbour.")
        Node target,

        @Description("The weight of an interaction: 1 if it is real and has no weight. The similarity of a neighbour.")
        double weight,

        @Description("The modality of a neighbour. Null for interactions, and for the fused similarity of Synergistic.")
        String modality) {}
