/** Timed methods that call package-private code of the plugin. */
package org.vimmrec.graph;
