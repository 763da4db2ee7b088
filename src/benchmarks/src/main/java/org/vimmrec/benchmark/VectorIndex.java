package org.vimmrec.benchmark;

import java.util.Set;

/**
 * Neo4j's vector index of items in a server, with the default configuration of its graph of neighbours.
 *
 * @param quantized whether the index holds embeddings with less precision, which is Neo4j's default
 */
record VectorIndex(ServerItems items, boolean quantized) {
    private static final String NAME = "benchmark_vectors";
    private static final int POPULATION_SECONDS = 7200;

    /** Creates the index, and returns the seconds until it is populated. */
    double create() {
        long start = System.nanoTime();
        items.server()
                .run(("CREATE VECTOR INDEX %s FOR (item:%s) ON (item.embedding) OPTIONS {indexConfig: {"
                                + "`vector.dimensions`: %d, `vector.similarity_function`: 'cosine',"
                                + " `vector.quantization.enabled`: %b}}")
                        .formatted(NAME, items.label(), items.dimension(), quantized));
        items.server().run("CALL db.awaitIndex('%s', %d)".formatted(NAME, POPULATION_SECONDS));
        return (System.nanoTime() - start) / 1e9;
    }

    /** The seconds of one query for each item, on as many threads as the other searches have. */
    double secondsOfAll(int fetched) {
        long start = System.nanoTime();
        items.server()
                .run(
                        ("MATCH (item:%s) CALL (item) {CALL db.index.vector.queryNodes('%s', %d, item.embedding) YIELD node"
                                        + " RETURN count(node) AS found} IN %d CONCURRENT TRANSACTIONS OF 1000 ROWS"
                                        + " RETURN sum(found)")
                                .formatted(items.label(), NAME, fetched, Machine.THREADS));
        return (System.nanoTime() - start) / 1e9;
    }

    /** The Cypher that returns the nearest of the fetched nodes for each item of a sample, without the item itself. */
    String neighbours(int fetched, int topK, Set<Integer> sample) {
        return ("MATCH (item:%s) WHERE item.number IN %s CALL (item) {CALL db.index.vector.queryNodes('%s', %d,"
                        + " item.embedding) YIELD node, score WHERE node <> item RETURN node ORDER BY score DESC LIMIT %d}"
                        + " RETURN item.number AS source, node.number AS target")
                .formatted(items.label(), sample, NAME, fetched, topK);
    }

    /** Drops the index. */
    void drop() {
        items.server().run("DROP INDEX " + NAME);
    }
}
