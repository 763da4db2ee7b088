package org.vimmrec.procedure;

import java.util.BitSet;
import org.neo4j.graphdb.Node;
import org.vimmrec.config.UpdateConfig;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.task.Shown;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/** Checks that an update makes before it computes anything. */
final class UpdateChecks {

    /** Why an update has to compute everything if a cutoff is a percentile. */
    static final String PERCENTILE = "`similarityCutoff` is a percentile, which depends on all similarities";

    private UpdateChecks() {}

    /**
     * Returns why the stored relationships cannot be updated, or null if they can.
     *
     * @param stored the manifest of the stored relationships; null if there is none
     * @param wanted the manifest of the relationships to write
     * @param dependsOnAll why the configuration never allows an update, or null
     * @throws IllegalStateException if they cannot be updated and {@code onMismatch} is 'fail'
     */
    static String mismatch(Manifest stored, Manifest wanted, String dependsOnAll, UpdateConfig update) {
        String reason = stored == null ? "this plugin has not written them yet" : stored.difference(wanted);
        reason = reason == null ? dependsOnAll : reason;
        if (reason != null && update.onMismatch() == UpdateConfig.OnMismatch.FAIL) {
            throw new IllegalStateException(
                    ("The relationships of type [%s] cannot be updated: %s. Nothing was written; run"
                                    + " the write mode, or this with `onMismatch: 'full'`.")
                            .formatted(Shown.name(wanted.type()), Shown.line(reason)));
        }
        return reason;
    }

    /**
     * Returns the indexes of the nodes that the caller names as changed, or null if there is no such list. Ignores
     * nodes that are not among the given ones.
     *
     * @param key the configuration key of the list, for the error message
     * @throws IllegalArgumentException if an element of the list is not a node
     */
    static BitSet named(String key, UpdateConfig update, IdIndex nodes) {
        if (update.changedNodes() == null) {
            return null;
        }
        BitSet indexes = new BitSet(nodes.size());
        for (Object each : update.changedNodes()) {
            if (!(each instanceof Node node)) {
                throw new IllegalArgumentException(
                        "`%s` must be a list of nodes, but has %s.".formatted(key, Shown.value(each)));
            }
            int index = nodes.index(NodeIds.of(node));
            if (index >= 0) {
                indexes.set(index);
            }
        }
        return indexes;
    }
}
