package org.vimmrec.cli;

/**
 * An error that the user can correct, such as a wrong option, a broken file or a port in use. The message says all that
 * is needed, so it is printed without a stack trace.
 */
final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(String message) {
        this(message, null);
    }

    CommandFailure(String message, Throwable cause) {
        this(ExitCode.FAILED, message, cause);
    }

    CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The exit code of the process, one of {@link ExitCode}. */
    int exitCode() {
        return exitCode;
    }
}
