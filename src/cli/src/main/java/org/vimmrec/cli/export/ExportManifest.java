package org.vimmrec.cli.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.data.InteractionTable;

/** Describes an export: what it was derived from, how, and how much there is. */
final class ExportManifest {

    private ExportManifest() {}

    /**
     * The manifest as nested maps.
     *
     * @param strategy {@code overlay} or {@code synergistic}
     * @param versions the versions of the plugin and of Neo4j
     */
    static Map<String, Object> of(
            DataSet dataSet,
            ExportOptions options,
            String strategy,
            VirtualGraph graph,
            HeldOutPairs heldOut,
            Map<String, Object> versions) {
        InteractionTable interactions = dataSet.interactions();
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("dataSet", dataSet.name());
        manifest.put("versions", versions);
        manifest.put("layout", options.layout().spelling());
        manifest.put("strategy", strategy);
        Map<String, Object> configuration = new TreeMap<>(graph.configuration());
        configuration.keySet().removeAll(Set.of("concurrency", "sudo")); // the result does not depend on them
        manifest.put("configuration", configuration);
        manifest.put("split", split(dataSet, options));
        manifest.put("modalityWeights", graph.modalityWeights());
        manifest.put("virtualAsTrainingRows", options.asRows());
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("userIds", graph.adjacency().rows());
        counts.put("items", dataSet.items());
        counts.put("trainingInteractions", interactions.size(InteractionTable.TRAINING));
        counts.put("validationInteractions", interactions.size(InteractionTable.VALIDATION));
        counts.put("testInteractions", interactions.size(InteractionTable.TEST));
        counts.put("virtualInteractions", graph.virtual().size());
        Map<String, Object> neighbours = new LinkedHashMap<>();
        graph.neighbours().forEach((modality, matrix) -> neighbours.put(modality, matrix.size()));
        counts.put("neighbours", neighbours);
        manifest.put("counts", counts);
        Map<String, Object> amongVirtual = new LinkedHashMap<>();
        amongVirtual.put("validation", heldOut.found(InteractionTable.VALIDATION));
        amongVirtual.put("test", heldOut.found(InteractionTable.TEST));
        manifest.put("heldOutAmongVirtual", amongVirtual);
        return manifest;
    }

    private static Map<String, Object> split(DataSet dataSet, ExportOptions options) {
        Map<String, Object> split = new LinkedHashMap<>();
        if (options.split() != null) {
            split.put("method", options.split());
            split.put("seed", options.splitSeed());
        } else {
            split.put("method", dataSet.interactions().labelled() ? "x_label" : "none");
        }
        return split;
    }
}
