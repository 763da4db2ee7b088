package org.vimmrec.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.EmbeddingSource;
import org.vimmrec.config.InvalidEmbeddings;
import org.vimmrec.similarity.EmbeddingMatrix;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/**
 * Reads the items' embeddings, on the task's threads where {@link ReadTransactions} allows it. What is read, and which
 * error is reported, is the same with any number of threads: the first item's that is at fault.
 */
public final class EmbeddingReader {
    private static final String COUNTING = "counting embeddings";
    private static final String READING = "reading embeddings";

    private final ReadTransactions transactions;
    private final EmbeddingSource source;
    private final Task task;
    private final List<String> properties;

    /** Reads in the given transactions. */
    public EmbeddingReader(ReadTransactions transactions, EmbeddingSource source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
        this.properties = new ArrayList<>(source.modalities().properties().values());
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
     * @param dimension per modality the length of most of some embeddings; 0 if no type is right
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
    public IdIndex items() {
        return Nodes.read(transactions.callers(), source.itemLabel(), "itemLabel", task);
    }

    /**
     * Looks which items have which property, reading hardly an embedding: a tenth of the work that reading is.
     *
     * @throws IllegalArgumentException if no item has the property of some modality
     */
    public Census census(IdIndex items) {
        Census census = count(items);
        source.modalities().properties().forEach((modality, property) -> {
            if (census.present()[properties.indexOf(property)] == 0) {
                throw UnknownNameErrors.noProperty(transactions.callers(), source.itemLabel(), property, "modalities." + modality);
            }
        });
        return census;
    }

    /** The same, where no item may have a property. */
    public Census count(IdIndex items) {
        int chunks = ReadTransactions.chunks(items.size());
        int[][] presentByChunk = new int[chunks][properties.size()];
        int[][] dimensionByChunk = new int[properties.size()][chunks];
        transactions.forEachChunk(items.size(), COUNTING, task, () -> (tx, chunk, from, to) -> {
            int[] present = presentByChunk[chunk];
            Arrays.fill(present, 0);
            forEach(tx, items, from, to, (item, node) -> {
                for (int m = 0; m < present.length; m++) {
                    if (dimensionByChunk[m][chunk] > 0) {
                        present[m] += node.hasProperty(properties.get(m)) ? 1 : 0;
                    } else {
                        Object value = node.getProperty(properties.get(m), null);
                        present[m] += value == null ? 0 : 1;
                        dimensionByChunk[m][chunk] = value == null ? 0 : EmbeddingValue.length(value);
                    }
                }
            });
        });
        int[] present = new int[properties.size()];
        int[] dimension = Arrays.stream(dimensionByChunk).mapToInt(EmbeddingReader::mostFrequent).toArray();
        for (int[] ofChunk : presentByChunk) {
            for (int m = 0; m < present.length; m++) {
                present[m] += ofChunk[m];
            }
        }
        return new Census(present, dimension);
    }

    /**
     * Reads all modalities in one pass.
     *
     * @throws IllegalArgumentException if an embedding is broken and broken ones are not to be skipped; names the node
     */
    public List<Modality> read(IdIndex items) {
        List<Column> columns = new ArrayList<>();
        source.modalities().properties().forEach((name, property) -> columns.add(new Column(name, property, items.size())));
        FirstError refused = new FirstError();
        transactions.forEachChunk(items.size(), READING, task, () -> (tx, chunk, from, to) -> {
            if (refused.isBefore(from)) {
                return;
            }
            forEach(tx, items, from, to, (item, node) -> {
                for (Column column : columns) {
                    String problem = column.read(tx, item, node);
                    if (problem != null && source.invalid() == InvalidEmbeddings.FAIL) {
                        refused.add(item, column.refusal(node, problem));
                    }
                }
            });
        });
        refused.throwIfAny();
        return columns.stream().map(column -> column.modality(items)).toList();
    }

    private interface Visitor {
        void visit(int item, Node node);
    }

    private static void forEach(Transaction tx, IdIndex items, int from, int to, Visitor visitor) {
        for (int i = from; i < to; i++) {
            try {
                visitor.visit(i, NodeIds.node(tx, items.ids()[i]));
            } catch (NotFoundException e) {
                // Deleted since the ids were read: an item without embeddings.
                continue;
            }
        }
    }

    /** The embeddings of one modality while they are read; different items by different threads. */
    private final class Column {
        private static final int BROKEN = -1;

        private final String name;
        private final String property;
        private final EmbeddingMatrix.Builder rows;
        /** By item the length of its embedding; 0 without one. */
        private final int[] lengths;

        Column(String name, String property, int items) {
            this.name = name;
            this.property = property;
            this.rows = new EmbeddingMatrix.Builder(items);
            this.lengths = new int[items];
        }

        /** Takes the item's embedding, if it has one; what is wrong with it, or null. */
        String read(Transaction tx, int item, Node node) {
            Object value = node.getProperty(property, null);
            if (value == null) {
                return null;
            }
            EmbeddingValue embedding = EmbeddingValue.read(tx, value);
            lengths[item] = embedding.problem() == null ? embedding.length() : BROKEN;
            if (embedding.row() != null) {
                rows.put(item, embedding.row());
            }
            return embedding.problem();
        }

        String refusal(Node node, String problem) {
            return ("`modalities.%s`: the property [%s] of node %s %s. Mend it, or run with `invalidEmbeddings: 'skip'`.")
                    .formatted(Shown.name(name), Shown.name(property), node.getElementId(), problem);
        }

        /** The length that most items have is taken for the modality's, so that the odd one out is the one at fault. */
        Modality modality(IdIndex items) {
            int dimension = mostFrequentLength();
            int invalid = 0;
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] == BROKEN) {
                    invalid++;
                } else if (rows.has(i) && lengths[i] != dimension) {
                    if (source.invalid() == InvalidEmbeddings.FAIL) {
                        throw new IllegalArgumentException(refusal(NodeIds.node(transactions.callers(), items.ids()[i]),
                                "has %d numbers where most have %d".formatted(lengths[i], dimension)));
                    }
                    rows.remove(i);
                    invalid++;
                }
            }
            return new Modality(name, rows.build(dimension), invalid);
        }

        /** All zeros stand for an embedding, and are of any length. */
        private int mostFrequentLength() {
            int[] present = IntStream.range(0, lengths.length).filter(rows::has).map(i -> lengths[i]).toArray();
            return mostFrequent(present.length > 0 ? present : lengths);
        }
    }

    /** Of the lengths above 0, the one that comes most often, of equally frequent ones the shortest; 0 without any. */
    private static int mostFrequent(int[] lengths) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        int frequent = 0;
        int most = 0;
        int start = 0;
        for (int n = 1; n <= sorted.length; n++) {
            if (n == sorted.length || sorted[n] != sorted[start]) {
                if (sorted[start] > 0 && n - start > most) {
                    frequent = sorted[start];
                    most = n - start;
                }
                start = n;
            }
        }
        return frequent;
    }
}
