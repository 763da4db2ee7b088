/**
 * The procedures: a class for each family, a method for each mode.
 *
 * <p>A method parses its configuration and calls a run, a package-private class of its family. The run reads the graph,
 * calls the core, and maps the results to rows: records whose components are the columns.
 */
package org.vimmrec.procedure;
