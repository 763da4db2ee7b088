package org.vimmrec.cli.process;

/**
 * An error that the user can correct, such as a wrong option, a broken file or a port in use. The message says all that
 * is needed, so it is printed without a stack trace.
 */
public final class CommandFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    public CommandFailure(String message) {
        this(message, null);
    }

    public CommandFailure(String message, Throwable cause) {
        this(ExitCode.FAILED, message, cause);
    }

    public CommandFailure(int exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** The exit code of the process, one of {@link ExitCode}. */
    public int exitCode() {
        return exitCode;
    }
}
