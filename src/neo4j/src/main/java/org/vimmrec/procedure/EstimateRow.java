package org.vimmrec.procedure;

import org.neo4j.procedure.Description;
import org.vimmrec.task.MemoryEstimate;

/** The result of every {@code .estimate}. */
public record EstimateRow(
        @Description("The required memory, in readable units.")
        String requiredMemory,

        @Description("The minimum heap, in bytes.") long bytesMin,
        @Description("The maximum heap, in bytes.") long bytesMax,

        @Description("The number of items, plus the users for virtual interactions.")
        long nodeCount,

        @Description("The maximum number of relationships in the result.")
        long relationshipCount,

        @Description("bytesMin in percent of the maximum heap of the server.")
        double heapPercentageMin,

        @Description("bytesMax in percent of the maximum heap of the server.")
        double heapPercentageMax) {

    static EstimateRow of(MemoryEstimate estimate, long nodes, long relationships) {
        double heap = Runtime.getRuntime().maxMemory() / 100.0;
        return new EstimateRow(
                estimate.range(),
                estimate.bytesMin(),
                estimate.bytesMax(),
                nodes,
                relationships,
                Math.round(estimate.bytesMin() / heap * 10) / 10.0,
                Math.round(estimate.bytesMax() / heap * 10) / 10.0);
    }
}
