package org.vimmrec.config;

import java.util.List;

/** Reads a key whose value is a list of nodes. */
final class NodeList {
    private NodeList() {}

    /** The elements, which the reader of the graph checks; null if the key is absent. */
    static List<?> of(ConfigMap config, String key) {
        return config.<List<?>>value(key, null, given -> {
            if (!(given instanceof List<?> list)) {
                throw config.expected(key, "a list of nodes", given);
            }
            return list;
        });
    }
}
