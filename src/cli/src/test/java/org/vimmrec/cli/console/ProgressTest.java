package org.vimmrec.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ProgressTest {

    private final StringWriter lines = new StringWriter();
    private final ByteArrayOutputStream bars = new ByteArrayOutputStream();

    @Test
    void shouldPrintOneLinePerStepWithoutControlCharactersWithoutATerminal() {
        Progress progress = progress(false);
        for (String name : new String[] {"Loading items", "Similarity"}) {
            try (Progress.Step step = progress.begin(name, 1000, "items")) {
                for (int n = 0; n <= 1000; n++) {
                    step.to(n, "now");
                }
                step.finish("1,000 items");
            }
        }
        assertThat(bars.toByteArray()).isEmpty();
        assertThat(lines.toString().lines())
                .satisfiesExactly(
                        first -> assertThat(first).matches("Loading items +\\d\\.\\d\\d s   1,000 items"),
                        second -> assertThat(second).matches("Similarity +\\d\\.\\d\\d s   1,000 items"));
        assertThat(progress.timings()).extracting(Progress.Timing::step).containsExactly("Loading items", "Similarity");
    }

    @Test
    void shouldReplaceTheBarByALineOnATerminal() throws InterruptedException {
        Progress progress = progress(true);
        try (Progress.Step step = progress.begin("Loading items", 1000, "items")) {
            step.to(500);
            Thread.sleep(500);
            step.finish("done");
        }
        assertThat(bars.toString(StandardCharsets.UTF_8))
                .contains("Loading items")
                .contains("50%")
                .endsWith("\r");
        assertThat(lines.toString()).matches("Loading items +0\\.\\d\\d s   done\\R");
    }

    @Test
    void shouldPrintNothingForAFailedStep() {
        Progress progress = progress(false);
        try (Progress.Step step = progress.begin("Loading items", 1000, "items")) {
            step.to(500);
        }
        assertThat(lines.toString()).isEmpty();
        assertThat(progress.timings()).isEmpty();
    }

    @Test
    void shouldNotRepeatALineWithoutATerminal() {
        Progress progress = new Progress(new PrintWriter(lines, true), System.err, false, Duration.ZERO);
        try (Progress.Step step = progress.beginPhases("Similarity")) {
            for (int n = 0; n < 100; n++) {
                step.toPercent(n / 50, "reading");
            }
        }
        assertThat(lines.toString().lines()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void shouldShowOverallProgressAndTheRemainingTime() {
        Progress progress = new Progress(new PrintWriter(lines, true), System.err, false, Duration.ZERO);
        Progress.Overall overall = progress.beginOverall(4, "evaluating");
        for (String name : new String[] {"Evaluation", "image", "text", "image + text"}) {
            try (Progress.Step step = overall.begin(name)) {
                step.toPercent(50, "similarity image");
                for (int percent = 0; percent <= 100; percent += 10) {
                    step.toPercent(percent, "evaluating");
                    step.toPercent(percent, "synergistic similarity");
                }
                step.finish("done");
            }
        }
        assertThat(lines.toString().lines())
                .doesNotHaveDuplicates()
                .anySatisfy(line -> assertThat(line).matches("image +37 % \\(evaluating\\), about [\\d.]+ s left"));
        assertThat(lines.toString().lines().map(line -> line.replaceFirst(".*?(\\d+ %).*", "$1")))
                .containsSubsequence("0 %", "12 %", "25 %", "37 %", "50 %", "75 %", "100 %");
    }

    @Test
    void shouldDrawOneBarOverAllStepsOnATerminal() throws InterruptedException {
        Progress progress = progress(true);
        Progress.Overall overall = progress.beginOverall(2, "evaluating");
        overall.begin("Evaluation").finish("done");
        try (Progress.Step step = overall.begin("Unweighted")) {
            step.toPercent(50, "evaluating");
            Thread.sleep(500);
        }
        assertThat(bars.toString(StandardCharsets.UTF_8)).contains("Unweighted").contains("75%");
    }

    @Test
    void shouldFormatSecondsIndependentlyOfTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Progress.seconds(Duration.ofMillis(40))).isEqualTo("0.04 s");
            assertThat(Progress.seconds(Duration.ofMillis(12_340))).isEqualTo("12.34 s");
            assertThat(Progress.seconds(Duration.ofSeconds(245))).isEqualTo("4 min 05 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    private Progress progress(boolean terminal) {
        return new Progress(
                new PrintWriter(lines, true), new PrintStream(bars, true, StandardCharsets.UTF_8), terminal);
    }
}
