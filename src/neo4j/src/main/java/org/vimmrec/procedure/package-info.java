/**
 * The Cypher face: a class per family of procedures, a method per mode.
 *
 * <p>A method reads its configuration, lets a run (a package-private class of its family) read from the graph and
 * compute, and hands out rows: records whose components are the columns.
 */
package org.vimmrec.procedure;
