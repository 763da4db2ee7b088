/**
 * The command line: runs the plugin in an embedded Neo4j on a data set, or on a database of a server.
 *
 * <p>{@link org.vimmrec.cli.Main} runs {@code vimmrec} and its commands. The packages below this one depend on each
 * other in this order, each on those before it: {@code process}, {@code console}, {@code data}, {@code catalogue},
 * {@code database}, {@code options}, {@code report}, and a package for each command, {@code evaluation}, {@code stored}
 * and {@code export}. {@code ArchitectureTest} holds this.
 */
package org.vimmrec.cli;
