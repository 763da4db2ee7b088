package org.vimmrec.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.neo4j.driver.Record;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.graph.RelationshipChecks;
import org.vimmrec.server.Neo4jServer;

/**
 * What the store bears: {@code similarity.write} and {@code overlay.write} of ten million relationships each, the same
 * calls again, and dropping them, in one server process.
 */
final class LargeStore implements Experiment {
    private static final int ITEMS = 1_000_000;
    private static final int DIMENSION = 64;
    private static final int USERS = 500_000;
    private static final int INTERACTIONS = 5;
    private static final int PER_USER = 20;
    private static final int POLL_MILLIS = 500;
    private static final double MIB = 1 << 20;

    @Override
    public String name() {
        return "LargeStore";
    }

    @Override
    public String question() {
        return "10,000,000 similarities and as many virtual interactions: time, heap, store, logs; 40 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws Exception {
        Table table = new Table(
                "call",
                ">relationships afterwards",
                ">whole call",
                ">reading",
                ">computing",
                ">writing",
                ">peak heap",
                ">store",
                ">peak of the logs");
        try (Neo4jServer server = new Neo4jServer("benchmark-large-store")
                .withoutGds()
                .set("server.memory.heap.initial_size", "4g")
                .set("server.memory.heap.max_size", "4g")
                .set("server.memory.pagecache.size", "3g")) {
            create(server);
            server.start();
            String similarity = "vimmrec.similarity.write({modalities: {m: 'embedding'}, search: 'approximate',"
                    + " similarityCutoff: -1})";
            String overlay = "vimmrec.overlay.write({maxPerUser: " + PER_USER + "})";
            for (String call : new String[] {similarity, similarity, overlay, overlay, "vimmrec.virtual.drop()"}) {
                row(table, server, call);
            }
            server.stop();
            checks(table, server);
            server.start();
            row(table, server, "vimmrec.similarity.drop({modalities: ['m']})");
        }
        table.note(
                "%,d items of %d numbers and %,d users with %d interactions each, in a server with 4 GiB of heap and 3 GiB"
                        + " of page cache; concurrency %d. A call that stands twice finds nothing to change the second time.",
                ITEMS, DIMENSION, USERS, INTERACTIONS, Machine.THREADS);
        table.note("The heap in use includes garbage. The store and the logs are files.");
        return table;
    }

    /** How long the check for foreign relationships takes, which precedes each full write. */
    private static void checks(Table table, Neo4jServer server) {
        try (OfflineDatabase db = new OfflineDatabase(server)) {
            RelationshipChecks checks = new RelationshipChecks(db.service(), "SIMILAR_M");
            checks.seconds(1); // fills the page cache
            table.note(
                    "The check for foreign relationships before a write: %s as a scan of the type, %s by nodes on 1 thread,"
                            + " %s on %d.",
                    Timings.seconds(checks.secondsOfScan()),
                    Timings.seconds(checks.seconds(1)),
                    Timings.seconds(checks.seconds(Machine.THREADS)),
                    Machine.THREADS);
        }
    }

    private static void row(Table table, Neo4jServer server, String call) throws Exception {
        AtomicLong heap = new AtomicLong();
        AtomicLong logs = new AtomicLong();
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        ScheduledFuture<?> polling = executor.scheduleWithFixedDelay(
                () -> {
                    heap.accumulateAndGet(heapInUse(server), Math::max);
                    logs.accumulateAndGet(bytes(server, "transactions"), Math::max);
                },
                0,
                POLL_MILLIS,
                TimeUnit.MILLISECONDS);
        try {
            long start = System.nanoTime();
            Record row = server.run("CALL " + call).get(0);
            double seconds = (System.nanoTime() - start) / 1e9;
            if (polling.isDone()) {
                polling.get(); // throws what has ended it: the peaks are incomplete
            }
            long relationships = server.run("MATCH ()-[r:SIMILAR_M|VIRTUAL_INTERACTED]->() RETURN count(r) AS all")
                    .get(0)
                    .get("all")
                    .asLong();
            Object[] cells = {
                "`" + call + "`",
                "%,d".formatted(relationships),
                Timings.seconds(seconds),
                millis(row, "preProcessingMillis"),
                millis(row, "computeMillis"),
                millis(row, "writeMillis"),
                mib(heap.get()),
                mib(bytes(server, "databases")),
                mib(logs.get())
            };
            System.out.println(Arrays.toString(cells));
            table.row(cells);
        } finally {
            executor.shutdown();
        }
    }

    /** Empty for a drop, which does not tell. */
    private static String millis(Record row, String column) {
        return row.containsKey(column) ? Timings.seconds(row.get(column).asLong() / 1e3) : "";
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%,.0f MiB", bytes / MIB);
    }

    private static long heapInUse(Neo4jServer server) {
        return server.run("CALL dbms.queryJmx('java.lang:type=Memory') YIELD attributes"
                        + " RETURN attributes.HeapMemoryUsage.value.properties.used AS used")
                .get(0)
                .get("used")
                .asLong();
    }

    /** The size of a folder of the server's data. Files that Neo4j deletes meanwhile do not count. */
    private static long bytes(Neo4jServer server, String folder) {
        try (Stream<Path> files = Files.walk(server.home().resolve("data").resolve(folder))) {
            return files.mapToLong(LargeStore::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void create(Neo4jServer server) {
        float[][] embeddings = Embeddings.SPECTRAL.rows(ITEMS, DIMENSION);
        long[] items = new long[ITEMS];
        Random random = new Random(1);
        try (OfflineDatabase db = new OfflineDatabase(server)) {
            db.write(ITEMS, (tx, n) -> {
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("embedding", embeddings[n]);
                items[n] = NodeIds.of(item);
            });
            db.write(USERS, (tx, n) -> {
                Node user = tx.createNode(Label.label("User"));
                for (int k = 0; k < INTERACTIONS; k++) {
                    user.createRelationshipTo(
                            NodeIds.node(tx, items[random.nextInt(ITEMS)]), RelationshipType.withName("INTERACTED"));
                }
            });
        }
    }
}
