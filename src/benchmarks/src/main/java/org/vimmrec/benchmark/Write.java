package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.neo4j.gds.catalog.GraphProjectProc;
import org.neo4j.gds.similarity.knn.KnnWriteProc;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.procedure.Database;

/**
 * Compares writing and dropping relationships with {@code gds.knn.write} on the same nodes, and with the bare Core API,
 * which commits the same relationships and does nothing else. All run in turns in one embedded database.
 */
final class Write implements Experiment {
    private static final int WARM_UP = 1;
    private static final int ROUNDS = 5;
    private static final int ITEMS = 20_000;
    private static final String SIMILARITY = "{modalities: {m: 'embedding'}, similarityCutoff: -1}";
    private static final String SIMILARITY_WRITE = "CALL vimmrec.similarity.write(" + SIMILARITY + ")";
    /** Only the write of GDS is compared, so it is configured to search as little as possible. */
    private static final String KNN_WRITE =
            "CALL gds.knn.write('items', {nodeProperties: 'embedding', topK: 10, maxIterations: 1,"
                    + " sampleRate: 0.1, similarityCutoff: 0.0, writeRelationshipType: 'KNN', writeProperty: 'score', concurrency: "
                    + Machine.THREADS + "})";

    private static final String OVERLAY_WRITE = "CALL vimmrec.overlay.write()";

    private static final String RECOMMEND_WRITE =
            "CALL vimmrec.recommend.write({recommender: 'graphFilter', limit: 40})";

    @Override
    public String name() {
        return "Write";
    }

    @Override
    public String question() {
        return "writing beside gds.knn.write and the bare Core API, reruns, and dropping; 15 minutes";
    }

    @Override
    public Table run(Jmh jmh) throws Exception {
        Table table = new Table("", ">relationships", ">median", "beside it", ">its median", ">times as fast");
        try (Database db = Database.with(KnnWriteProc.class, GraphProjectProc.class)) {
            createGraph(db);
            similarities(db, table);
            virtualInteractions(db, table);
            recommendations(db, table);
        }
        table.note(
                "Medians of %d rounds, in turns after %d to warm up, and the range that they lie in. GDS and this plugin by"
                        + " their writeMillis; overlay.write and the drops by the clock, from call to last commit.",
                ROUNDS, WARM_UP);
        table.note("The bare Core API has all numbers at hand. It writes with 1 thread and 50,000 relationships per"
                + " transaction or with 2 and 10,000, and deletes the same number at a time."
                + " The better one counts. The plugin at its default batchSize, 10,000.");
        return table;
    }

    /** The seconds of each kind of measurement. */
    private static final class Clock {
        private final Map<String, List<Double>> seconds = new LinkedHashMap<>();
        private boolean warm;

        void add(String what, double time) {
            if (warm) {
                seconds.computeIfAbsent(what, key -> new ArrayList<>()).add(time);
            }
        }

        Timings of(String what) {
            return new Timings(seconds.get(what));
        }

        /** The lowest median of the kinds whose names start with the prefix. */
        Timings best(String prefix) {
            return seconds.keySet().stream()
                    .filter(what -> what.startsWith(prefix))
                    .map(this::of)
                    .min((one, other) -> Double.compare(one.median(), other.median()))
                    .orElseThrow();
        }
    }

