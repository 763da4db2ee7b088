package org.vimmrec.cli.console;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;

/** The width of the terminal that the output goes to. */
public final class TerminalWidth {

    private static final int NARROWEST = 20;

    private TerminalWidth() {}

    /** The number of columns; {@link Integer#MAX_VALUE} for output that does not go to a terminal. */
    public static int columns() {
        if (!Progress.onTerminal()) {
            return Integer.MAX_VALUE;
        }
        String given = System.getenv("COLUMNS");
        if (given != null && given.matches("\\d{1,5}")) {
            return Math.max(NARROWEST, Integer.parseInt(given));
        }
        return Math.max(NARROWEST, new ConsoleProgressBarConsumer(System.out).getMaxRenderedLength());
    }
}
