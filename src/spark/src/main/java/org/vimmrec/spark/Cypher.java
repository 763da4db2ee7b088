package org.vimmrec.spark;

/** Names and text in Cypher, where parameters are not possible. */
final class Cypher {
    private Cypher() {}

    /**
     * A label, type or property in backticks.
     *
     * @throws IllegalArgumentException if the name is empty, or contains a Unicode escape, which Cypher would decode
     *     even in backticks
     */
    static String name(String name) {
        if (name.isEmpty() || name.contains("\\u")) {
            throw new IllegalArgumentException(
                    "The name `%s` is empty or contains a Unicode escape. Choose another name.".formatted(name));
        }
        return "`" + name.replace("`", "``") + "`";
    }

    static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
