/** The command {@code evaluate}: its options, the rows of {@code vimmrec.evaluate}, and their tables and report. */
package org.vimmrec.cli.evaluation;
