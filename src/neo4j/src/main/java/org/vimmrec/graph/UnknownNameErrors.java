package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.Spelling;
import org.vimmrec.task.Shown;

/** The errors for labels, properties and relationship types in the configuration that the database does not use. */
final class UnknownNameErrors {
    /** Number of nodes whose properties are candidates for a spelling suggestion. */
    private static final int SAMPLE_SIZE = 100;

    private UnknownNameErrors() {}

    static IllegalArgumentException noLabel(Transaction tx, String label, String key) {
        List<String> labels = new ArrayList<>();
        tx.getAllLabelsInUse().forEach(used -> labels.add(used.name()));
        return notFound(
                "no node has the label [%s] (`%s`)".formatted(Shown.name(label), Shown.name(key)), label, labels);
    }

    static IllegalArgumentException noSecondLabel(Transaction tx, String label, String second, String key) {
        List<String> labels = new ArrayList<>();
        tx.getAllLabelsInUse().forEach(used -> labels.add(used.name()));
        return notFound(
                "no node with the label [%s] has the label [%s] (`%s`)"
                        .formatted(Shown.name(label), Shown.name(second), Shown.name(key)),
                second,
                labels);
    }

    static IllegalArgumentException noProperty(Transaction tx, String label, String property, String key) {
        Set<String> properties = new TreeSet<>();
        try (ResourceIterator<Node> nodes = tx.findNodes(Label.label(label))) {
            for (int n = 0; n < SAMPLE_SIZE && nodes.hasNext(); n++) {
                nodes.next().getPropertyKeys().forEach(properties::add);
            }
        }
        return notFound(
                "no node with the label [%s] has the property [%s] (`%s`)"
                        .formatted(Shown.name(label), Shown.name(property), Shown.name(key)),
                property,
                properties);
    }

    static IllegalArgumentException noRelationship(Transaction tx, String type, String key) {
        return notFound(
                "no relationship has the type [%s] (`%s`)".formatted(Shown.name(type), Shown.name(key)),
                type,
                typesInUse(tx));
    }

    static List<String> typesInUse(Transaction tx) {
        List<String> types = new ArrayList<>();
        for (RelationshipType used : tx.getAllRelationshipTypesInUse()) {
            types.add(used.name());
        }
        return types;
    }

    /** The types that the database has or once had. */
    static List<String> knownTypes(Transaction tx) {
        List<String> types = new ArrayList<>();
        for (RelationshipType known : tx.getAllRelationshipTypes()) {
            types.add(known.name());
        }
        return types;
    }

    private static IllegalArgumentException notFound(String message, String name, Collection<String> inUse) {
        String nearest = Spelling.nearest(name, inUse);
        return new IllegalArgumentException("In this database, " + message + "."
                + (nearest == null ? "" : " Did you mean [" + Shown.name(nearest) + "]?"));
    }
}
