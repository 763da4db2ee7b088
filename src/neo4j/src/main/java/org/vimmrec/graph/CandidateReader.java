package org.vimmrec.graph;

import org.neo4j.graphdb.Label;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.CandidateSource;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;

/** Reads which items may be proposed, in parallel if {@link ReadTransactions} allows it. */
public final class CandidateReader {
    private static final String PHASE = "reading candidates";

    private final ReadTransactions transactions;
    private final CandidateSource source;
    private final String itemLabel;
    private final Task task;

    /** @param transactions the transactions to read in */
    public CandidateReader(ReadTransactions transactions, CandidateSource source, String itemLabel, Task task) {
        this.transactions = transactions;
        this.source = source;
        this.itemLabel = itemLabel;
        this.task = task;
    }

    /** The heap that the result takes, in bytes. */
    public long bytes(long items) {
        return source.isAll() ? 0 : items;
    }

    /**
     * Tells of each item whether it may be proposed. An item without the property may not.
     *
     * @param ids the node ids of items
     * @return null if all items may be proposed
     * @throws IllegalArgumentException if no item in the database has the label or the property, or if a value is not
     *     true or false; names the node
     */
    public boolean[] read(long[] ids) {
        if (source.isAll()) {
            return null;
        }
        boolean[] candidates = new boolean[ids.length];
        boolean[] known = new boolean[ReadTransactions.chunks(ids.length)];
        FirstError error = new FirstError();
        transactions.forEachChunk(ids.length, PHASE, task, () -> (tx, chunk, from, to) -> {
            for (int i = from; i < to && !error.isBefore(i); i++) {
                try {
                    known[chunk] |= read(NodeIds.node(tx, ids[i]), i, candidates, error);
                } catch (NotFoundException e) {
                    candidates[i] = false; // the item was deleted after the ids were read
                }
            }
        });
        error.throwIfAny();
        boolean any = false;
        for (boolean ofChunk : known) {
            any |= ofChunk;
        }
        if (!any) {
            requireKnown();
        }
        return candidates;
    }

    /** Reads an item, and returns whether it has the label or the property. */
    private boolean read(Node item, int index, boolean[] candidates, FirstError error) {
        if (source.label() != null) {
            candidates[index] = item.hasLabel(Label.label(source.label()));
            return candidates[index];
        }
        Object value = item.getProperty(source.property(), null);
        if (value != null && !(value instanceof Boolean)) {
            error.add(
                    index,
                    "`%s`: the property [%s] of node %s must be true or false, but was %s."
                            .formatted(
                                    CandidateSource.PROPERTY,
                                    Shown.name(source.property()),
                                    item.getElementId(),
                                    Shown.kind(value)));
        }
        candidates[index] = Boolean.TRUE.equals(value);
        return value != null;
    }

    /** Searches all items, because the given ones may be few. */
    private void requireKnown() {
        Transaction tx = transactions.callers();
        if (source.label() == null) {
            Nodes.requireProperty(tx, itemLabel, source.property(), CandidateSource.PROPERTY, task);
        } else if (!Nodes.any(tx, itemLabel, item -> item.hasLabel(Label.label(source.label())), task)) {
            throw UnknownNameErrors.noSecondLabel(tx, itemLabel, source.label(), CandidateSource.LABEL);
        }
    }
}
