package org.vimmrec.config;

import java.util.List;

/**
 * Where the real interactions are: relationships from users to items.
 *
 * @param userLabel the label of the nodes they start at
 * @param types their types
 * @param weightProperty the relationship property with their weight, or null: all weigh 1
 */
public record InteractionSource(String userLabel, List<String> types, String weightProperty) {

    static InteractionSource of(ConfigMap config) {
        return new InteractionSource(config.name("userLabel", "User"), config.names("interactionType", "INTERACTED"),
                config.name("interactionWeightProperty", null));
    }
}
