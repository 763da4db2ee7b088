package org.vimmrec.procedure;

import org.neo4j.procedure.Description;
import org.vimmrec.task.MemoryEstimate;

/** The row of every {@code .estimate}. */
public record EstimateRow(
        @Description("The memory needed, for people to read.") String requiredMemory,
        @Description("The least heap needed, in bytes.") long bytesMin,
        @Description("The most heap needed, in bytes.") long bytesMax,
        @Description("Nodes that take part: items, and for virtual interactions users too.") long nodeCount,
        @Description("The most relationships that the result can have.") long relationshipCount,
        @Description("bytesMin as a share of the heap that the server may use, in percent.") double heapPercentageMin,
        @Description("bytesMax as a share of the heap that the server may use, in percent.") double heapPercentageMax) {

    static EstimateRow of(MemoryEstimate estimate, long nodes, long relationships) {
        double heap = Runtime.getRuntime().maxMemory() / 100.0;
        return new EstimateRow(estimate.range(), estimate.bytesMin(), estimate.bytesMax(), nodes, relationships,
                Math.round(estimate.bytesMin() / heap * 10) / 10.0, Math.round(estimate.bytesMax() / heap * 10) / 10.0);
    }
}
