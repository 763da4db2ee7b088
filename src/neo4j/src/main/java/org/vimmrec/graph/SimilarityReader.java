package org.vimmrec.graph;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.ResourceIterator;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.Modalities;
import org.vimmrec.config.StoredSimilarities;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.sparse.TopKHeap;
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
        Transaction tx = transactions.callers();
        List<Manifest> written = transactions.manifest(task).heads().stream()
                .filter(Manifest::isSimilarity)
                .toList();
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
            Row row = new Row(items);
            return (tx, chunk, from, to) -> {
                for (int i = from; i < to && !error.isBefore(i); i++) {
                    String problem = row.read(tx, i, type);
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

    /** Reads the neighbours of one item at a time. Not thread-safe. */
    private final class Row {
        private final IdIndex items;
        private final TopKHeap best = new TopKHeap(Integer.MAX_VALUE);
        /** By target, the last item that has it as a neighbour, plus one. */
        private final int[] lastSource;

        private int[] targets;
        private double[] scores;

        Row(IdIndex items) {
            this.items = items;
            this.lastSource = new int[items.size()];
        }

        /** Reads an item. Returns the error message for an invalid relationship, or null. */
        String read(Transaction tx, int item, RelationshipType type) {
            best.clear();
            try (ResourceIterable<Relationship> outgoing =
                            NodeIds.node(tx, items.ids()[item]).getRelationships(Direction.OUTGOING, type);
                    ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                while (relationships.hasNext()) {
                    Relationship relationship = relationships.next();
                    int target = items.index(NodeIds.of(relationship.getEndNode()));
                    if (target >= 0 && target != item) {
                        Object score = Relationships.requiredProperty(tx, relationship, source.property());
                        if (score == Relationships.DELETED) {
                            continue;
                        }
                        if (!(score instanceof Number number && Math.abs(number.doubleValue()) <= 1 + TOLERANCE)) {
                            return error(relationship, score);
                        }
                        best.offer(target, Math.max(-1, Math.min(1, number.doubleValue())));
                    }
                }
            } catch (NotFoundException e) {
                best.clear(); // the item was deleted after the ids were read
            }
            sortAndRemoveParallel(item);
            return null;
        }

        private void sortAndRemoveParallel(int item) {
            best.sort();
            targets = best.indexes();
            scores = best.scores();
            int distinct = 0;
            for (int n = 0; n < targets.length; n++) {
                if (lastSource[targets[n]] != item + 1) {
                    lastSource[targets[n]] = item + 1;
                    targets[distinct] = targets[n];
                    scores[distinct++] = scores[n];
                }
            }
            targets = Arrays.copyOf(targets, distinct);
            scores = Arrays.copyOf(scores, distinct);
        }

        int[] targets() {
            return targets;
        }

        double[] scores() {
            return scores;
        }
    }

    private String error(Relationship relationship, Object score) {
        return ("The property [%s] (`similarityProperty`) of relationship %s must be a number from -1 to 1,"
                        + " but was %s.")
                .formatted(Shown.name(source.property()), relationship.getElementId(), FirstError.describe(score));
    }
}
