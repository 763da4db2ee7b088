/**
 * The similarity kernels in SIMD instructions, through {@code jdk.incubator.vector}. They return the same neighbours as the
 * plain kernels in {@code org.vimmrec.similarity}, which this package must not change the results of.
 */
package org.vimmrec.similarity.vector;