    private static void similarities(Database db, Table table) {
        Clock clock = new Clock();
        db.run("CALL gds.graph.project('items', {Item: {properties: 'embedding'}}, '*')");
        long count = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            clock.warm = round >= WARM_UP;
            Map<String, Object> theirs = db.row(KNN_WRITE + " YIELD writeMillis, relationshipsWritten");
            clock.add("gds", ((Number) theirs.get("writeMillis")).doubleValue() / 1e3);
            BareCore.delete(db, "KNN", 10_000);
            count = write(db, SIMILARITY_WRITE, "first", clock);
            requireSameCount(count, ((Number) theirs.get("relationshipsWritten")).longValue());
            write(db, SIMILARITY_WRITE, "nothing", clock);
            db.run("MATCH ()-[r:SIMILAR_M]->() WITH r WHERE rand() < 0.01 SET r.score = 0.5");
            write(db, SIMILARITY_WRITE, "1 %", clock);
            bare(db, BareCore.of(db, "SIMILAR_M", "score"), "CALL vimmrec.similarity.drop()", clock);
        }
        Timings first = clock.of("first");
        row(table, "similarity.write, nothing there", count, first, "gds.knn.write", clock.of("gds"));
        row(table, "", count, first, "bare Core API", clock.best("bare write"));
        row(table, "nothing to change", count, clock.of("nothing"), "first write", first);
        row(table, "1 % changed", count, clock.of("1 %"), "first write", first);
        row(table, "similarity.drop", count, clock.of("drop"), "bare Core API", clock.best("bare delete"));
    }

    private static void virtualInteractions(Database db, Table table) {
        db.run("CALL vimmrec.similarity.write({modalities: {v: 'embedding', a: 'other'}, similarityCutoff: -1})");
        Clock clock = new Clock();
        long count = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            clock.warm = round >= WARM_UP;
            long start = System.nanoTime();
            count = ((Number) db.row(OVERLAY_WRITE + " YIELD relationshipsCreated")
                            .get("relationshipsCreated"))
                    .longValue();
            clock.add("write", (System.nanoTime() - start) / 1e9);
            bare(db, BareCore.of(db, "VIRTUAL_INTERACTED", "weight"), "CALL vimmrec.virtual.drop()", clock);
        }
        row(
                table,
                "overlay.write, the whole call",
                count,
                clock.of("write"),
                "bare Core API",
                clock.best("bare write"));
        row(table, "virtual.drop", count, clock.of("drop"), "bare Core API", clock.best("bare delete"));
    }

    private static void recommendations(Database db, Table table) {
        Clock clock = new Clock();
        long count = 0;
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            clock.warm = round >= WARM_UP;
            count = write(db, RECOMMEND_WRITE, "first", clock);
            write(db, RECOMMEND_WRITE, "nothing", clock);
            bare(db, BareCore.of(db, "RECOMMENDED", "score", "rank"), "CALL vimmrec.recommend.drop()", clock);
        }
        Timings first = clock.of("first");
        row(table, "recommend.write, nothing there", count, first, "bare Core API", clock.best("bare write"));
        row(table, "nothing to change", count, clock.of("nothing"), "first write", first);
        row(table, "recommend.drop", count, clock.of("drop"), "bare Core API", clock.best("bare delete"));
    }

    private static long write(Database db, String call, String what, Clock clock) {
        Map<String, Object> row = db.row(call + " YIELD writeMillis, relationshipsCreated");
        clock.add(what, ((Number) row.get("writeMillis")).doubleValue() / 1e3);
        return ((Number) row.get("relationshipsCreated")).longValue();
    }

    /** Drops the relationships. Then writes and deletes the same ones with the Core API, in batches of both sizes. */
    private static void bare(Database db, BareCore relationships, String drop, Clock clock) {
        long start = System.nanoTime();
        db.run(drop);
        clock.add("drop", (System.nanoTime() - start) / 1e9);
        for (int threads : new int[] {1, 2}) {
            int batchSize = threads == 1 ? 50_000 : 10_000;
            clock.add("bare write by " + threads, relationships.create(db, threads, batchSize));
            clock.add("bare delete of " + batchSize, BareCore.delete(db, BareCore.TYPE, batchSize));
        }
    }

    private static void row(Table table, String what, long count, Timings ours, String peer, Timings theirs) {
        table.row(what, "%,d".formatted(count), ours, peer, theirs, Timings.times(theirs.median() / ours.median()));
    }

    private static void requireSameCount(long ours, long theirs) {
        if (ours != theirs) {
            throw new IllegalStateException(
                    "GDS has written %d relationships and this plugin %d".formatted(theirs, ours));
        }
    }

    /**
     * Creates items with two embeddings, and users with 6 interactions each, more of them with the items created first.
     */
    private static void createGraph(Database db) {
        Random random = new Random(1);
        Node[] items = new Node[ITEMS];
        try (Transaction tx = db.service().beginTx()) {
            for (int i = 0; i < ITEMS; i++) {
                items[i] = tx.createNode(Label.label("Item"));
                items[i].setProperty("embedding", embedding(random));
                items[i].setProperty("other", embedding(random));
            }
            for (int u = 0; u < ITEMS / 4; u++) {
                Node user = tx.createNode(Label.label("User"));
                for (int n = 0; n < 6; n++) {
                    user.createRelationshipTo(
                            items[(int) (ITEMS * Math.pow(random.nextDouble(), 2))],
                            RelationshipType.withName("INTERACTED"));
                }
            }
            tx.commit();
        }
    }

    private static float[] embedding(Random random) {
        float[] embedding = new float[64];
        for (int d = 0; d < embedding.length; d++) {
            embedding[d] = (float) random.nextGaussian();
        }
        return embedding;
    }
}
