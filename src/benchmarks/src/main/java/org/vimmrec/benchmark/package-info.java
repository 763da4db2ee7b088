/**
 * Benchmarks: how fast the plugin is, how close it comes to the machine's peak, and how it compares with others.
 *
 * <pre>
 *   mvn -q -Pbenchmark verify                                         lists the benchmarks
 *   mvn -q -Pbenchmark verify -Dbenchmark=Search                      runs one, several (with commas) or all
 *   mvn -q -Pbenchmark verify -Dbenchmark="Search -e plain -prof gc"  with options of JMH
 * </pre>
 *
 * <p>Each benchmark prints a Markdown table, also to {@code target/benchmark}, with medians and with ratios of results
 * from the same run. It measures the JDK that runs Maven. {@code -Pbenchmark,neo4j-2026} with a newer JDK measures
 * Neo4j's current line. Nothing else should run on the machine at the same time.
 *
 * <p>To add a benchmark, implement {@link org.vimmrec.benchmark.Experiment} and add it to
 * {@link org.vimmrec.benchmark.Main}. There are four kinds:
 *
 * <ul>
 *   <li>Computations in memory with JMH, such as {@link org.vimmrec.benchmark.Search}. The timed methods are in a class
 *       whose name ends in {@code Benchmark}, because JMH's annotation processor compiles those, and
 *       {@link org.vimmrec.benchmark.Jmh} runs it. Its {@code @Setup} may open an embedded database; the forks have the
 *       JVM options for that.
 *   <li>Procedures in a server process, such as {@link org.vimmrec.benchmark.Procedure}. The server is the fork. After
 *       a few calls to warm up, {@link org.vimmrec.benchmark.Timings} prints the median and the range of the others.
 *   <li>Package-private code, such as {@link org.vimmrec.similarity.KernelBenchmark}. The timed methods are in the
 *       package that they measure, and the experiment is here.
 *   <li>Qualities other than speed, such as {@link org.vimmrec.benchmark.Alternatives}, which measures recall. The
 *       result does not depend on what else runs on the machine.
 * </ul>
 */
package org.vimmrec.benchmark;
