package org.vimmrec.cli;

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
 * Tells a person how far the long steps are, and how long each took.
 *
 * <p>On a terminal a step shows a bar while it runs, and a line in its place when it is done. Elsewhere (a file, a CI
 * log) there are only lines: one at the end of each step, and in between one every ten seconds, without any control
 * characters.
 */
final class Progress {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);
    private static final String LABEL = "%-22s";

    /** How long a step took. */
    record Timing(String step, Duration duration) {
    }

    private final PrintWriter lines;
    private final PrintStream bars;
    private final boolean terminal;
    private final Duration betweenLines;
    private final List<Timing> timings = new ArrayList<>();

    /**
     * @param lines    where finished steps are printed
     * @param bars     where bars are drawn
     * @param terminal whether that is a terminal
     */
    Progress(PrintWriter lines, PrintStream bars, boolean terminal) {
        this(lines, bars, terminal, BETWEEN_LINES);
    }

    /** @param betweenLines the least time between two lines of a step where there is no terminal */
    Progress(PrintWriter lines, PrintStream bars, boolean terminal, Duration betweenLines) {
        this.lines = lines;
        this.bars = bars;
        this.terminal = terminal;
        this.betweenLines = betweenLines;
    }

    /** Whether a person is looking at the output as it comes. */
    static boolean onTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            // From Java 22 on there may be a console without a terminal, and a method that tells.
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
     * @param unit what is counted, as in 4000 users
     */
    Step begin(String name, long total, String unit) {
        return new Step(name, total, terminal ? bar(name, total).setUnit(" " + unit, 1).build() : null);
    }

    /** Begins a step that tells how far it is in percent, from 0 to 100 again for each of its phases. */
    Step beginPhases(String name) {
        // How long it will take cannot be known from the phase it is in.
        return new Step(name, 100, terminal ? bar(name, 100).hideEta().build() : null);
    }

    /** Begins work of several steps that take about the same time. */
    Overall beginOverall(int steps, String mainPhase) {
        return new Overall(steps, mainPhase);
    }

    /** Begins a step that cannot tell how far it is. */
    Step begin(String name) {
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

    /** The steps that are done, in order. */
    List<Timing> timings() {
        return List.copyOf(timings);
    }

    /** A number of seconds for people: 0.04 s, 12.3 s, 4 min 05 s. */
    static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        if (seconds < 100) {
            return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
        }
        return String.format(Locale.ROOT, "%d min %02d s", duration.toMinutes(), duration.toSecondsPart());
    }

    /**
     * Work of several steps, with one bar over all of them and the time left. The bar follows the percentages of one
     * phase, in which a step spends most of its time.
     */
    final class Overall {

        private final int steps;
        private final String mainPhase;
        private long start;
        private int begun;

        private Overall(int steps, String mainPhase) {
            this.steps = steps;
            this.mainPhase = mainPhase;
        }

        /** Begins the next step. */
        Step begin(String name) {
            if (begun == 0) {
                start = System.nanoTime();
            }
            long before = 100L * Math.min(begun++, steps - 1);
            Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
            return new Step(name, 100L * steps,
                    terminal ? bar(name, 100L * steps).setUnit(" %", steps).startsFrom(before, elapsed).build() : null,
                    this, before);
        }

        private String timeLeft(long done, long total) {
            double elapsed = System.nanoTime() - start;
            return done == 0 ? "" : ", about " + seconds(Duration.ofNanos((long) (elapsed / done * (total - done)))) + " left";
        }
    }

    /** A step under way. To be closed even when it fails, so that the bar goes. */
    final class Step implements AutoCloseable {

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

        /** A step of several; {@code before} is what the earlier ones did. */
        private Step(String name, long total, ProgressBar bar, Overall overall, long before) {
            this.name = name;
            this.total = total;
            this.bar = bar;
            this.overall = overall;
            this.before = before;
        }

        /** So many percent of a phase are done. */
        void toPercent(int percent, String phase) {
            if (overall != null && phase.startsWith(overall.mainPhase)) {
                mainPhaseDone = Math.max(mainPhaseDone, percent);
            }
            to(overall == null ? percent : before + mainPhaseDone, phase);
        }

        /** So many units are done. */
        void to(long done) {
            to(done, "");
        }

        /** So many units are done, and this is what is being done now. */
        void to(long done, String what) {
            if (bar != null) {
                bar.stepTo(done);
                bar.setExtraMessage(what);
            } else if (System.nanoTime() - lastLine >= betweenLines.toNanos()) {
                String percent = String.format(Locale.ROOT, LABEL + " %d %%", name, total == 0 ? 0 : 100 * done / total);
                String line = percent + (what.isEmpty() ? "" : " (" + what + ")");
                String shown = overall == null ? line : percent; // phases alternate in an evaluation
                if (!shown.equals(lastShown)) {
                    lastLine = System.nanoTime();
                    lastShown = shown;
                    lines.println(line + (overall == null ? "" : overall.timeLeft(done, total)));
                    lines.flush();
                }
            }
        }

        /** The step is done; {@code outcome} says what came of it. */
        void finish(String outcome) {
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            timings.add(new Timing(name, duration));
            close();
            lines.printf(Locale.ROOT, LABEL + " %9s   %s%n", name, seconds(duration), outcome);
            lines.flush();
        }

        @Override
        public void close() {
            // Closing a bar draws it once more, even a closed one.
            if (bar != null && !closed) {
                closed = true;
                bar.close();
            }
        }
    }

    /** Draws a bar over itself; the library's own consumer ends with a new line, though the bar has been cleared. */
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
