/**
 * How fast it is, how much of the machine's speed that is, and what others take for the same.
 *
 * <pre>
 *   mvn -q -Pbenchmark verify                                         lists the benchmarks
 *   mvn -q -Pbenchmark verify -Dbenchmark=Search                      runs one; or all, or some with commas between them
 *   mvn -q -Pbenchmark verify -Dbenchmark="Search -e plain -prof gc"  with options of JMH
 * </pre>
 *
 * <p>Each prints one Markdown table, also to {@code target/benchmark}: medians, and ratios of figures from the same run. The
 * JDK that runs Maven is measured; with {@code -Pbenchmark,neo4j-2026} and a newer JDK, Neo4j's current line. Nothing else
 * should run on the machine meanwhile.
 *
 * <p>To add a benchmark, implement {@link org.vimmrec.benchmark.Experiment} and name it in
 * {@link org.vimmrec.benchmark.Main}. Three ways to measure:
 * <ul>
 * <li>Computations in memory with JMH, like {@link org.vimmrec.benchmark.Search}: the timed methods in a class whose name
 *     ends in {@code Benchmark}, because those are compiled with JMH's processor, and {@link org.vimmrec.benchmark.Jmh} to
 *     run it. Its {@code @Setup} may as well open an embedded database; forks have all options of Java that one needs.
 * <li>Procedures in a server process, like {@link org.vimmrec.benchmark.Procedure}: the server is the fork, so there are a
 *     few calls to warm up, medians, and the range that {@link org.vimmrec.benchmark.Timings} prints with them.
 * <li>What others than this package may not call, like {@link org.vimmrec.similarity.KernelBenchmark}: the timed methods
 *     beside what they measure, the experiment here.
 * </ul>
 */
package org.vimmrec.benchmark;
