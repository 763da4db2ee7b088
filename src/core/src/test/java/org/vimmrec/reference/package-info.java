/**
 * A second implementation of the method, for tests.
 *
 * <p>{@link org.vimmrec.reference.Reference} implements the formulas of the method in double precision, with plain
 * loops over every pair of items. It shares no code with the plugin and was written independently, so an error would
 * have to be made twice to go unnoticed. The expected results in {@code MethodExamplesTest} are worked out by hand. The
 * other tests compare the plugin's fast code with the reference.
 */
package org.vimmrec.reference;
