/**
 * What benchmarks need of the command line. It is in the command line's package because the readers of data sets and
 * the generator of catalogues are its own.
 */
package org.vimmrec.cli;
