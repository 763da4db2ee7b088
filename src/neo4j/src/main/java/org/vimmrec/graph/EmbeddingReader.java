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
 * Reads the embeddings of items, in parallel if {@link ReadTransactions} allows it. The result and the reported error
 * do not depend on the number of threads: the error is always that of the first invalid item.
 */
public final class EmbeddingReader {
    private static final String COUNTING = "counting embeddings";
    private static final String READING = "reading embeddings";

    private final ReadTransactions transactions;
    private final EmbeddingSource source;
    private final Task task;
    private final List<String> properties;

    /** @param transactions the transactions to read in */
    public EmbeddingReader(ReadTransactions transactions, EmbeddingSource source, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.task = task;
        this.properties = new ArrayList<>(source.modalities().properties().values());
    }

    /**
     * The embeddings of one modality.
     *
     * @param name name of the modality
     * @param matrix one row per item
     * @param invalid number of items whose invalid embedding was skipped; they have no row
     */
    public record Modality(String name, EmbeddingMatrix matrix, int invalid) {

        /** The number of items without a usable embedding: without the property, with zeros only, or skipped. */
        public int missing() {
            return matrix.items() - matrix.present();
        }
    }

    /** The embeddings of each modality, without what else was read of it. */
    public static List<EmbeddingMatrix> matrices(List<Modality> modalities) {
        return modalities.stream().map(Modality::matrix).toList();
    }

    /**
     * The amount of data to read, for memory estimates.
     *
     * @param present by modality, the number of items with the property
     * @param dimension by modality, the most frequent length in a sample of embeddings; 0 if none has a valid type
     */
    public record Census(int[] present, int[] dimension) {

        /** The heap that the embeddings need, in bytes. */
        public long bytes(long items) {
            long bytes = items * Long.BYTES;
            for (int m = 0; m < present.length; m++) {
                bytes += EmbeddingMatrix.bytes(items, present[m], dimension[m]);
            }
            return bytes;
        }
    }

    /** The nodes with the item label. */
    public IdIndex items() {
        return Nodes.read(transactions.callers(), source.itemLabel(), "itemLabel", task);
    }

    /**
     * Counts the items with each property. This takes about a tenth of the time of {@link #read}, because it reads only
     * one embedding per chunk and modality.
     *
     * @throws IllegalArgumentException if no item has the property of a modality
     */
    public Census census(IdIndex items) {
        Census census = count(items);
        source.modalities().properties().forEach((modality, property) -> {
            if (census.present()[properties.indexOf(property)] == 0) {
                throw UnknownNameErrors.noProperty(
                        transactions.callers(), source.itemLabel(), property, "modalities." + modality);
            }
        });
        return census;
    }

    /** Like {@link #census}, but accepts modalities whose property no item has. */
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
        int[] dimension = Arrays.stream(dimensionByChunk)
                .mapToInt(EmbeddingReader::mostFrequent)
                .toArray();
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
     * @throws IllegalArgumentException if an embedding is invalid and the configuration does not skip invalid ones;
     *     names the node
     */
    public List<Modality> read(IdIndex items) {
        List<Column> columns = new ArrayList<>();
        source.modalities()
                .properties()
                .forEach((name, property) -> columns.add(new Column(name, property, items.size())));
        FirstError error = new FirstError();
        transactions.forEachChunk(items.size(), READING, task, () -> (tx, chunk, from, to) -> {
            if (error.isBefore(from)) {
                return;
            }
            forEach(tx, items, from, to, (item, node) -> {
                for (Column column : columns) {
                    String problem = column.read(tx, item, node);
                    if (problem != null && source.invalid() == InvalidEmbeddings.FAIL) {
                        error.add(item, column.error(node, problem));
                    }
                }
            });
        });
        error.throwIfAny();
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
                continue; // deleted since the ids were read: an item without embeddings
            }
        }
    }

    /** Collects the embeddings of one modality. Threads may add different items concurrently. */
    private final class Column {
        private static final int INVALID = -1;

        private final String name;
        private final String property;
        private final EmbeddingMatrix.Builder rows;
        /** Length of the embedding by item; 0 if it has none. */
        private final int[] lengths;

        Column(String name, String property, int items) {
            this.name = name;
            this.property = property;
            this.rows = new EmbeddingMatrix.Builder(items);
            this.lengths = new int[items];
        }

        /** Adds the embedding of an item, if it has one. Returns the problem with it, or null. */
        String read(Transaction tx, int item, Node node) {
            Object value = node.getProperty(property, null);
            if (value == null) {
                return null;
            }
            EmbeddingValue embedding = EmbeddingValue.read(tx, value);
            lengths[item] = embedding.problem() == null ? embedding.length() : INVALID;
            if (embedding.row() != null) {
                rows.put(item, embedding.row());
            }
            return embedding.problem();
        }

        String error(Node node, String problem) {
            return ("`modalities.%s`: the property [%s] of node %s %s. Fix it, or set `invalidEmbeddings: 'skip'`.")
                    .formatted(Shown.name(name), Shown.name(property), node.getElementId(), problem);
        }

        /** The dimension of the modality is the most frequent length. Embeddings of another length are invalid. */
        Modality modality(IdIndex items) {
            int dimension = mostFrequentLength();
            int invalid = 0;
            for (int i = 0; i < lengths.length; i++) {
                if (lengths[i] == INVALID) {
                    invalid++;
                } else if (rows.has(i) && lengths[i] != dimension) {
                    if (source.invalid() == InvalidEmbeddings.FAIL) {
                        throw new IllegalArgumentException(error(
                                NodeIds.node(transactions.callers(), items.ids()[i]),
                                "has %d numbers, but most items have %d".formatted(lengths[i], dimension)));
                    }
                    rows.remove(i);
                    invalid++;
                }
            }
            return new Modality(name, rows.build(dimension), invalid);
        }

        /** Ignores the length of embeddings that are all zeros, unless there are no others: they count as missing. */
        private int mostFrequentLength() {
            int[] present = IntStream.range(0, lengths.length)
                    .filter(rows::has)
                    .map(i -> lengths[i])
                    .toArray();
            return mostFrequent(present.length > 0 ? present : lengths);
        }
    }

    /** The most frequent length above 0, the shortest one on a tie; 0 if there is none. */
    private static int mostFrequent(int[] lengths) {
        int[] sorted = lengths.clone();
        Arrays.sort(sorted);
        int mode = 0;
        int maxCount = 0;
        int start = 0;
        for (int n = 1; n <= sorted.length; n++) {
            if (n == sorted.length || sorted[n] != sorted[start]) {
                if (sorted[start] > 0 && n - start > maxCount) {
                    mode = sorted[start];
                    maxCount = n - start;
                }
                start = n;
            }
        }
        return mode;
    }
}
