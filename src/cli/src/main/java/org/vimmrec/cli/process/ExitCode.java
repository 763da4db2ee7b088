package org.vimmrec.cli.process;

/** The exit codes of the process; docs/reference/command-line.md documents them. */
public final class ExitCode {

    public static final int DONE = 0;
    public static final int FAILED = 1;
    /** The command line cannot be parsed. */
    public static final int USAGE = 2;
    /** The server cannot be reached, refuses the login, has no such database, or went away. */
    public static final int NO_CONNECTION = 3;
    /** 128 and the number of the signal, as shells have it. */
    public static final int INTERRUPTED = 130;

    private ExitCode() {}
}
