package org.vimmrec.config;

import java.util.ArrayList;
import java.util.List;
import org.neo4j.graphdb.Node;
import org.vimmrec.task.Shown;

/** Reads a key whose value is a list of nodes. */
final class NodeList {
    private static final String EXPECTATION = "a list of at least one node";

    private NodeList() {}

    /** The nodes in the order of the caller, who may list one several times; null if the key is absent. */
    static List<Node> of(ConfigMap config, String key) {
        return config.value(key, null, given -> {
            if (!(given instanceof List<?> list) || list.isEmpty()) {
                throw config.expected(key, EXPECTATION, given);
            }
            List<Node> nodes = new ArrayList<>(list.size());
            for (Object each : list) {
                if (!(each instanceof Node node)) {
                    throw config.error("`%s` must be %s, but has %s".formatted(key, EXPECTATION, Shown.value(each)));
                }
                nodes.add(node);
            }
            return nodes;
        });
    }
}
