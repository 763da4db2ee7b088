package org.vimmrec.cli;

/**
 * Something a person can put right: a wrong option, a broken file, a port in use. The message says all that is needed,
 * so that it is printed without a stack trace.
 */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandFailure(String message) {
        super(message);
    }

    CommandFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
