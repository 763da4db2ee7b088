/**
 * Between the database and arrays: reads items, embeddings, interactions and stored similarities; writes relationships.
 *
 * <p>Reading happens in the caller's transaction, so it sees what the caller has not committed yet. Writing happens in
 * transactions of its own, by threads of its own, as {@link org.vimmrec.graph.ConvergentWriter} says. Nodes are known
 * by their ids inside the store, ascending, because an element id is a string of forty characters: at a million nodes
 * that is the difference between 8 and 100 MB. Ids are never kept across procedure calls.
 */
package org.vimmrec.graph;
