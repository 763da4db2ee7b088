/**
 * The configuration maps of the procedures as records, with defaults, ranges and error messages.
 *
 * <p>{@link org.vimmrec.config.ConfigMap} reads a map key by key and rejects unknown keys. Each record reads its keys
 * in a static {@code of} method. This package does not access the database.
 */
package org.vimmrec.config;
