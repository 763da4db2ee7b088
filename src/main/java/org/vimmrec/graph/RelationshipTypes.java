package org.vimmrec.graph;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.Modalities;
import org.vimmrec.task.Task;

/** Which relationship types a drop means, and how large they are. */
public final class RelationshipTypes {

    private RelationshipTypes() {
    }

    /** How many relationships there are of a type. */
    public static long count(Transaction tx, String type, Task task) {
        return Relationships.count(tx, type, task);
    }

    /** The types that the configuration names, or else all that hold similarities, or did when they were written. */
    public static List<String> toDrop(Transaction tx, Ledgers ledgers, DropConfig config) {
        if (!config.types().isEmpty()) {
            return config.types();
        }
        Set<String> types = new TreeSet<>(Names.typesInUse(tx));
        types.addAll(ledgers.types(Ledger.SIMILARITY));
        return Modalities.among(types, config.relationshipTypePrefix()).stream()
                .map(modality -> Modalities.relationshipType(config.relationshipTypePrefix(), modality)).toList();
    }
}
