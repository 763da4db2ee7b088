/** The command {@code export}: a data set with its virtual interactions and similarities in files for other tools. */
package org.vimmrec.cli.export;
