package org.vimmrec.spark;

import org.apache.spark.api.java.JavaPairRDD;
import org.vimmrec.similarity.RecallEstimate;

/**
 * What a search has found.
 *
 * @param neighbours by item that has any
 * @param recall the share of the exact neighbours among them
 */
record FoundLists(JavaPairRDD<Long, NeighbourList> neighbours, RecallEstimate recall) {}
