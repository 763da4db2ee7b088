package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.ListConfig;

/** {@code vimmrec.list}: the relationships that this plugin has written, and what has changed since. */
public final class ListProcedure extends VimmrecProcedures {
    private static final String LIST = "vimmrec.list";

    /** Lists what was written. */
    @Procedure(name = LIST, mode = READ)
    @Description(
            "Lists the relationship types that the plugin has written, and how many items and users have changed since.")
    public Stream<StoredRow> list(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = "Optional: concurrency, sudo")
                    Map<String, Object> configuration) {
        return UserError.guard(() -> {
            ListConfig config = ListConfig.of(config(LIST, configuration));
            return new ListRun(call(LIST), config).rows();
        });
    }
}
