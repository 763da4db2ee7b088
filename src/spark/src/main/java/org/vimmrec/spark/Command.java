package org.vimmrec.spark;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What the program can do, and the options that it has: those of the method, and those of its tables. */
@SuppressWarnings("ImmutableEnumChecker") // Set.of() and Set.copyOf() are immutable
enum Command {
    SIMILARITY(Keys.SEARCH, Set.of("items", "candidateProperty", "output", "overwrite"), Keys.GRAPH_WRITE, Keys.MMREC),
    STATISTICS(
            Keys.union(Keys.RULES, Set.of("modalities", "weighting", "sampleSize", "randomSeed")),
            Set.of("items", "interactions", "similarities"),
            Keys.union(Keys.GRAPH_SIMILARITIES, Set.of("userLabel")),
            Set.of()),
    OVERLAY(
            Keys.union(Keys.EDGES, Keys.RULES),
            Set.of("items", "candidateProperty", "interactions", "similarities", "output", "overwrite"),
            Keys.GRAPH_EDGES,
            Set.of()),
    SYNERGISTIC(
            Keys.union(Keys.union(Keys.EDGES, Keys.RULES), Keys.SEARCH),
            Set.of("items", "candidateProperty", "interactions", "similarities", "output", "overwrite"),
            Keys.GRAPH_EDGES,
            Set.of()),
    RUN(
            Keys.union(Keys.union(Keys.EDGES, Keys.RULES), Keys.SEARCH),
            Set.of("items", "candidateProperty", "interactions", "output", "overwrite"),
            Keys.without(
                    Keys.union(Keys.GRAPH_WRITE, Keys.GRAPH_INTERACTIONS),
                    Set.of("writeProperty", "writeRelationshipType")),
            Keys.union(Keys.MMREC, Set.of("allInteractions")));

    private final Set<String> method;
    private final Set<String> parquet;
    private final Set<String> graph;
    private final Set<String> mmrec;

    /** @param mmrec empty if the command does not know the layout of MMRec */
    Command(Set<String> method, Set<String> parquet, Set<String> graph, Set<String> mmrec) {
        this.method = method;
        this.parquet = parquet;
        this.graph = graph;
        this.mmrec = mmrec;
    }

    /** The options of the command for some tables. */
    Set<String> keys(TableFormat format) {
        Set<String> ofTables = switch (format) {
            case PARQUET -> parquet;
            case NEO4J -> graph;
            case MMREC -> mmrec;
        };
        if (ofTables.isEmpty()) {
            throw new IllegalArgumentException(
                    "`%s` reads similarities, which are not in the layout of MMRec. Use `run`.".formatted(spelling()));
        }
        // The interactions of MMRec's layout have neither types nor weights.
        Set<String> ofMethod = format == TableFormat.MMREC ? Keys.without(method, Keys.RULES) : method;
        return Keys.union(Keys.union(ofMethod, ofTables), Set.of("config"));
    }

    String spelling() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Command of(String spelling) {
        return Arrays.stream(values())
                .filter(command -> command.spelling().equals(spelling))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown command `%s`. Commands: %s."
                        .formatted(
                                spelling,
                                Arrays.stream(values()).map(Command::spelling).collect(Collectors.joining(", ")))));
    }

    /** Sets of keys that several commands have. */
    private static final class Keys {
        static final Set<String> SEARCH = Set.of(
                "modalities",
                "topK",
                "similarityCutoff",
                "planeOrder",
                "search",
                "targetRecall",
                "itemsPerTask",
                "invalidEmbeddings");
        static final Set<String> EDGES = Set.of(
                "modalities",
                "modalityWeights",
                "sampleSize",
                "randomSeed",
                "topK",
                "virtualWeight",
                "aggregation",
                "popularityDiscount",
                "maxWeight",
                "minWeight",
                "maxPerUser",
                "maxPerInteraction",
                "interactionsPerKey");
        static final Set<String> RULES = Set.of(
                "interactionType",
                "interactionWeightProperty",
                "minInteractionWeight",
                "since",
                "halfLife",
                "asOf",
                "timestampProperty",
                "excludeTypes",
                "negativeTypes");
        static final Set<String> MMREC = Set.of("data", "output", "overwrite");
        static final Set<String> GRAPH =
                Set.of("uri", "user", "passwordFile", "database", "partitions", "itemLabel", "relationshipTypePrefix");
        static final Set<String> GRAPH_WRITE = union(
                GRAPH,
                Set.of(
                        "writers",
                        "batchSize",
                        "adopt",
                        "onMismatch",
                        "writeProperty",
                        "candidateLabel",
                        "candidateProperty"));
        static final Set<String> GRAPH_INTERACTIONS = Set.of("userLabel", "writeRelationshipType");
        static final Set<String> GRAPH_SIMILARITIES = union(GRAPH, Set.of("similarityProperty"));
        static final Set<String> GRAPH_EDGES = union(union(GRAPH_WRITE, GRAPH_INTERACTIONS), GRAPH_SIMILARITIES);

        static Set<String> union(Set<String> one, Set<String> other) {
            Set<String> all = new TreeSet<>(one);
            all.addAll(other);
            return Set.copyOf(all);
        }

        static Set<String> without(Set<String> all, Set<String> some) {
            Set<String> rest = new TreeSet<>(all);
            rest.removeAll(some);
            return Set.copyOf(rest);
        }
    }
}
