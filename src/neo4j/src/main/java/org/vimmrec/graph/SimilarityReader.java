package org.vimmrec.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.StoredSimilarities;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * Reads the similarities that {@code vimmrec.similarity.write} has stored, in parallel if {@link ReadTransactions}
 * allows it.
 */
public final class SimilarityReader {
    private static final int MAX_TYPES_SHOWN = 3;
    /** Other tools compute similarities in single precision; values up to this far outside [-1, 1] are clamped. */
    private static final double TOLERANCE = 1e-6;

    private final ReadTransactions transactions;
    private final StoredSimilarities source;
    private final Task task;

    /** @param transactions the transactions to read in */
    public SimilarityReader(ReadTransactions transactions, StoredSimilarities source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
    }

    /**
     * The modalities that the configuration names, or else those that the manifest lists for the item label, in
     * alphabetical order. The relationships of a named modality may have been written by another tool.
     *
     * @throws IllegalArgumentException if a named modality is neither in the manifest nor in the database, or if none
     *     is named and the manifest lists none
     */
    public List<String> modalities(Modalities configured) {
        return modalities(configured, transactions.manifest(task).heads());
    }

    /**
     * The same if the manifests are known.
     *
     * @param heads all manifests in the database, without their entries
     */
    public List<String> modalities(Modalities configured, List<Manifest> heads) {
        Transaction tx = transactions.callers();
        List<Manifest> written = heads.stream().filter(Manifest::isSimilarity).toList();
        if (configured.names().isEmpty()) {
            List<String> found = written.stream()
                    .filter(this::isSelected)
                    .map(Manifest::modality)
                    .sorted(String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder()))
                    .toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(
                        ("This plugin has written no similarities of nodes with the label [%s]"
                                        + " (`itemLabel`) to relationship types that start with [%s] (`relationshipTypePrefix`)%s. Run"
                                        + " vimmrec.similarity.write first. To use similarities of another tool, name them in `modalities`.")
                                .formatted(source.itemLabel(), source.typePrefix(), others(written)));
            }
            return found;
        }
        List<String> inUse = UnknownNameErrors.typesInUse(tx);
        for (String modality : configured.names()) {
            if (!inUse.contains(type(modality))
                    && written.stream().noneMatch(head -> head.type().equals(type(modality)))) {
                throw new IllegalArgumentException("%s Run vimmrec.similarity.write first."
                        .formatted(UnknownNameErrors.noRelationship(tx, type(modality), "modalities." + modality)
                                .getMessage()));
            }
        }
        return configured.names();
    }

    private boolean isSelected(Manifest head) {
        return head.isSimilarityOf(source.itemLabel(), source.typePrefix());
    }

    private static String others(List<Manifest> written) {
        return written.isEmpty()
                ? ""
                : ", but %s"
                        .formatted(written.stream()
                                .limit(MAX_TYPES_SHOWN)
                                .map(head ->
                                        "[%s] for nodes with the label [%s]".formatted(head.type(), head.itemLabel()))
                                .collect(Collectors.joining(", ")));
    }

    /**
     * The heap that the neighbours of some modalities need, in bytes.
     *
     * @param sorted whether to include a sorted copy of the scores, which is needed to compute their mean
     */
    public long bytes(List<String> modalities, IdIndex items, boolean sorted) {
        long bytes = 0;
        for (String modality : modalities) {
            long count = Relationships.count(transactions.callers(), type(modality), task);
            bytes += Neighbours.bytes(items.size(), (long) Math.ceil((double) count / Math.max(1, items.size())));
            bytes += sorted ? count * Double.BYTES : 0;
        }
        return bytes;
    }

    /** The maximum number of neighbours of an item in a modality; counts relationships to other nodes too. */
    public int maxNeighbours(String modality, IdIndex items) {
        int[] counts = new int[items.size()];
        Relationships.forEach(transactions.callers(), type(modality), task, relationship -> {
            int item = items.index(NodeIds.of(relationship.getStartNode()));
            if (item >= 0) {
                counts[item]++;
            }
        });
        return Arrays.stream(counts).max().orElse(0);
    }

    /** Whether a relationship of a modality joins two different items. Ends with the first one found. */
    public boolean joinsAny(String modality) {
        Label label = Label.label(source.itemLabel());
        try (ResourceIterator<Relationship> relationships =
                transactions.callers().findRelationships(RelationshipType.withName(type(modality)))) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                Node start = relationship.getStartNode();
                Node end = relationship.getEndNode();
                if (!start.equals(end) && hasLabel(start, label) && hasLabel(end, label)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** Whether a node has a label; false if another client has deleted it. */
    static boolean hasLabel(Node node, Label label) {
        try {
            return node.hasLabel(label);
        } catch (NotFoundException e) {
            return false;
        }
    }

    /** The number of relationships of a modality between any nodes, from the count store. */
    public long count(String modality) {
        return Relationships.count(transactions.callers(), type(modality), task);
    }

    /** The number of nodes with the item label, from the count store. */
    public long countItems() {
        return Nodes.count(transactions.callers(), source.itemLabel(), task);
    }

    /** The relationship type that holds the similarities of a modality. */
    public String type(String modality) {
        return Modalities.relationshipType(source.typePrefix(), modality);
    }

    /** Reads the stored neighbours of all items in each modality; see {@link #read(String, IdIndex)}. */
    public List<Neighbours> read(List<String> modalities, IdIndex items) {
        return modalities.stream().map(modality -> read(modality, items)).toList();
    }

    /**
     * Reads the stored neighbours of all items in one modality, sorted by descending similarity and then by id. Ignores
     * relationships to nodes that are not items. Of parallel relationships, the one with the highest similarity counts.
     *
     * @throws IllegalArgumentException if a relationship has no valid similarity; names the relationship
     */
    public Neighbours read(String modality, IdIndex items) {
        RelationshipType type = RelationshipType.withName(type(modality));
        int[][] neighbours = new int[items.size()][];
        double[][] scores = new double[items.size()][];
        FirstError error = new FirstError();
        transactions.forEachChunk(items.size(), "reading similarities " + modality, task, () -> {
            NeighbourRow row = new NeighbourRow(items.size());
            return (tx, chunk, from, to) -> {
                for (int i = from; i < to && !error.isBefore(i); i++) {
                    String problem = read(tx, i, items, type, row);
                    if (problem != null) {
                        error.add(i, problem);
                    }
                    neighbours[i] = row.targets();
                    scores[i] = row.scores();
                }
            };
        });
        error.throwIfAny();
        return new Neighbours(neighbours, scores);
    }

    /** Reads the neighbours of one item. Returns the error message for an invalid relationship, or null. */
    private String read(Transaction tx, int item, IdIndex items, RelationshipType type, NeighbourRow row) {
        row.clear();
        try (ResourceIterable<Relationship> outgoing =
                        NodeIds.node(tx, items.ids()[item]).getRelationships(Direction.OUTGOING, type);
                ResourceIterator<Relationship> relationships = outgoing.iterator()) {
            while (relationships.hasNext()) {
                Relationship relationship = relationships.next();
                int target = items.index(NodeIds.of(relationship.getEndNode()));
                if (target >= 0 && target != item) {
                    Object score = score(tx, relationship);
                    if (score == Relationships.DELETED) {
                        continue;
                    }
                    if (!isValid(score)) {
                        return error(relationship, score);
                    }
                    row.offer(target, clamped(score));
                }
            }
        } catch (NotFoundException e) {
            row.clear(); // the item was deleted after the ids were read
        }
        row.finish(item);
        return null;
    }

    /** The stored value of a similarity, null if it is missing, or {@link Relationships#DELETED}. */
    Object score(Transaction tx, Relationship relationship) {
        return Relationships.requiredProperty(tx, relationship, source.property());
    }

    /** Whether a stored value is a similarity. */
    static boolean isValid(Object score) {
        return score instanceof Number number && Math.abs(number.doubleValue()) <= 1 + TOLERANCE;
    }

    /** A valid stored value as a number from -1 to 1. */
    static double clamped(Object score) {
        return Math.max(-1, Math.min(1, ((Number) score).doubleValue()));
    }

    /** The error message for an invalid similarity. */
    String error(Relationship relationship, Object score) {
        return ("The property [%s] (`similarityProperty`) of relationship %s must be a number from -1 to 1,"
                        + " but was %s.")
                .formatted(Shown.name(source.property()), relationship.getElementId(), Shown.kind(score));
    }
}
