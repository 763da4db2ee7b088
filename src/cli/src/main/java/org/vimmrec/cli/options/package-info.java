/**
 * The options that several commands share, and what they make of them: the graph to work on and the configurations of
 * procedures.
 */
package org.vimmrec.cli.options;
