package org.vimmrec.cli.export;

import org.vimmrec.cli.options.ServerOptions;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options of {@code export} that name what the plugin has stored on a server. */
final class StoredGraphOptions {

    private static final String DEFAULT_USER_ID = "userId";
    private static final String DEFAULT_ITEM_ID = "itemId";

    @Option(
            names = "--relationship-type",
            paramLabel = "TYPE",
            description =
                    "With --uri: the type of the virtual interactions to export. Default: the only one that the plugin "
                            + "has written.")
    private String relationshipType;

    @Option(
            names = "--user-id-property",
            paramLabel = "PROPERTY",
            description = "With --uri: the property that identifies a user: text or a whole number. Default: "
                    + DEFAULT_USER_ID + ".")
    private String userId;

    @Option(
            names = "--item-id-property",
            paramLabel = "PROPERTY",
            description = "With --uri: the property that identifies an item: text or a whole number. Default: "
                    + DEFAULT_ITEM_ID + ".")
    private String itemId;

    /** @throws CommandFailure if one of these options is given without --uri */
    void check(ServerOptions server) {
        if (!server.isGiven() && (relationshipType != null || userId != null || itemId != null)) {
            throw new CommandFailure(
                    "--relationship-type, --user-id-property and --item-id-property need --uri, the address of the server");
        }
    }

    /** Null for the only type that was written. */
    String relationshipType() {
        return relationshipType;
    }

    String userId() {
        return userId == null ? DEFAULT_USER_ID : userId;
    }

    String itemId() {
        return itemId == null ? DEFAULT_ITEM_ID : itemId;
    }
}
