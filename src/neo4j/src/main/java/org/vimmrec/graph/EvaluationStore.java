package org.vimmrec.graph;

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.EvaluationSubject;
import org.vimmrec.task.Task;

/**
 * Stores what an evaluation recommends, a node for each pair of item and user label and set of interaction types. The
 * nodes have the label of the manifest, so the same privileges cover both, but none of a manifest's properties.
 */
public final class EvaluationStore {
    private static final Label LABEL = Label.label(ManifestStore.LABEL_NAME);
    private static final String ITEM_LABEL = "evaluatedItemLabel";
    private static final String USER_LABEL = "evaluatedUserLabel";
    private static final String INTERACTION_TYPES = "evaluatedInteractionTypes";
    private static final String EVALUATED_AT = "evaluatedAt";
    private static final String STRATEGY = "strategy";
    private static final String CONFIGURATION = "configuration.";

    private EvaluationStore() {}

    /**
     * What an evaluation recommends.
     *
     * @param strategy {@code overlay} or {@code synergistic}; null to augment with neither
     * @param configuration the keys of the strategy's {@code write}, and their values: text or numbers
     * @param evaluatedAt when the evaluation ended
     */
    public record Recommended(String strategy, Map<String, Object> configuration, ZonedDateTime evaluatedAt) {}

    /** Returns what the last evaluation of a subject recommends, or null if there is none. */
    public static Recommended read(Transaction tx, EvaluationSubject subject) {
        Node node = find(tx, subject);
        if (node == null || !(node.getProperty(EVALUATED_AT, null) instanceof ZonedDateTime evaluatedAt)) {
            return null;
        }
        Map<String, Object> configuration = new LinkedHashMap<>();
        node.getAllProperties().forEach((name, value) -> {
            if (name.startsWith(CONFIGURATION)) {
                configuration.put(name.substring(CONFIGURATION.length()), value);
            }
        });
        return new Recommended((String) node.getProperty(STRATEGY, null), configuration, evaluatedAt);
    }

    /** Replaces what is stored for a subject. */
    public static void write(GraphDatabaseService db, EvaluationSubject subject, Recommended recommended, Task task) {
        new ManifestTransactions(db, task).run(tx -> {
            Node found = find(tx, subject);
            Node node = found == null ? tx.createNode(LABEL) : found;
            node.getAllProperties().keySet().forEach(node::removeProperty);
            node.setProperty(ITEM_LABEL, subject.itemLabel());
            node.setProperty(USER_LABEL, subject.userLabel());
            node.setProperty(INTERACTION_TYPES, subject.interactionTypes().toArray(String[]::new));
            node.setProperty(EVALUATED_AT, recommended.evaluatedAt());
            if (recommended.strategy() != null) {
                node.setProperty(STRATEGY, recommended.strategy());
            }
            recommended.configuration().forEach((key, value) -> node.setProperty(CONFIGURATION + key, value));
        });
    }

    private static Node find(Transaction tx, EvaluationSubject subject) {
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                if (subject.itemLabel().equals(node.getProperty(ITEM_LABEL, null))
                        && subject.userLabel().equals(node.getProperty(USER_LABEL, null))
                        && node.getProperty(INTERACTION_TYPES, null) instanceof String[] types
                        && subject.interactionTypes().equals(List.of(types))) {
                    return node;
                }
            }
        }
        return null;
    }
}
