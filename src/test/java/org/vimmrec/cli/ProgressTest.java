package org.vimmrec.cli;

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
    void shouldPrintOneLineAStepAndNoControlCharactersWhereThereIsNoTerminal() {
        Progress progress = progress(false);
        for (String name : new String[]{"Loading items", "Similarity"}) {
            try (Progress.Step step = progress.begin(name, 1000, "items")) {
                for (int n = 0; n <= 1000; n++) {
                    step.to(n, "now");
                }
                step.finish("1,000 of them");
            }
        }
        assertThat(bars.toByteArray()).isEmpty();
        assertThat(lines.toString().lines()).satisfiesExactly(
                first -> assertThat(first).matches("Loading items +\\d\\.\\d\\d s   1,000 of them"),
                second -> assertThat(second).matches("Similarity +\\d\\.\\d\\d s   1,000 of them"));
        assertThat(progress.timings()).extracting(Progress.Timing::step).containsExactly("Loading items", "Similarity");
    }

    @Test
    void shouldDrawABarOnATerminalAndLeaveTheLineInItsPlace() throws InterruptedException {
        Progress progress = progress(true);
        try (Progress.Step step = progress.begin("Loading items", 1000, "items")) {
            step.to(500);
            Thread.sleep(500);
            step.finish("done");
        }
        assertThat(bars.toString(StandardCharsets.UTF_8)).contains("Loading items").contains("50%").endsWith("\r");
        assertThat(lines.toString()).matches("Loading items +0\\.\\d\\d s   done\\R");
    }

    @Test
    void shouldPrintNothingOfAStepThatFails() {
        Progress progress = progress(false);
        try (Progress.Step step = progress.begin("Loading items", 1000, "items")) {
            step.to(500);
        }
        assertThat(lines.toString()).isEmpty();
        assertThat(progress.timings()).isEmpty();
    }

    @Test
    void shouldTellSecondsAlikeInEveryLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(Progress.seconds(Duration.ofMillis(40))).isEqualTo("0.04 s");
            assertThat(Progress.seconds(Duration.ofMillis(12_345))).isEqualTo("12.3 s");
            assertThat(Progress.seconds(Duration.ofSeconds(245))).isEqualTo("4 min 05 s");
        } finally {
            Locale.setDefault(before);
        }
    }

    private Progress progress(boolean terminal) {
        return new Progress(new PrintWriter(lines, true), new PrintStream(bars, true, StandardCharsets.UTF_8), terminal);
    }
}
