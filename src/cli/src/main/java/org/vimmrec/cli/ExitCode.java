package org.vimmrec.cli;

/** The exit codes of the process; docs/reference/command-line.md documents them. */
final class ExitCode {

    static final int DONE = 0;
    static final int FAILED = 1;
    /** The command line cannot be parsed. */
    static final int USAGE = 2;
    /** The server cannot be reached, refuses the login, has no such database, or went away. */
    static final int NO_CONNECTION = 3;
    /** 128 and the number of the signal, as shells have it. */
    static final int INTERRUPTED = 130;

    private ExitCode() {}
}
