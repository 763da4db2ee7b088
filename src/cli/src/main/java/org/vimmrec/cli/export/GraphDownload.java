package org.vimmrec.cli.export;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.Embeddings;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.data.Modality;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.database.StepMonitor;
import org.vimmrec.cli.database.StoredSimilarity;
import org.vimmrec.cli.process.CommandFailure;
import org.vimmrec.cli.process.TemporaryFolder;
import org.vimmrec.task.Task;

/**
 * What an export needs of a database: the real interactions, the virtual ones and the neighbours from
 * {@code vimmrec.export.stream}, and the embeddings in a temporary folder. Rows arrive one by one and are kept as
 * numbers.
 */
final class GraphDownload implements AutoCloseable {

    private final Database database;
    private final StoredGraphOptions options;
    private final boolean skipInvalid;
    private final Progress progress;
    private final TemporaryFolder folder;
    private final Map<String, CsrMatrix.Builder> neighbours = new LinkedHashMap<>();
    private final WeightedPairs real = new WeightedPairs();
    private final WeightedPairs virtual = new WeightedPairs();
    private NodeNumbers users;
    private NodeNumbers items;
    private DataSet dataSet;
    private VirtualGraph graph;
    private String strategy;

    private GraphDownload(Database database, StoredGraphOptions options, boolean skipInvalid, Progress progress)
            throws IOException {
        this.database = database;
        this.options = options;
        this.skipInvalid = skipInvalid;
        this.progress = progress;
        this.folder = new TemporaryFolder("vimmrec-export-");
    }

    /**
     * Downloads everything. Close the download to delete the temporary folder.
     *
     * @param skipInvalid whether to leave out embeddings that are not valid
     * @param threads for the neighbours by the fused similarity, which Overlay does not store
     */
    static GraphDownload of(
            Database database, StoredGraphOptions options, boolean skipInvalid, Progress progress, int threads)
            throws IOException {
        GraphDownload download = new GraphDownload(database, options, skipInvalid, progress);
        try {
            download.run(threads);
            return download;
        } catch (RuntimeException | IOException e) {
            download.close();
            throw e;
        }
    }

    /** The data set, whose interactions are all for training. */
    DataSet dataSet() {
        return dataSet;
    }

    VirtualGraph graph() {
        return graph;
    }

    /** {@code overlay} or {@code synergistic}. */
    String strategy() {
        return strategy;
    }

    /** The folder with the embeddings. */
    Path folder() {
        return folder.path();
    }

    /** Writes the numbers of users and items beside their ids. */
    void writeNumbers(Path target) throws IOException {
        users.writeTo(target);
        items.writeTo(target);
    }

    private void run(int threads) throws IOException {
        Map<String, Object> written = written();
        strategy = (String) written.get("kind");
        Map<String, Object> configuration = Database.map(written.get("configuration"));
        String itemLabel = (String) configuration.get("itemLabel");
        try (Progress.Step step = progress.begin("Reading ids")) {
            users = NodeNumbers.of(database, "user", (String) configuration.get("userLabel"), options.userId(), true);
            items = NodeNumbers.of(database, "item", itemLabel, options.itemId(), false);
            step.finish(ConsoleOutput.format("%,d users, %,d items", users.size(), items.size()));
        }
        List<StoredSimilarity> similarities = similarities(itemLabel, configuration);
        List<Modality> modalities = new ArrayList<>();
        for (StoredSimilarity similarity : similarities) {
            modalities.add(modality(itemLabel, similarity));
        }
        readRows((String) written.get("relationshipType"));
        if (real.size() == 0) {
            throw new CommandFailure("the database has no real interactions to export");
        }
        InteractionTable table = table();
        dataSet = new DataSet(databaseName(), items.size(), null, table.userIds(), table, modalities);
        Map<String, Object> weights = Database.map(written.get("modalityWeights"));
        Map<String, CsrMatrix> matrices = new LinkedHashMap<>();
        for (Modality modality : modalities) {
            matrices.put(modality.name(), builder(modality.name()).build());
        }
        matrices.put(
                VirtualGraph.FUSED,
                strategy.equals("synergistic")
                        ? builder(VirtualGraph.FUSED).build()
                        : fused(
                                modalities,
                                weights,
                                similarities.stream()
                                        .mapToInt(StoredSimilarity::topK)
                                        .max()
                                        .orElseThrow(),
                                threads));
        graph = new VirtualGraph(
                strongestFirst(),
                VirtualGraph.noAdjacency(dataSet).addAll(real).addAll(virtual).build(),
                matrices,
                configuration,
                weights);
    }

