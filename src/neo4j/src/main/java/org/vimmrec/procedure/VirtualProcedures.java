package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.WRITE;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.DropConfig;

/** {@code vimmrec.virtual.*}: procedures for both strategies. */
public final class VirtualProcedures extends VimmrecProcedures {
    private static final String DROP = "vimmrec.virtual.drop";

    /** Deletes virtual interactions. */
    @Procedure(name = DROP, mode = WRITE)
    @Description("Deletes virtual interactions: the relationships of the type that `writeRelationshipType` names.")
    public Stream<DropRow> drop(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description = "Optional: writeRelationshipType,"
                                    + " itemLabel, userLabel, interactionType, batchSize, adopt, concurrency")
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            DropConfig config = DropConfig.ofVirtual(config(DROP, configuration));
            return new DropRun(call(DROP), config).rows();
        });
    }
}
