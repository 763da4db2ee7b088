package org.vimmrec.spark;

import java.util.Set;

/** Where the tables are. An option says which it is. */
enum TableFormat {
    /** Folders of Parquet files. */
    PARQUET(null),
    /** A graph in Neo4j. */
    NEO4J("uri"),
    /** A folder in the layout of the MMRec toolbox. */
    MMREC("data");

    private final String key;

    TableFormat(String key) {
        this.key = key;
    }

    /** @param keys the options that are given */
    static TableFormat of(Set<String> keys) {
        return keys.contains(NEO4J.key) ? NEO4J : keys.contains(MMREC.key) ? MMREC : PARQUET;
    }

    /** For the end of "options of this command". */
    String condition() {
        return key == null ? "" : " with `" + key + "`";
    }
}
