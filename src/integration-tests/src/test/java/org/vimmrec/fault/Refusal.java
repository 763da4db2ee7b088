package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

/** The error that a call ends with when it was asked for nonsense. */
final class Refusal {

    private Refusal() {
    }

    /**
     * The message of the plugin's own error, which names a key of the configuration, or a node or relationship; fails where it
     * is some other exception that came by itself.
     *
     * @param call that failed
     */
    static String message(Throwable failure, String call) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (!(cause instanceof IllegalArgumentException || cause instanceof IllegalStateException)
                || !cause.getStackTrace()[0].getClassName().startsWith("org.vimmrec.")) {
            throw new AssertionError("nobody meant to throw this: " + call, failure);
        }
        assertThat(cause.getMessage()).as(call).containsPattern("(?s)`.*`|\\b[45]:[-0-9a-f]{36}:\\d+|the configuration must be a map");
        return cause.getMessage();
    }
}
