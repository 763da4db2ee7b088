package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neo4j.graphdb.Direction;
import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.RelationshipType;
import org.neo4j.graphdb.ResourceIterable;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.similarity.Neighbours;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Follows the stored similarities of some items in the caller's transaction. Never scans a relationship type. */
public final class NeighbourTraversal {
    private static final int[] NO_ITEMS = {};
    private static final double[] NO_SCORES = {};

    private final Transaction tx;
    private final SimilarityReader similarities;
    private final Label itemLabel;
    private final Task task;

    /** @param tx the caller's transaction */
    public NeighbourTraversal(Transaction tx, SimilarityReader similarities, String itemLabel, Task task) {
        this.tx = tx;
        this.similarities = similarities;
        this.itemLabel = Label.label(itemLabel);
        this.task = task;
    }

    /**
     * Some items and their neighbours.
     *
     * @param items the items asked for and all their neighbours
     * @param neighbours by modality, the neighbours of the items asked for; the other items have none
     */
    public record Found(IdIndex items, List<Neighbours> neighbours) {}

    /**
     * Reads the stored neighbours of some items, in the order and with the values that
     * {@link SimilarityReader#read(String, IdIndex)} returns for all items.
     *
     * @param sources the items
     * @param others ids of items without neighbours to include
     * @throws IllegalArgumentException if a relationship has no valid similarity; names the relationship
     */
    public Found read(List<String> modalities, IdIndex sources, long[] others) {
        List<Edges> all = new ArrayList<>();
        for (String modality : modalities) {
            all.add(new Edges(sources, RelationshipType.withName(similarities.type(modality))));
        }
        GrowingIds targets = new GrowingIds();
        all.forEach(edges -> edges.addTargets(targets));
        IdIndex items = IdIndex.of(sources.ids(), targets.index().ids(), others);
        return new Found(
                items,
                all.stream().map(edges -> edges.neighbours(sources, items)).toList());
    }

    /** The relationships of one modality that start at the sources. */
    private final class Edges {
        private final GrowingIds targets = new GrowingIds();
        private double[] scores = new double[64];
        /** By source, the end of its relationships; they start at the end of the previous source. */
        private final int[] ends;

        Edges(IdIndex sources, RelationshipType type) {
            ends = new int[sources.size()];
            for (int n = 0; n < ends.length; n++) {
                task.checkTermination();
                Node source = NodeIds.nodeOrNull(tx, sources.id(n));
                if (source != null) {
                    read(source, type);
                }
                ends[n] = targets.size();
            }
        }

        private void read(Node source, RelationshipType type) {
            int start = targets.size();
            try (ResourceIterable<Relationship> outgoing = source.getRelationships(Direction.OUTGOING, type)) {
                for (Relationship relationship : outgoing) {
                    Node target = relationship.getEndNode();
                    if (!target.equals(source) && SimilarityReader.hasLabel(target, itemLabel)) {
                        Object score = similarities.score(tx, relationship);
                        if (score != Relationships.DELETED) {
                            add(relationship, NodeIds.of(target), score);
                        }
                    }
                }
            } catch (NotFoundException e) {
                targets.truncate(start); // another client deletes the source
            }
        }

        private void add(Relationship relationship, long target, Object score) {
            if (!SimilarityReader.isValid(score)) {
                throw new IllegalArgumentException(similarities.error(relationship, score));
            }
            if (targets.size() == scores.length) {
                scores = Arrays.copyOf(scores, scores.length * 2);
            }
            scores[targets.size()] = SimilarityReader.clamped(score);
            targets.add(target);
        }

        void addTargets(GrowingIds all) {
            for (int n = 0; n < targets.size(); n++) {
                all.add(targets.id(n));
            }
        }

        Neighbours neighbours(IdIndex sources, IdIndex items) {
            int[][] rows = new int[items.size()][];
            double[][] rowScores = new double[items.size()][];
            Arrays.fill(rows, NO_ITEMS);
            Arrays.fill(rowScores, NO_SCORES);
            NeighbourRow row = new NeighbourRow(items.size());
            for (int n = 0; n < ends.length; n++) {
                int item = items.index(sources.id(n));
                row.clear();
                for (int at = n == 0 ? 0 : ends[n - 1]; at < ends[n]; at++) {
                    row.offer(items.index(targets.id(at)), scores[at]);
                }
                row.finish(item);
                rows[item] = row.targets();
                rowScores[item] = row.scores();
            }
            return new Neighbours(rows, rowScores);
        }
    }
}
