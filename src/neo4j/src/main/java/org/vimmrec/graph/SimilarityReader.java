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
 * Reads the similarities that {@code vimmrec.similarity.write} has stored, on the task's threads where
 * {@link ReadTransactions} allows it.
 */
public final class SimilarityReader {
    private static final int OTHERS_SHOWN = 3;
    /** How far beyond 1 a similarity may be that was computed in single precision; it counts as 1. */
    private static final double ROUNDING = 1e-6;

    private final ReadTransactions transactions;
    private final StoredSimilarities source;
    private final Task task;

    /** Reads in the given transactions. */
    public SimilarityReader(ReadTransactions transactions, StoredSimilarities source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
    }

    /**
     * The modalities that the configuration names, or else those that the manifest has for the items' label, in
     * alphabetical order. One that is named may be another tool's; only by its name is it read.
     *
     * @throws IllegalArgumentException if one that is named is neither in the manifest nor in the database, or if none is
     *     named and the manifest has none
     */
    public List<String> modalities(Modalities configured) {
        Transaction tx = transactions.callers();
        List<Manifest> written = transactions.manifest(task).heads().stream().filter(Manifest::isSimilarity).toList();
        if (configured.names().isEmpty()) {
            List<String> found = written.stream().filter(this::isWanted).map(Manifest::modality)
                    .sorted(String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder())).toList();
            if (found.isEmpty()) {
                throw new IllegalArgumentException(("This plugin has written no similarities of nodes with the label [%s]"
                        + " (`itemLabel`) as relationships whose type begins with [%s] (`relationshipTypePrefix`).%s Run"
                        + " vimmrec.similarity.write first. To read another tool's, name it in `modalities`.")
                                .formatted(source.itemLabel(), source.typePrefix(), others(written)));
            }
            return found;
        }
        List<String> inUse = UnknownNameErrors.typesInUse(tx);
        for (String modality : configured.names()) {
            if (!inUse.contains(type(modality)) && written.stream().noneMatch(head -> head.type().equals(type(modality)))) {
                throw new IllegalArgumentException("%s Run vimmrec.similarity.write first.".formatted(
                        UnknownNameErrors.noRelationship(tx, type(modality), "modalities." + modality).getMessage()));
            }
        }
        return configured.names();
    }

    private boolean isWanted(Manifest head) {
        return head.isSimilarityOf(source.itemLabel(), source.typePrefix());
    }

    private static String others(List<Manifest> written) {
        return written.isEmpty() ? "" : " It has written %s.".formatted(written.stream().limit(OTHERS_SHOWN)
                .map(head -> "[%s] of nodes with the label [%s]".formatted(head.type(), head.itemLabel()))
                .collect(Collectors.joining(", ")));
    }

    /**
     * The heap that the neighbours of some modalities take, in bytes, and, where their mean is wanted, that of their scores in
     * order.
     */
    public long bytes(List<String> modalities, IdIndex items, boolean ordered) {
        long bytes = 0;
        for (String modality : modalities) {
            long count = Relationships.count(transactions.callers(), type(modality), task);
            bytes += Neighbours.bytes(items.size(), (long) Math.ceil((double) count / Math.max(1, items.size())));
            bytes += ordered ? count * Double.BYTES : 0;
        }
        return bytes;
    }

    /** The most neighbours that an item has in a modality, relationships to other nodes counted, too. */
    public int most(String modality, IdIndex items) {
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

    /**
     * Reads one modality: each item's stored neighbours, best first, ties by id. Relationships that do not join two
     * items are none; of parallel ones the highest counts.
     *
     * @throws IllegalArgumentException if a relationship has no similarity; names it
     */
    public Neighbours read(String modality, IdIndex items) {
        RelationshipType type = RelationshipType.withName(type(modality));
        int[][] neighbours = new int[items.size()][];
        double[][] scores = new double[items.size()][];
        FirstError refused = new FirstError();
        transactions.forEachChunk(items.size(), "reading similarities " + modality, task, () -> {
            Row row = new Row(items);
            return (tx, chunk, from, to) -> {
                for (int i = from; i < to && !refused.isBefore(i); i++) {
                    String refusal = row.read(tx, i, type);
                    if (refusal != null) {
                        refused.add(i, refusal);
                    }
                    neighbours[i] = row.targets();
                    scores[i] = row.scores();
                }
            };
        });
        refused.throwIfAny();
        return new Neighbours(neighbours, scores);
    }

    /** One item's neighbours while they are read, by one thread. */
    private final class Row {
        private final IdIndex items;
        private final TopKHeap best = new TopKHeap(Integer.MAX_VALUE);
        /** Per target the last item that had it, plus one. */
        private final int[] seenFrom;
        private int[] targets;
        private double[] scores;

        Row(IdIndex items) {
            this.items = items;
            this.seenFrom = new int[items.size()];
        }

        /** Returns what is wrong with one of them, or null. */
        String read(Transaction tx, int item, RelationshipType type) {
            best.clear();
            try (ResourceIterable<Relationship> outgoing = NodeIds.node(tx, items.ids()[item])
                    .getRelationships(Direction.OUTGOING, type);
                    ResourceIterator<Relationship> relationships = outgoing.iterator()) {
                while (relationships.hasNext()) {
                    Relationship relationship = relationships.next();
                    int target = items.index(NodeIds.of(relationship.getEndNode()));
                    if (target >= 0 && target != item) {
                        Object score = Relationships.requiredProperty(tx, relationship, source.property());
                        if (score == Relationships.GONE) {
                            continue;
                        }
                        if (!(score instanceof Number number && Math.abs(number.doubleValue()) <= 1 + ROUNDING)) {
                            return refusal(relationship, score);
                        }
                        best.offer(target, Math.max(-1, Math.min(1, number.doubleValue())));
                    }
                }
            } catch (NotFoundException e) {
                best.clear(); // the item is deleted since the ids were read: no neighbours
            }
            keepBest(item);
            return null;
        }

        /** In order, and of parallel ones the highest. */
        private void keepBest(int item) {
            best.sort();
            targets = best.indexes();
            scores = best.scores();
            int distinct = 0;
            for (int n = 0; n < targets.length; n++) {
                if (seenFrom[targets[n]] != item + 1) {
                    seenFrom[targets[n]] = item + 1;
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

    private String refusal(Relationship relationship, Object score) {
        return ("The property [%s] (`similarityProperty`) of relationship %s must be a number from -1 to 1, but was %s.")
                .formatted(Shown.name(source.property()), relationship.getElementId(), FirstError.described(score));
    }
}
