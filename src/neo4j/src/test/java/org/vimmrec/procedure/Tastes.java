package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.Transaction;

/** A graph of users who each have a taste, for tests that evaluate. */
final class Tastes {
    private static final RelationshipType INTERACTED = RelationshipType.withName("INTERACTED");

    private Tastes() {}

    /** Returns a random vector. */
    static double[] direction(Random random, int dimension) {
        return random.doubles(dimension, -1, 1).toArray();
    }

    /** Creates twelve tastes of ten items each. Embeddings either reflect the taste or are random. */
    static void create(Database db, int users, int perUser, boolean embeddingsReflectTaste) {
        Random random = new Random(7);
        double[][] tastes = new double[12][];
        for (int t = 0; t < tastes.length; t++) {
            tastes[t] = direction(random, 16);
        }
        try (Transaction tx = db.service().beginTx()) {
            List<Node> items = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                double[] noise = direction(random, 16);
                for (int k = 0; k < noise.length && embeddingsReflectTaste; k++) {
                    noise[k] = tastes[i % 12][k] + 0.3 * noise[k];
                }
                Node item = tx.createNode(Label.label("Item"));
                item.setProperty("taste", noise);
                item.setProperty("noise", direction(random, 8));
                items.add(item);
            }
            for (int u = 0; u < users; u++) {
                Node user = tx.createNode(Label.label("User"));
                for (int n = 0; n < perUser; n++) {
                    int taste = random.nextInt(8) == 0 ? random.nextInt(12) : u % 12;
                    Relationship interacted =
                            user.createRelationshipTo(items.get(taste + 12 * random.nextInt(10)), INTERACTED);
                    interacted.setProperty("timestamp", random.nextInt(1000));
                }
            }
            tx.commit();
        }
    }
}
