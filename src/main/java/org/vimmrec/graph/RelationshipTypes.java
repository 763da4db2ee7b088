package org.vimmrec.graph;

import java.util.List;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.Modalities;

/** Which relationship types a drop means. */
public final class RelationshipTypes {

    private RelationshipTypes() {
    }

    /** The types that the configuration names, or else all that hold similarities. */
    public static List<String> toDrop(Transaction tx, DropConfig config) {
        if (!config.types().isEmpty()) {
            return config.types();
        }
        return Modalities.among(Names.typesInUse(tx), config.relationshipTypePrefix()).stream()
                .map(modality -> Modalities.relationshipType(config.relationshipTypePrefix(), modality)).toList();
    }
}
