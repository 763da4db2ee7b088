/**
 * The configuration map of a procedure, as records: defaults, ranges, and errors that tell what to write instead.
 *
 * <p>{@link org.vimmrec.config.ConfigMap} reads a map key by key and refuses what nobody asked for; each record names
 * its keys once, in its {@code of} method. Nothing here looks at the database.
 */
package org.vimmrec.config;
