/**
 * The method a second time, from the formulas alone.
 *
 * <p>{@link org.vimmrec.reference.Reference} is METHOD.md put into Java in double precision, with plain loops over every
 * pair of items and no regard for speed. It shares no code with the plugin and was written without sight of it, so that
 * where the two agree, both have read the formulas alike. Its own examples ({@code MethodExamplesTest}) are worked
 * out by hand; everything fast is then held against it.
 */
package org.vimmrec.reference;