    /** The row of {@code vimmrec.list} of the virtual interactions. */
    private Map<String, Object> written() {
        List<Map<String, Object>> written = database.query(
                "CALL vimmrec.list() YIELD relationshipType, kind, configuration, modalityWeights "
                        + "WHERE kind IN ['overlay', 'synergistic'] "
                        + "RETURN relationshipType, kind, configuration, modalityWeights ORDER BY relationshipType",
                Map.of());
        List<Object> types =
                written.stream().map(row -> row.get("relationshipType")).toList();
        String wanted = options.relationshipType();
        if (written.isEmpty()) {
            throw new CommandFailure(
                    "the plugin has written no virtual interactions to this database. Run vimmrec with the "
                            + "same --uri first, or vimmrec.overlay.write.");
        }
        if (wanted == null && written.size() > 1) {
            throw new CommandFailure(
                    "virtual interactions were written to several types. Give one with --relationship-type: "
                            + MessageText.abbreviate(types.toString()));
        }
        return written.stream()
                .filter(row -> wanted == null || wanted.equals(row.get("relationshipType")))
                .findFirst()
                .orElseThrow(() -> new CommandFailure("the plugin has written no virtual interactions of the type ["
                        + MessageText.abbreviate(wanted) + "], but of " + MessageText.abbreviate(types.toString())));
    }

    /** The similarities that the virtual interactions are about, which {@code vimmrec.export.stream} returns. */
    private List<StoredSimilarity> similarities(String itemLabel, Map<String, Object> configuration) {
        String prefix = (String) configuration.getOrDefault("relationshipTypePrefix", StoredSimilarity.DEFAULT_PREFIX);
        List<StoredSimilarity> similarities = StoredSimilarity.of(database, itemLabel, prefix);
        if (similarities.isEmpty()) {
            throw new CommandFailure("the database has no stored similarities in relationship types that start with ["
                    + MessageText.abbreviate(prefix) + "] to export. Run vimmrec.similarity.write first.");
        }
        return similarities;
    }

    private Modality modality(String itemLabel, StoredSimilarity similarity) throws IOException {
        String name = similarity.modality();
        String property = similarity.embeddings();
        try (Progress.Step step = progress.begin("Embeddings")) {
            Embeddings embeddings = EmbeddingDownload.write(
                    folder.path(),
                    name,
                    items,
                    skipInvalid,
                    database,
                    EmbeddingDownload.query(database, itemLabel, options.itemId(), property));
            step.finish(ConsoleOutput.format("%s, %,d dimensions", name, embeddings.dimension()));
            return new Modality(name, property, embeddings);
        }
    }

    private void readRows(String relationshipType) {
        String userId = CypherText.quoted(options.userId());
        String itemId = CypherText.quoted(options.itemId());
        try (Progress.Step step = progress.beginPhases("Export")) {
            new ProcedureCaller(database, progress)
                    .stream(
                            step,
                            "vimmrec.export.stream",
                            Map.of("writeRelationshipType", relationshipType),
                            "YIELD kind, source, target, weight, modality RETURN kind, weight, modality, "
                                    + "CASE kind WHEN 'neighbour' THEN source." + itemId + " ELSE source." + userId
                                    + " END AS source, target." + itemId + " AS target",
                            this::add);
            step.finish(ConsoleOutput.format("%,d real and %,d virtual interactions", real.size(), virtual.size()));
        }
    }

    private void add(Map<String, Object> row) {
        int target = items.of(row.get("target"));
        double weight = (Double) row.get("weight");
        switch ((String) row.get("kind")) {
            case "interaction" -> real.add(users.of(row.get("source")), target, weight);
            case "virtual" -> virtual.add(users.of(row.get("source")), target, weight);
            default -> {
                Object modality = row.get("modality");
                builder(modality == null ? VirtualGraph.FUSED : (String) modality)
                        .add(items.of(row.get("source")), target, weight);
            }
        }
    }

    private CsrMatrix.Builder builder(String modality) {
        return neighbours.computeIfAbsent(modality, name -> new CsrMatrix.Builder(items.size(), items.size()));
    }

    /** The real interactions, with their weight as the rating if any weighs something else than 1. */
    private InteractionTable table() {
        boolean rated = IntStream.range(0, real.size()).anyMatch(n -> real.weight(n) != 1);
        InteractionTable table = new InteractionTable(false, rated, false);
        for (int n = 0; n < real.size(); n++) {
            table.add(real.row(n), real.column(n), InteractionTable.TRAINING, real.weight(n), 0);
        }
        return table;
    }

    /** The virtual interactions by user, strongest first, as the strategies stream them. */
    private WeightedPairs strongestFirst() {
        WeightedPairs sorted = new WeightedPairs();
        IntStream.range(0, virtual.size())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(virtual::row)
                        .thenComparing(Comparator.<Integer>comparingDouble(virtual::weight)
                                .reversed())
                        .thenComparingInt(virtual::column))
                .forEach(n -> sorted.add(virtual.row(n), virtual.column(n), virtual.weight(n)));
        return sorted;
    }

    private CsrMatrix fused(List<Modality> modalities, Map<String, Object> weights, int topK, int threads) {
        try (Progress.Step step = progress.beginPhases("Neighbours")) {
            double[] numbers = modalities.stream()
                    .mapToDouble(modality -> ((Number) weights.getOrDefault(modality.name(), 0.0)).doubleValue())
                    .toArray();
            CsrMatrix fused =
                    FusedNeighbours.of(modalities, numbers, topK, new Task(threads, new StepMonitor(database, step)));
            step.finish("by the fused similarity");
            return fused;
        }
    }

    private String databaseName() {
        return (String)
                database.query("CALL db.info() YIELD name", Map.of()).get(0).get("name");
    }

    @Override
    public void close() throws IOException {
        folder.close();
    }
}
