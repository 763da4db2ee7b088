package org.vimmrec.cli.export;

import java.util.List;
import java.util.Locale;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options of {@code export} that say which virtual interactions to export, and how. */
final class ExportOptions {

    private static final long DEFAULT_SPLIT_SEED = 1;

    @Option(
            names = "--strategy",
            paramLabel = "NAME",
            description = "The strategy: overlay or synergistic. Default: overlay.")
    private String strategy;

    @Option(
            names = "--min-weight",
            paramLabel = "WEIGHT",
            description = "Export only virtual interactions whose weight is above this number. Default: 0.")
    private Double minWeight;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "Split data without the column x_label: random or latest, as evaluate does. Of each user's "
                    + "items, 10 %% are for validation and 10 %% for the test. Default: no split.")
    private String split;

    @Option(
            names = "--split-seed",
            paramLabel = "NUMBER",
            description = "Random seed of --split. Default: " + DEFAULT_SPLIT_SEED + ".")
    private Long splitSeed;

    @Option(
            names = "--layout",
            paramLabel = "NAME",
            defaultValue = "mmrec",
            description = "The toolkit to write for: mmrec, mrlib or recbole. Default: ${DEFAULT-VALUE}.")
    private String layout;

    @Option(
            names = "--as-rows",
            fallbackValue = "true",
            description = "Append virtual interactions to the training rows, with their weights in the column weight, "
                    + "and write no matrices. Toolkits that ignore the weights take them for real.")
    private boolean asRows;

    /** @throws CommandFailure if a value is wrong or options contradict each other */
    void check(boolean allInteractions) {
        OptionChecks.choice("--strategy", strategy, List.of("overlay", "synergistic"));
        if (minWeight != null && !(minWeight >= 0 && minWeight < Double.POSITIVE_INFINITY)) {
            throw new CommandFailure("--min-weight must be a finite number of at least 0, found " + minWeight);
        }
        OptionChecks.choice("--split", split, List.of("random", "latest"));
        OptionChecks.choice("--layout", layout, List.of("mmrec", "mrlib", "recbole"));
        if (splitSeed != null && split == null) {
            throw new CommandFailure("--split-seed needs --split");
        }
        if (split != null && allInteractions) {
            throw new CommandFailure("--split and --all-interactions cannot be combined: with --all-interactions, "
                    + "virtual interactions are derived from held-out interactions too. Leave out one of them.");
        }
    }

    /** {@code overlay} or {@code synergistic}. */
    String strategy() {
        return strategy == null ? "overlay" : strategy.toLowerCase(Locale.ROOT);
    }

    /** Whether an option is given that chooses the virtual interactions or their split. */
    boolean choosesVirtual() {
        return strategy != null || minWeight != null || split != null;
    }

    /** Null for the plugin's default. */
    Double minWeight() {
        return minWeight;
    }

    Layout layout() {
        return Layout.of(layout);
    }

    boolean asRows() {
        return asRows;
    }

    /** {@code random} or {@code latest}, or null if the data set is not to be split. */
    String split() {
        return split == null ? null : split.toLowerCase(Locale.ROOT);
    }

    long splitSeed() {
        return splitSeed == null ? DEFAULT_SPLIT_SEED : splitSeed;
    }
}
