package org.vimmrec.cli.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.database.StepMonitor;
import org.vimmrec.cli.options.GraphRules;
import org.vimmrec.cli.options.MethodOptions;
import org.vimmrec.cli.options.SourceGraph;
import org.vimmrec.task.Task;

/** Derives virtual interactions and neighbours from a data set, in an embedded database. */
final class VirtualGraphBuilder {

    private final DataSet dataSet;
    private final EmbeddedDatabase database;
    private final MethodOptions method;
    private final GraphRules rules;
    private final Progress progress;
    private final ProcedureCaller procedures;

    /**
     * @param database an empty database
     * @param rules which interactions count
     */
    VirtualGraphBuilder(
            DataSet dataSet, EmbeddedDatabase database, MethodOptions method, GraphRules rules, Progress progress) {
        this.dataSet = dataSet;
        this.database = database;
        this.method = method;
        this.rules = rules;
        this.progress = progress;
        this.procedures = new ProcedureCaller(database, progress);
    }

    /**
     * Loads the data set and derives everything.
     *
     * @param strategy {@code overlay} or {@code synergistic}
     * @param minWeight the weight that a virtual interaction must exceed; null for the plugin's default
     * @param allForTraining whether to derive virtual interactions from all interactions, not from training only
     */
    VirtualGraph build(String strategy, Double minWeight, boolean allForTraining) {
        SourceGraph loaded =
                SourceGraph.of(DataSetLoader.load(database.graph(), dataSet, allForTraining, progress), rules);
        List<Map<String, Object>> similarities = procedures.call(
                "Similarity",
                "vimmrec.similarity.write",
                method.similarity(loaded),
                rows -> ConsoleOutput.format("%,d modalities", rows.size()));
        Map<String, Object> configuration = method.stream(loaded, strategy.equals("synergistic"));
        if (minWeight != null) {
            configuration.put("minWeight", minWeight);
        }
        Map<String, Object> stats = procedures
                .call(
                        "Modality weights",
                        "vimmrec." + strategy + ".stats",
                        configuration,
                        rows -> ConsoleOutput.format("%,d modalities", similarities.size()))
                .get(0);
        CsrMatrix.Builder adjacency = training(allForTraining);
        WeightedPairs virtual;
        try (Progress.Step step = progress.begin("Virtual interactions")) {
            virtual = virtual(strategy, configuration);
            step.finish(ConsoleOutput.format("%,d virtual interactions", virtual.size()));
        }
        adjacency.addAll(virtual);
        Map<String, Object> weights = Database.map(stats.get("modalityWeights"));
        Map<String, CsrMatrix> neighbours = new LinkedHashMap<>();
        try (Progress.Step step = progress.beginPhases("Neighbours")) {
            similarities.forEach(
                    row -> neighbours.put((String) row.get("modality"), stored((String) row.get("relationshipType"))));
            neighbours.put(VirtualGraph.FUSED, fused(weights, step));
            step.finish(ConsoleOutput.format("%,d modalities and fused", similarities.size()));
        }
        return new VirtualGraph(
                virtual, adjacency.build(), neighbours, Database.map(stats.get("configuration")), weights);
    }

    /** The real interactions that virtual ones are derived from, with weight 1. */
    private CsrMatrix.Builder training(boolean allForTraining) {
        InteractionTable interactions = dataSet.interactions();
        CsrMatrix.Builder builder = VirtualGraph.noAdjacency(dataSet);
        for (int n = 0; n < interactions.size(); n++) {
            if (allForTraining || interactions.label(n) == InteractionTable.TRAINING) {
                builder.add(interactions.user(n), interactions.item(n), 1);
            }
        }
        return builder;
    }

    private WeightedPairs virtual(String strategy, Map<String, Object> configuration) {
        WeightedPairs virtual = new WeightedPairs();
        database.stream(
                "CALL vimmrec." + strategy + ".stream($configuration) YIELD user, item, weight "
                        + "RETURN user.userId AS user, item.itemId AS item, weight",
                Map.of("configuration", configuration),
                row -> virtual.add(
                        Math.toIntExact((Long) row.get("user")), Math.toIntExact((Long) row.get("item")), (Double)
                                row.get("weight")));
        return virtual;
    }

    /** The similarities that the relationships of a type hold. */
    private CsrMatrix stored(String relationshipType) {
        CsrMatrix.Builder builder = new CsrMatrix.Builder(dataSet.items(), dataSet.items());
        try (Transaction transaction = database.graph().beginTx();
                ResourceIterator<Relationship> relationships =
                        transaction.findRelationships(RelationshipType.withName(relationshipType))) {
            while (relationships.hasNext()) {
                Relationship similar = relationships.next();
                builder.add(
                        Math.toIntExact((Long) similar.getStartNode().getProperty("itemId")),
                        Math.toIntExact((Long) similar.getEndNode().getProperty("itemId")),
                        (Double) similar.getProperty("score"));
            }
        }
        return builder.build();
    }

    private CsrMatrix fused(Map<String, Object> modalityWeights, Progress.Step step) {
        double[] weights = dataSet.modalities().stream()
                .mapToDouble(modality -> (Double) modalityWeights.get(modality.name()))
                .toArray();
        return FusedNeighbours.of(
                dataSet.modalities(),
                weights,
                method.topK(),
                new Task(method.threads(), new StepMonitor(database, step)));
    }
}
