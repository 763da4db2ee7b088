package org.vimmrec.cli.console;

import java.io.Console;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Shows the progress of long steps and how long each step took.
 *
 * <p>On a terminal, a step shows a bar while it runs, and a line in its place when it is done. Elsewhere (a file, a CI
 * log), a step prints a line about every ten seconds and one at its end, without control characters.
 */
public final class Progress {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final String LABEL = "%-22s";

    /** The duration of a finished step. */
    public record Timing(String step, Duration duration) {}

    private final PrintWriter lines;
    private final PrintStream bars;
    private final boolean terminal;
    private final Duration betweenLines;
    private final List<Timing> timings = new ArrayList<>();

    /**
     * @param lines receives a line for each finished step
     * @param bars receives the bars
     * @param terminal whether {@code bars} is a terminal
     */
    public Progress(PrintWriter lines, PrintStream bars, boolean terminal) {
        this(lines, bars, terminal, BETWEEN_LINES);
    }

    /** @param betweenLines the minimum time between two lines of a step without a terminal */
    public Progress(PrintWriter lines, PrintStream bars, boolean terminal, Duration betweenLines) {
        this.lines = lines;
        this.bars = bars;
        this.terminal = terminal;
        this.betweenLines = betweenLines;
    }

    /** Whether the output is a terminal. */
    public static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on, a console need not be a terminal.
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException before22) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Begins a step of {@code total} units of work.
     *
     * @param unit what is counted, such as "users"
     */
    public Step begin(String name, long total, String unit) {
        return new Step(
                name, total, terminal ? bar(name, total).setUnit(" " + unit, 1).build() : null);
    }

    /** Begins a step that reports percentages, from 0 to 100 for each of its phases. */
    public Step beginPhases(String name) {
        // No time estimate: the number and length of the phases are unknown.
        return new Step(name, 100, terminal ? bar(name, 100).hideEta().build() : null);
    }

    /** Begins several steps of about equal length. */
    public Overall beginOverall(int steps, String mainPhase) {
        return new Overall(steps, mainPhase);
    }

    /** Begins a step that reports no progress. */
    public Step begin(String name) {
        if (terminal) {
            bars.printf(Locale.ROOT, LABEL + " ...\r", name);
            bars.flush();
        }
        return new Step(name, 1, null);
    }

    private ProgressBarBuilder bar(String name, long total) {
        return new ProgressBarBuilder()
                .setTaskName(String.format(Locale.ROOT, LABEL, name))
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(100)
                .setConsumer(new OneLine(bars))
                .clearDisplayOnFinish();
    }

    /** The finished steps, in order. */
    public List<Timing> timings() {
        return List.copyOf(timings);
    }

    /** A readable duration, such as 0.04 s, 12.34 s or 4 min 05 s. Right-aligned, the decimals of all are aligned. */
    public static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 100) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        return String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }

    /**
     * Several steps with one bar over all of them and the remaining time. The bar follows the percentages of the main
     * phase, in which a step spends most of its time.
     */
    public final class Overall {

        private final int steps;
        private final String mainPhase;
        private long start;
        private int begun;

        private Overall(int steps, String mainPhase) {
            this.steps = steps;
            this.mainPhase = mainPhase;
        }

        /** Begins the next step. */
        public Step begin(String name) {
            if (begun == 0) {
                start = System.nanoTime();
            }
            long before = 100L * Math.min(begun++, steps - 1);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            return new Step(
                    name,
                    100L * steps,
                    terminal
                            ? bar(name, 100L * steps)
                                    .setUnit(" %", steps)
                                    .startsFrom(before, elapsed)
                                    .build()
                            : null,
                    this,
                    before);
        }

        private String timeLeft(long done, long total) {
            double elapsed = System.nanoTime() - start;
            return done == 0
                    ? ""
                    : ", about " + seconds(Duration.ofNanos((long) (elapsed / done * (total - done)))) + " left";
        }
    }

    /** A running step. Close it even if it fails, to clear its bar. */
    public final class Step implements AutoCloseable {

        private final String name;
        private final long total;
        private final long start = System.nanoTime();
        private final ProgressBar bar;
        private final Overall overall;
        private final long before;
        private long mainPhaseDone;
        private long lastLine = start;
        private String lastShown = "";
        private boolean closed;

        private Step(String name, long total, ProgressBar bar) {
            this(name, total, bar, null, 0);
        }

        /** One of several steps; {@code before} is the progress of the earlier ones. */
        private Step(String name, long total, ProgressBar bar, Overall overall, long before) {
            this.name = name;
            this.total = total;
            this.bar = bar;
            this.overall = overall;
            this.before = before;
        }

        /** Reports the percentage of a phase that is done. */
        public void toPercent(int percent, String phase) {
            if (overall != null && phase.startsWith(overall.mainPhase)) {
                mainPhaseDone = Math.max(mainPhaseDone, percent);
            }
            to(overall == null ? percent : before + mainPhaseDone, phase);
        }

        /** Reports the number of units that are done. */
        public void to(long done) {
            to(done, "");
        }

        /** Reports the number of units that are done and what the step is doing. */
        public synchronized void to(long done, String activity) {
            if (closed) {
                return; // a late report of another thread
            }
            if (bar != null) {
                bar.stepTo(done);
                bar.setExtraMessage(activity);
            } else if (System.nanoTime() - lastLine >= betweenLines.toNanos()) {
                String percent =
                        String.format(Locale.ROOT, LABEL + " %d %%", name, total == 0 ? 0 : 100 * done / total);
                String line = percent + (activity.isEmpty() ? "" : " (" + activity + ")");
                String shown = overall == null ? line : percent; // the phases of an evaluation alternate
                if (!shown.equals(lastShown)) {
                    lastLine = System.nanoTime();
                    lastShown = shown;
                    lines.println(line + (overall == null ? "" : overall.timeLeft(done, total)));
                    lines.flush();
                }
            }
        }

        /** Ends the step and prints its duration and outcome. */
        public void finish(String outcome) {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            timings.add(new Timing(name, duration));
            close();
            lines.printf(Locale.ROOT, LABEL + " %11s   %s%n", name, seconds(duration), outcome);
            lines.flush();
        }

        @Override
        public synchronized void close() {
            // Closing a bar draws it, even if it is already closed.
            if (bar != null && !closed) {
                bar.close();
            }
            closed = true;
        }
    }

    /** Draws a bar on one line. The library's own consumer prints a newline at the end, even after clearing the bar. */
    private static final class OneLine extends ConsoleProgressBarConsumer {

        private final PrintStream terminal;

        OneLine(PrintStream terminal) {
            super(terminal);
            this.terminal = terminal;
        }

        @Override
        public void close() {
            terminal.flush();
        }
    }
}
