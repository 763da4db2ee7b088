package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

/** Recognises the errors that the plugin throws on purpose, for invalid configurations and data. */
final class PluginError {

    private PluginError() {}

    /**
     * The message of an error of the plugin. Fails if the exception comes from elsewhere, such as a
     * NullPointerException, or if the message does not name a configuration key, a node or a relationship.
     *
     * @param call the failed call, for the message of a failing test
     */
    static String message(Throwable failure, String call) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
                || !cause.getStackTrace()[0].getClassName().startsWith("org.vimmrec.")) {
            throw new AssertionError("not an error of the plugin: " + call, failure);
        }
        assertThat(cause.getMessage())
                .as(call)
                .containsPattern("(?s)`.*`|\\b[45]:[-0-9a-f]{36}:\\d+|the configuration must be a map");
        return cause.getMessage();
    }
}
