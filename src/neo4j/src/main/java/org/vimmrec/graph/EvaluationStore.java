package org.vimmrec.graph;

import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.EvaluationSubject;
import org.vimmrec.task.Task;
import org.vimmrec.update.ManifestProperties;

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
    private static final String MODEL = "model.";
    /** The suffixes of the two properties that hold a map. */
    private static final String KEYS = ".keys";

    private static final String VALUES = ".values";

    private EvaluationStore() {}

    /**
     * What an evaluation recommends.
     *
     * @param strategy {@code overlay} or {@code synergistic}; null to augment with neither
     * @param configuration the keys of the strategy's {@code write}, and their values: text, numbers, or maps to
     *     numbers
     * @param model the keys of {@code vimmrec.recommend.*} that train the recommended recommender as the evaluation
     *     did, and their values, without those of the strategy; empty if an older version of the plugin stored the
     *     evaluation
     * @param evaluatedAt when the evaluation ended
     */
    public record Recommended(
            String strategy, Map<String, Object> configuration, Map<String, Object> model, ZonedDateTime evaluatedAt) {}

    /** Returns what the last evaluation of a subject recommends, or null if there is none. */
    public static Recommended read(Transaction tx, EvaluationSubject subject) {
        Node node = find(tx, subject);
        Map<String, Object> properties = node == null ? Map.of() : properties(node);
        if (!(properties.get(EVALUATED_AT) instanceof ZonedDateTime evaluatedAt)) {
            return null;
        }
        return new Recommended(
                (String) properties.get(STRATEGY),
                values(properties, CONFIGURATION),
                values(properties, MODEL),
                evaluatedAt);
    }

    private static Map<String, Object> values(Map<String, Object> properties, String prefix) {
        Map<String, Object> values = new LinkedHashMap<>();
        properties.keySet().forEach(name -> {
            if (name.startsWith(prefix) && !name.endsWith(VALUES)) {
                String plain = name.endsWith(KEYS) ? name.substring(0, name.length() - KEYS.length()) : name;
                values.put(plain.substring(prefix.length()), ManifestProperties.value(properties, plain));
            }
        });
        return values;
    }

    /** All properties in one step, because another client may replace them; none if it has deleted the node. */
    private static Map<String, Object> properties(Node node) {
        try {
            return node.getAllProperties();
        } catch (NotFoundException e) {
            return Map.of();
        }
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
            recommended.configuration().forEach((key, value) -> setValue(node, CONFIGURATION + key, value));
            recommended.model().forEach((key, value) -> setValue(node, MODEL + key, value));
        });
    }

    private static void setValue(Node node, String property, Object value) {
        ManifestProperties.ofValue(property, value).forEach(node::setProperty);
    }

    private static Node find(Transaction tx, EvaluationSubject subject) {
        try (ResourceIterator<Node> nodes = tx.findNodes(LABEL)) {
            while (nodes.hasNext()) {
                Node node = nodes.next();
                if (isOf(subject, node)) {
                    return node;
                }
            }
        }
        return null;
    }

    private static boolean isOf(EvaluationSubject subject, Node node) {
        try {
            return subject.itemLabel().equals(node.getProperty(ITEM_LABEL, null))
                    && subject.userLabel().equals(node.getProperty(USER_LABEL, null))
                    && node.getProperty(INTERACTION_TYPES, null) instanceof String[] types
                    && subject.interactionTypes().equals(List.of(types));
        } catch (NotFoundException e) {
            return false; // a manifest's node that another client has just dropped
        }
    }
}
