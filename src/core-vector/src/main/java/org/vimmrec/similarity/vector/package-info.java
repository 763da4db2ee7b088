/**
 * The similarity kernels with SIMD instructions, through {@code jdk.incubator.vector}. A search finds the same
 * neighbours with them as with the plain kernels in {@code org.vimmrec.similarity}.
 */
package org.vimmrec.similarity.vector;
