package org.vimmrec.config;

import java.util.List;

/** Reads a key whose value is a list of nodes. */
final class NodeList {
    private NodeList() {}

    /** The elements, which the reader of the graph checks; at least one, or null if the key is absent. */
    static List<?> of(ConfigMap config, String key) {
        return config.<List<?>>value(key, null, given -> {
            if (!(given instanceof List<?> list) || list.isEmpty()) {
                throw config.expected(key, "a list of at least one node", given);
            }
            return list;
        });
    }
}
