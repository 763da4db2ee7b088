package org.vimmrec.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The class that {@code mvn -Pbenchmark verify} runs. See the package description. */
public final class Main {

    /** In the order in which {@code all} runs them. */
    private static final List<Experiment> EXPERIMENTS = List.of(
            new KernelPeak(),
            Search.settings(),
            Search.growth(),
            Search.large(),
            ApproximateSearch.small(),
            ApproximateSearch.large(),
            ApproximateProcedure.small(),
            ApproximateProcedure.large(),
            new SearchThreads(),
            new HalfPrecision(),
            new Procedure(),
            new Memory(),
            new Write(),
            new LargeStore(),
            new Users(),
            new OneUser(),
            new Update(),
            new StoredModel(),
            new Epochs(),
            new Alternatives(),
            new Catalogues());

    private Main() {}

    /**
     * @param arguments the names of experiments, separated by commas, or {@code all}; then options of JMH, for example
     *     {@code -e plain} or {@code -prof gc}. Without arguments, the experiments are listed
     */
    public static void main(String[] arguments) {
        int exitCode = 0;
        try {
            run(arguments);
        } catch (Throwable e) { // a server's threads or a fork's would keep the process alive
            e.printStackTrace();
            exitCode = 1;
        }
        System.exit(exitCode);
    }

    private static void run(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.out.println("-Dbenchmark=all, or some of these with commas between them:");
            EXPERIMENTS.forEach(known -> System.out.printf("  %-25s %s%n", known.name(), known.question()));
            return;
        }
        List<Experiment> wanted =
                Stream.of(arguments[0].split(",")).flatMap(Main::named).toList();
        Jmh jmh = new Jmh(Arrays.copyOfRange(arguments, 1, arguments.length));
        for (Experiment experiment : wanted) {
            System.out.printf("%n== %s: %s%n", experiment.name(), experiment.question());
            Table table = experiment.run(jmh);
            table.note("%s on %s.", experiment.name(), Machine.description());
            System.out.printf("%n%s", table);
            Path folder = Files.createDirectories(Path.of("target", "benchmark"));
            Files.writeString(folder.resolve(experiment.name() + ".md"), table.toString());
        }
    }

    private static Stream<Experiment> named(String name) {
        List<Experiment> found = EXPERIMENTS.stream()
                .filter(known -> name.equals("all") || name.equalsIgnoreCase(known.name()))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("There is no benchmark '%s', but all, %s"
                    .formatted(
                            name,
                            String.join(
                                    ", ",
                                    EXPERIMENTS.stream().map(Experiment::name).toList())));
        }
        return found.stream();
    }
}
