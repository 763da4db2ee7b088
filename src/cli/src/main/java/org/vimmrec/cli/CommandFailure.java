package org.vimmrec.cli;

/**
 * An error that the user can correct, such as a wrong option, a broken file or a port in use. The message says all that
 * is needed, so it is printed without a stack trace.
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
