package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.EmbeddingSource;
import org.vimmrec.config.InvalidEmbeddings;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.Task;

/** Reads the items' embeddings. */
public final class EmbeddingReader {
    private static final String COUNTING = "counting embeddings";
    private static final String READING = "reading embeddings";
    private static final int CHECK_EVERY = 256;

    private final Transaction tx;
    private final EmbeddingSource source;
    private final Task task;

    /** Reads in the given transaction. */
    public EmbeddingReader(Transaction tx, EmbeddingSource source, Task task) {
        this.tx = tx;
        this.source = source;
        this.task = task;
    }

    /**
     * One modality as it was read.
     *
     * @param name of the modality
     * @param matrix a row per item
     * @param invalid how many items had a broken embedding that was skipped; they have no row
     */
    public record Modality(String name, EmbeddingMatrix matrix, int invalid) {

        /** How many items have no usable embedding: without the property, all zero, or skipped. */
        public int missing() {
            return matrix.items() - matrix.present();
        }
    }

    /**
     * What there is to read.
     *
     * @param present per modality the number of items that have the property
     * @param dimension per modality the length of the first embedding found; 0 if its type is wrong
     */
    public record Census(int[] present, int[] dimension) {

        /** The heap that the embeddings will take, in bytes. */
        public long bytes(long items) {
            long bytes = items * Long.BYTES;
            for (int m = 0; m < present.length; m++) {
                bytes += EmbeddingMatrix.bytes(items, present[m], dimension[m]);
            }
            return bytes;
        }
    }

    /** The nodes with the items' label. */
    public Nodes items() {
        return Nodes.read(tx, source.itemLabel(), "itemLabel", task);
    }

    /**
     * Looks which items have which property, reading but one embedding of each modality.
     *
     * @throws IllegalArgumentException if no item has the property of some modality
     */
    public Census census(Nodes items) {
        List<String> properties = new ArrayList<>(source.modalities().properties().values());
        int[] present = new int[properties.size()];
        int[] dimension = new int[properties.size()];
        forEach(items, COUNTING, (item, node) -> {
            for (int m = 0; m < present.length; m++) {
                if (node.hasProperty(properties.get(m)) && present[m]++ == 0) {
                    dimension[m] = EmbeddingValue.length(node.getProperty(properties.get(m)));
                }
            }
        });
        source.modalities().properties().forEach((modality, property) -> {
            if (present[properties.indexOf(property)] == 0) {
                throw Names.noProperty(tx, source.itemLabel(), property, "modalities." + modality);
            }
        });
        return new Census(present, dimension);
    }

    /**
     * Reads all modalities in one pass.
     *
     * @throws IllegalArgumentException if an embedding is broken and broken ones are not to be skipped; names the node
     */
    public List<Modality> read(Nodes items) {
        List<Column> columns = new ArrayList<>();
        source.modalities().properties().forEach((name, property) -> columns.add(new Column(name, property, items.size())));
        forEach(items, READING, (item, node) -> {
            for (Column column : columns) {
                Object value = node.getProperty(column.property, null);
                if (value != null) {
                    column.take(item, node, EmbeddingValue.read(tx, value));
                }
            }
        });
        return columns.stream().map(column -> column.modality(items)).toList();
    }

    /** {@link #read}, for those who have not seen the census: modalities that no item has are errors here too. */
    public List<Modality> readPresent(Nodes items) {
        census(items);
        return read(items);
    }

    private interface Visitor {
        void visit(int item, Node node);
    }

    private void forEach(Nodes items, String phase, Visitor visitor) {
        for (int i = 0; i < items.size(); i++) {
            if (i % CHECK_EVERY == 0) {
                task.checkTermination();
                task.progress(phase, i, items.size());
            }
            try {
                visitor.visit(i, NodeIds.node(tx, items.ids()[i]));
            } catch (NotFoundException e) {
                // Deleted since the ids were read: an item without embeddings.
                continue;
            }
        }
    }

    /** The embeddings of one modality while they are read. */
    private final class Column {
        private final String name;
        private final String property;
        private final float[][] rows;
        private final Map<Integer, Integer> itemsByLength = new HashMap<>();
        private int invalid;

        Column(String name, String property, int items) {
            this.name = name;
            this.property = property;
            this.rows = new float[items][];
        }

        void take(int item, Node node, EmbeddingValue value) {
            if (value.problem() != null) {
                refuse(node, value.problem());
                return;
            }
            itemsByLength.merge(value.numbers().length, 1, Integer::sum);
            rows[item] = EmbeddingMatrix.row(value.numbers());
        }

        /** The length that most items have is taken for the modality's, so that the odd one out is the one at fault. */
        Modality modality(Nodes items) {
            int dimension = 0;
            for (Map.Entry<Integer, Integer> entry : itemsByLength.entrySet()) {
                int length = entry.getKey();
                int most = itemsByLength.getOrDefault(dimension, 0);
                if (entry.getValue() > most || (entry.getValue() == most && length < dimension)) {
                    dimension = length;
                }
            }
            for (int i = 0; itemsByLength.size() > 1 && i < rows.length; i++) {
                if (rows[i] != null && rows[i].length != dimension) {
                    refuse(NodeIds.node(tx, items.ids()[i]), "has %d numbers where most have %d"
                            .formatted(rows[i].length, dimension));
                    rows[i] = null;
                }
            }
            return new Modality(name, EmbeddingMatrix.of(dimension, rows), invalid);
        }

        private void refuse(Node node, String problem) {
            if (source.invalid() == InvalidEmbeddings.FAIL) {
                throw new IllegalArgumentException(("`modalities.%s`: the property [%s] of node %s %s. Mend it, or run with"
                        + " `invalidEmbeddings: 'skip'`.").formatted(name, property, node.getElementId(), problem));
            }
            invalid++;
        }
    }
}
