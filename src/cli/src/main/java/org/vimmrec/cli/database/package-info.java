/**
 * The databases that the commands work on: one in this process with the plugin jar in its plugins folder, as on a
 * server, or one of a running server. Procedures are called through Cypher, as any user of the plugin does.
 */
package org.vimmrec.cli.database;
