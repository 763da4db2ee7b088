package org.vimmrec.graph;

import java.util.BitSet;
import java.util.Collection;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.InteractionSource;
import org.vimmrec.rule.InteractionWeigher;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/**
 * Follows the interactions of some users, or those of some items, in the caller's transaction. Never scans a label or a
 * relationship type.
 */
public final class InteractionTraversal {
    private static final int CHECK_EVERY = 4096;

    private final Transaction tx;
    private final InteractionSource source;
    private final String itemLabel;
    private final Task task;
    private final RelationshipType[] types;
    /** Those of negative interactions and exclusions, too. */
    private final RelationshipType[] allTypes;

    /** @param tx the caller's transaction */
    public InteractionTraversal(Transaction tx, InteractionSource source, String itemLabel, Task task) {
        this.tx = tx;
        this.source = source;
        this.itemLabel = itemLabel;
        this.task = task;
        this.types = types(source.types());
        this.allTypes = types(source.allTypes());
    }

    private static RelationshipType[] types(Collection<String> names) {
        return names.stream().map(RelationshipType::withName).toArray(RelationshipType[]::new);
    }

    /**
     * Checks the names in the configuration.
     *
     * @throws IllegalArgumentException if no node has the item label, no relationship has one of the types, or the
     *     database does not know the weight property
     */
    public void requireNames() {
        InteractionReader.requireTypes(tx, source);
        boolean labelFound = false;
        for (Label label : tx.getAllLabelsInUse()) {
            labelFound |= label.name().equals(itemLabel);
        }
        if (!labelFound) {
            throw UnknownNameErrors.noLabel(tx, itemLabel, "itemLabel");
        }
        boolean propertyFound = source.weightProperty() == null;
        for (String property : tx.getAllPropertyKeys()) {
            propertyFound |= property.equals(source.weightProperty());
        }
        if (!propertyFound) {
            throw new IllegalArgumentException(("In this database, no relationship of type %s has the property [%s]"
                            + " (`interactionWeightProperty`). Correct the name, or leave the key out.")
                    .formatted(Shown.names(source.types()), Shown.name(source.weightProperty())));
        }
    }

    /** The items that any of the users has interacted with, or excludes. */
    public IdIndex items(IdIndex users) {
        Label label = Label.label(itemLabel);
        GrowingIds items = new GrowingIds();
        for (long user : users.ids()) {
            task.checkTermination();
            forEach(user, Direction.OUTGOING, allTypes, relationship -> {
                if (SimilarityReader.hasLabel(relationship.getEndNode(), label)) {
                    items.add(NodeIds.endOf(relationship));
                }
            });
        }
        return items.index();
    }

    /** Those of the nodes that are items. */
    public long[] itemsAmong(IdIndex nodes) {
        Label label = Label.label(itemLabel);
        GrowingIds items = new GrowingIds();
        for (long id : nodes.ids()) {
            Node node = NodeIds.nodeOrNull(tx, id);
            if (node != null && SimilarityReader.hasLabel(node, label)) {
                items.add(id);
            }
        }
        return items.index().ids();
    }

    /**
     * By item the number of distinct users who have interacted with it; 0 for items that are not wanted.
     *
     * @param wanted the items to count the users of
     */
    public int[] degrees(IdIndex items, BitSet wanted) {
        Label label = Label.label(source.userLabel());
        int[] degrees = new int[items.size()];
        RelationshipWeigher weigher =
                source.mayIgnore() ? new RelationshipWeigher(source, InteractionWeigher.units(source.rules())) : null;
        for (int i = wanted.nextSetBit(0); i >= 0; i = wanted.nextSetBit(i + 1)) {
            task.checkTermination();
            GrowingIds users = new GrowingIds();
            forEach(items.id(i), Direction.INCOMING, types, relationship -> {
                if (users.size() % CHECK_EVERY == 0) {
                    task.checkTermination();
                }
                if (SimilarityReader.hasLabel(relationship.getStartNode(), label) && counts(weigher, relationship)) {
                    users.add(NodeIds.startOf(relationship));
                }
            });
            degrees[i] = users.index().size();
        }
        return degrees;
    }

    /** @param weigher null if every relationship of the types counts */
    private boolean counts(RelationshipWeigher weigher, Relationship relationship) {
        return weigher == null || weigher.weigh(tx, 0, relationship) == InteractionWeigher.Verdict.COUNTS;
    }

    private interface Visitor {
        void visit(Relationship relationship);
    }

    private void forEach(long id, Direction direction, RelationshipType[] followed, Visitor visitor) {
        Node node = NodeIds.nodeOrNull(tx, id);
        if (node == null) {
            return; // deleted after its id was read
        }
        try (ResourceIterable<Relationship> relationships = node.getRelationships(direction, followed)) {
            relationships.forEach(visitor::visit);
        } catch (NotFoundException e) {
            return; // deleted meanwhile; what was found before does no harm
        }
    }
}
