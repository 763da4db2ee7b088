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

    /** With options of JMH's own command line, which go before what a benchmark class is annotated with. */
    Jmh(String... options) throws CommandLineOptionException {
        commandLine = new CommandLineOptions(options);
    }

    /**
     * Runs the methods of a benchmark class.
     *
     * @param threads how many call the method at once
     * @param parameters by name what takes the place of a {@code @Param}'s defaults
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

    /** The last part of the benchmark's name. */
    static String method(RunResult result) {
        String name = result.getParams().getBenchmark();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
