package org.vimmrec.similarity;

/**
 * A division of items into blocks, for a search that is spread over several calls: pairs of the same block are compared
 * in one of them only.
 *
 * @param ofItems by item its block; items must be in blocks at random, whatever their embeddings
 * @param own pairs of this block are compared
 */
public record Blocks(int[] ofItems, int own) {}
