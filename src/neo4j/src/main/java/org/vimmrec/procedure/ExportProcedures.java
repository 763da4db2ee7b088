package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.ExportConfig;

/** {@code vimmrec.export.*}: what models need that are trained elsewhere. */
public final class ExportProcedures extends VimmrecProcedures {
    private static final String STREAM = "vimmrec.export.stream";

    /** Streams the augmented graph. */
    @Procedure(name = STREAM, mode = READ)
    @Description(
            "Streams the real interactions, the virtual interactions that were written, and the items' neighbours.")
    public Stream<ExportRow> stream(
            @Name(
                            value = CONFIGURATION,
                            defaultValue = "{}",
                            description =
                                    "Optional: writeRelationshipType (required if virtual interactions were written"
                                            + " to several types), concurrency, sudo")
                    Map<String, Object> configuration) {
        return UserError.guard(
                () -> new ExportRun(call(STREAM), ExportConfig.of(config(STREAM, configuration))).stream());
    }
}
