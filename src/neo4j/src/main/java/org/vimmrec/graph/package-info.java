/**
 * Reads items, embeddings, interactions and stored similarities from the database into arrays, and writes
 * relationships.
 *
 * <p>Readers use the caller's transaction or see the same data (see {@link org.vimmrec.graph.ReadTransactions}), so
 * they see uncommitted changes of the caller. Writers use transactions and threads of their own (see
 * {@link org.vimmrec.graph.ConvergentWriter}). Arrays hold the internal ids of nodes in ascending order, because an
 * element id is a string of about forty characters: for a million nodes, this saves more than 90 MB. Internal ids are
 * never returned to the caller. The manifest stores them together with a check that detects changed ids.
 */
package org.vimmrec.graph;
