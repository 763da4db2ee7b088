/**
 * Sparse matrices, and the small structures that fill and compare their rows.
 *
 * <p>{@link org.vimmrec.sparse.SparseRows} is read one row at a time and may compute a row when it is read. The writers
 * and the statistics work on it, so none of them needs the whole matrix in memory.
 * {@link org.vimmrec.sparse.Interactions} holds users and items in compressed sparse rows (CSR).
 * {@link org.vimmrec.sparse.TopKHeap} keeps the best entries of a row. {@link org.vimmrec.sparse.Fingerprint} hashes a
 * row to 64 bits, which tells whether it has changed.
 */
package org.vimmrec.sparse;
