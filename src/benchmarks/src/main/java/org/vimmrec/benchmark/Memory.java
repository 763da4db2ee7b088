package org.vimmrec.benchmark;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.neo4j.driver.Record;
import org.neo4j.driver.exceptions.Neo4jException;
import org.vimmrec.server.Neo4jServer;
import org.vimmrec.similarity.Kernels;

/**
 * Searches for the neighbours of many items in a server whose heap is as large as their embeddings plus 1 GiB, which
 * includes what Neo4j itself needs. Also measures how soon a call ends after its transaction is terminated.
 */
final class Memory implements Experiment {
    private static final int ITEMS = 100_000;
    private static final int DIMENSION = 384;
    private static final int TERMINATIONS = 5;

    @Override
    public String name() {
        return "Memory";
    }

    @Override
    public String question() {
        return "100,000 x 384 in a server with 1 GiB of heap beside the embeddings, and its termination; 5 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws IOException, InterruptedException, ExecutionException {
        long megabytes = ((long) ITEMS * DIMENSION * Float.BYTES >> 20) + 1024;
        try (Neo4jServer server = new Neo4jServer("benchmark-memory")
                .set("server.memory.heap.initial_size", megabytes + "m")
                .set("server.memory.heap.max_size", megabytes + "m")
                .start()) {
            ServerItems items = new ServerItems(server, ITEMS, DIMENSION);
            items.create();
            String stats = "CALL vimmrec.similarity.stats(" + items.configuration() + ")";
            String estimate = server.run("CALL vimmrec.similarity.stats.estimate(" + items.configuration() + ")")
                    .get(0)
                    .get("requiredMemory")
                    .asString();
            long start = System.nanoTime();
            Record row = server.run(stats).get(0);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (row.get("nodesCompared").asInt() != ITEMS
                    || row.get("similarityPairs").asLong() != 10L * ITEMS) {
                throw new IllegalStateException("not all neighbours were found: " + row);
            }
            RunningKernel.require(server, Kernels.VECTOR);
            double slowest = 0;
            for (int n = 0; n < TERMINATIONS; n++) {
                slowest = Math.max(slowest, secondsToEnd(server, stats, 20 * n));
            }
            Table table = new Table(
                    ">items", ">dimension", ">heap of the server", ">estimate", ">whole call", ">terminated within");
            table.row(
                    ITEMS, DIMENSION, megabytes + " MiB", estimate, Timings.seconds(seconds), Timings.seconds(slowest));
            table.note("topK 10, concurrency %d. The slowest of %d terminations.", Machine.THREADS, TERMINATIONS);
            return table;
        }
    }

    /** Waits for a call to report the given progress, terminates it, and returns the seconds until it ended. */
    private static double secondsToEnd(Neo4jServer server, String call, int percent)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Long> end = CompletableFuture.supplyAsync(() -> {
            try {
                server.run(call);
            } catch (Neo4jException e) {
                if (e.getMessage().contains("terminated")) {
                    return System.nanoTime();
                }
                throw e;
            }
            throw new IllegalStateException("The call ended before it was terminated");
        });
        String transaction = null;
        while (transaction == null) {
            Thread.sleep(20);
            if (end.isDone()) {
                end.get();
            }
            for (Record row : server.run("SHOW TRANSACTIONS YIELD transactionId, statusDetails "
                    + "WHERE statusDetails CONTAINS 'similarity all'")) {
                if (Integer.parseInt(row.get("statusDetails").asString().replaceAll(".* (\\d+) %$", "$1")) >= percent) {
                    transaction = row.get("transactionId").asString();
                }
            }
        }
        long told = System.nanoTime();
        server.run("TERMINATE TRANSACTION '" + transaction + "'");
        return (end.get() - told) / 1e9;
    }
}
