package org.vimmrec.benchmark;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.procedure.Database;

/**
 * The time of {@code vimmrec.similarity.update} and {@code vimmrec.synergistic.update} after {@value #NEW_ITEMS} new
 * items, and of {@code vimmrec.overlay.update} after {@value #NEW_INTERACTIONS} new interactions, by phase and compared
 * with full writes, which have the same result.
 */
final class Update implements Experiment {
    private static final int ITEMS = 20_000;
    private static final int DIMENSION = 384;
    private static final int USERS = Integer.getInteger("benchmark.users", 1_000_000);
    private static final int FEW_USERS = 10_000;
    private static final int INTERACTIONS = 10;
    private static final int MOST_PER_USER = 10;
    private static final int NEW_ITEMS = 100;
    private static final int NEW_INTERACTIONS = 1_000;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 3;
    private static final int PER_TRANSACTION = 2_000;
    private static final String SIMILARITY = "({modalities: {m: 'embedding'}, concurrency: " + Machine.THREADS + "})";
    private static final String FRESH =
            "({modalities: {m: 'embedding'}, relationshipTypePrefix: 'FRESH_', concurrency: " + Machine.THREADS + "})";
    private static final String OVERLAY =
            "({modalities: ['m'], maxPerUser: " + MOST_PER_USER + ", concurrency: " + Machine.THREADS + "})";
    private static final String SYNERGISTIC = "({modalities: {m: 'embedding'}, maxPerUser: " + MOST_PER_USER
            + ", userLabel: 'Few', writeRelationshipType: 'FUSED', concurrency: " + Machine.THREADS + "})";
    private static final List<String> PARTS = List.of("preProcessingMillis", "computeMillis", "writeMillis");

    private final Random random = new Random(1);

    @Override
    public String name() {
        return "Update";
    }

    @Override
    public String question() {
        return "updates of similarity, synergistic and overlay after few changes, beside full writes; 15 minutes";
    }

    /** The seconds that each call and each of its parts took. */
    private static final class Clock {
        private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

        Map<String, Object> call(Database db, String call, boolean warm) {
            long start = System.nanoTime();
            Map<String, Object> row = db.row("CALL vimmrec." + call);
            if (warm) {
                add("whole", (System.nanoTime() - start) / 1e9);
                PARTS.forEach(part -> add(part, ((Number) row.get(part)).doubleValue() / 1e3));
            }
            return row;
        }

        private void add(String what, double time) {
            seconds.computeIfAbsent(what, key -> new ArrayList<>()).add(time);
        }

        Timings of(String what) {
            return new Timings(seconds.get(what));
        }

        void row(Table table, String what, Clock update) {
            Timings whole = of("whole");
            table.row(
                    what,
                    whole,
                    of(PARTS.get(0)),
                    of(PARTS.get(1)),
                    of(PARTS.get(2)),
                    update == null
                            ? ""
                            : Timings.times(whole.median() / update.of("whole").median()));
        }
    }

    @Override
    public Table run(Jmh jmh) {
        Table table = new Table("", ">whole call", ">reading", ">computing", ">writing", ">update as fast");
        try (Database db = new Database()) {
            create(db, "Item", ITEMS, true);
            similarities(db, table);
            createUsers(db, "Few", FEW_USERS);
            virtualInteractions(
                    db, table, "synergistic", SYNERGISTIC, "new items", () -> create(db, "Item", NEW_ITEMS, true));
            createUsers(db, "User", USERS);
            virtualInteractions(db, table, "overlay", OVERLAY, "new interactions", () -> createInteractions(db));
        }
        table.note(
                "%,d items of %d numbers, %,d users (for synergistic, %,d) with %d interactions each; %d new items, %,d new"
                        + " interactions before each update. Medians of %d rounds after %d to warm up.",
                ITEMS, DIMENSION, USERS, FEW_USERS, INTERACTIONS, NEW_ITEMS, NEW_INTERACTIONS, ROUNDS, WARM_UP);
        table.note("'Nothing there' writes all relationships; 'again' finds most of them unchanged.");
        return table;
    }

