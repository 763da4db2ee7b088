package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.graph.NodeIds;
import org.vimmrec.sparse.SparseRows;
import org.vimmrec.update.IdIndex;

/** Maps the entries of a sparse row to result rows with nodes. */
interface EdgeMapper<R> {

    /** Makes a result row. */
    R edge(Node source, Node target, double value);

    /** The result rows for a sparse row, best first. Nodes that are gone (also: negative columns) have none. */
    default Stream<R> edges(Transaction tx, SparseRows.Reader reader, int row, IdIndex sources, IdIndex targets) {
        int entries = reader.read(row);
        if (entries == 0) {
            return Stream.empty();
        }
        reader.sort();
        List<R> edges = new ArrayList<>(entries);
        Node source = NodeIds.nodeOrNull(tx, sources.id(row));
        for (int n = 0; source != null && n < entries; n++) {
            int column = reader.column(n);
            Node target = column < 0 ? null : NodeIds.nodeOrNull(tx, targets.id(column));
            if (target != null) {
                edges.add(edge(source, target, reader.value(n)));
            }
        }
        return edges.stream();
    }
}
