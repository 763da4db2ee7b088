/**
 * Other ways to derive virtual interactions and to train with them, which {@code org.vimmrec.benchmark.Alternatives}
 * compares with the product's. {@link org.vimmrec.alternative.Alternative#all} lists them.
 *
 * <p>What they change about neighbours is not part of the product, because it was no better.
 * {@code docs/explanation/what-was-tried.md} has the figures.
 */
package org.vimmrec.alternative;
