/** What the commands print: text, tables that fit the terminal, the progress bar, and JSON. */
package org.vimmrec.cli.console;
