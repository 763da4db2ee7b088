package org.vimmrec.config;

import java.util.List;

/**
 * The relationships from users to items that are the real interactions.
 *
 * @param userLabel label of the users
 * @param types relationship types of the interactions
 * @param weightProperty relationship property with the weight of an interaction; null if every interaction weighs 1
 */
public record InteractionSource(String userLabel, List<String> types, String weightProperty) {

    static InteractionSource of(ConfigMap config) {
        return new InteractionSource(
                config.name("userLabel", "User"),
                config.names("interactionType", "INTERACTED"),
                config.name("interactionWeightProperty", null));
    }
}
