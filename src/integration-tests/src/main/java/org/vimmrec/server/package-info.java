/**
 * Starts Neo4j community servers in processes of their own, installed with the packaged plugin, and provides the Cypher
 * scripts and their data to the tests.
 */
package org.vimmrec.server;
