package org.vimmrec.procedure;

import static org.neo4j.procedure.Mode.READ;

import java.time.ZonedDateTime;
import java.util.Map;
import java.util.stream.Stream;
import org.neo4j.procedure.Description;
import org.neo4j.procedure.Name;
import org.neo4j.procedure.Procedure;
import org.vimmrec.config.ListConfig;

/** {@code vimmrec.list}: what this plugin has written, and how old that is by now. */
public final class ListProcedure extends VimmrecProcedures {
    private static final String LIST = "vimmrec.list";

    /** What was written of a relationship type. */
    public record StoredRow(
            @Description("The type of the relationships.") String relationshipType,
            @Description("'similarity', 'overlay' or 'synergistic'.") String kind,
            @Description("The keys of the configuration that decide what is written.") Map<String, Object> configuration,
            @Description("The weight of each modality; empty for similarities.") Map<String, Object> modalityWeights,
            @Description("When they were written or updated.") ZonedDateTime writtenAt,
            @Description("Relationships of the type.") long relationshipCount,
            @Description("Whether the last write or update came to its end.") boolean complete,
            @Description("Items that have changed since. Null if `error` is not.") Long itemsChanged,
            @Description("Users whose interactions have changed since. Null for similarities, and if `error` is not null.")
            Long usersChanged,
            @Description("Why the number of changes cannot be told. Null if it can.") String error) {
    }

    /** Lists what was written. */
    @Procedure(name = LIST, mode = READ)
    @Description("Lists the relationship types that the plugin has written, and how many items and users have changed since.")
    public Stream<StoredRow> list(
            @Name(value = CONFIGURATION, defaultValue = "{}", description = "Optional: concurrency, sudo")
            Map<String, Object> configuration) {
        return UserError.guard(() -> {
            ListConfig config = ListConfig.of(config(LIST, configuration));
            return new ListRun(call(LIST), config).rows();
        });
    }
}
