package org.vimmrec.benchmark;

/** A question about speed, memory or recall, which one table answers. */
interface Experiment {

    /** The name for {@code -Dbenchmark=}. */
    String name();

    /** One line that says what is measured and about how long that takes. */
    String question();

    /**
     * Runs the measurements.
     *
     * @param jmh runs what JMH times, in separate processes
     * @return the results with the important ratios; both figures of a ratio are from this run
     */
    Table run(Jmh jmh) throws Exception;
}