    private void similarities(Database db, Table table) {
        Clock update = new Clock();
        Clock again = new Clock();
        Clock first = new Clock();
        db.run("CALL vimmrec.similarity.write" + SIMILARITY);
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            boolean warm = round >= WARM_UP;
            create(db, "Item", NEW_ITEMS, true);
            require(update.call(db, "similarity.update" + SIMILARITY, warm));
            create(db, "Item", NEW_ITEMS, true);
            again.call(db, "similarity.write" + SIMILARITY, warm);
            first.call(db, "similarity.write" + FRESH, warm);
            db.run("CALL vimmrec.similarity.drop({modalities: ['m'], relationshipTypePrefix: 'FRESH_'})");
        }
        update.row(table, "similarity.update, new items", null);
        again.row(table, "similarity.write again, new items", update);
        first.row(table, "similarity.write, nothing there", update);
    }

    /** Measures an update of virtual interactions and a full write instead, each after the same kind of change. */
    private void virtualInteractions(
            Database db, Table table, String strategy, String configuration, String changed, Runnable change) {
        Clock update = new Clock();
        Clock again = new Clock();
        db.run("CALL vimmrec." + strategy + ".write" + configuration);
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            boolean warm = round >= WARM_UP;
            change.run();
            require(update.call(db, strategy + ".update" + configuration, warm));
            change.run();
            again.call(db, strategy + ".write" + configuration, warm);
        }
        update.row(table, strategy + ".update, " + changed, null);
        again.row(table, strategy + ".write again, " + changed, update);
    }

    private static void require(Map<String, Object> row) {
        if (!"update".equals(row.get("mode"))) {
            throw new IllegalStateException("not an update: " + row.get("reason"));
        }
    }

    private void create(Database db, String label, int count, boolean embeddings) {
        for (int first = 0; first < count; first += PER_TRANSACTION) {
            try (Transaction tx = db.service().beginTx()) {
                for (int n = first; n < Math.min(count, first + PER_TRANSACTION); n++) {
                    Node node = tx.createNode(Label.label(label));
                    if (embeddings) {
                        node.setProperty("embedding", embedding());
                    }
                }
                tx.commit();
            }
        }
    }

    private float[] embedding() {
        float[] embedding = new float[DIMENSION];
        for (int k = 0; k < DIMENSION; k++) {
            embedding[k] = (float) random.nextGaussian();
        }
        return embedding;
    }

    private void createUsers(Database db, String label, int count) {
        create(db, label, count, false);
        long[] users = ids(db, label);
        long[] items = ids(db, "Item");
        for (int first = 0; first < users.length; first += PER_TRANSACTION) {
            try (Transaction tx = db.service().beginTx()) {
                for (int u = first; u < Math.min(users.length, first + PER_TRANSACTION); u++) {
                    for (int n = 0; n < INTERACTIONS; n++) {
                        interact(tx, users[u], items[(int) (items.length * Math.pow(random.nextDouble(), 2))]);
                    }
                }
                tx.commit();
            }
        }
    }

    private void createInteractions(Database db) {
        long[] users = ids(db, "User");
        long[] items = ids(db, "Item");
        try (Transaction tx = db.service().beginTx()) {
            for (int n = 0; n < NEW_INTERACTIONS; n++) {
                interact(tx, users[random.nextInt(users.length)], items[random.nextInt(items.length)]);
            }
            tx.commit();
        }
    }

    private static void interact(Transaction tx, long user, long item) {
        NodeIds.node(tx, user).createRelationshipTo(NodeIds.node(tx, item), RelationshipType.withName("INTERACTED"));
    }

    private static long[] ids(Database db, String label) {
        try (Transaction tx = db.service().beginTx();
                var nodes = tx.findNodes(Label.label(label))) {
            return nodes.stream().mapToLong(NodeIds::of).toArray();
        }
    }
}
