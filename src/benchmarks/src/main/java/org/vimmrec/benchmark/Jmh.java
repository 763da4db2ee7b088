package org.vimmrec.benchmark;

import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs benchmarks written with JMH. A fork that fails ends the run. */
final class Jmh {
    private final CommandLineOptions commandLine;

    /** Uses options of JMH's command line, which take precedence over the annotations of a benchmark class. */
    Jmh(String... options) throws CommandLineOptionException {
        commandLine = new CommandLineOptions(options);
    }

    /**
     * Runs the methods of a benchmark class.
     *
     * @param threads the number of threads that call the method at once
     * @param parameters values by name, which replace the defaults of {@code @Param}
     */
    Collection<RunResult> run(Class<?> benchmarks, int threads, Map<String, ?> parameters) throws RunnerException {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .parent(commandLine)
                .shouldFailOnError(true)
                .include("^" + benchmarks.getName().replace(".", "\\.") + "\\.")
                .threads(threads);
        parameters.forEach((name, value) -> options.param(name, String.valueOf(value)));
        return new Runner(options.build()).run();
    }

    /** The name of the benchmark's method. */
    static String method(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
