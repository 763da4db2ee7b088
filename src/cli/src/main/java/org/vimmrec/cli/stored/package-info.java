/** The command {@code report}: what the plugin has written to a database. */
package org.vimmrec.cli.stored;
