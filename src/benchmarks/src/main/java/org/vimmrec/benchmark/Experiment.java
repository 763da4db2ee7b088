package org.vimmrec.benchmark;

/** One question about speed or memory, and how this machine answers it: with one table. */
interface Experiment {

    /** What {@code -Dbenchmark=} calls it. */
    String name();

    /** What it measures, and about how long that takes, in one line. */
    String question();

    /**
     * Measures.
     *
     * @param jmh for what is timed by JMH, in processes of its own
     * @return the answer, with the ratios that matter, each of figures from this one run
     */
    Table run(Jmh jmh) throws Exception;
}
