package org.vimmrec.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConsoleOutputTest {

    private static final List<String> HEADERS = List.of("variant", ">virtual", ">recall", ">NDCG");
    private static final List<List<String>> ROWS = List.of(List.of("overlay", "1,200", "0.1234", "0.0567"));

    private final StringWriter out = new StringWriter();

    @Test
    void shouldPrintAllColumnsThatFit() {
        table(41);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                +---------+---------+--------+--------+
                | variant | virtual | recall |   NDCG |
                +---------+---------+--------+--------+
                | overlay |   1,200 | 0.1234 | 0.0567 |
                +---------+---------+--------+--------+
                """);
    }

    @Test
    void shouldLeaveOutTheLeastImportantColumnsAndSayHowToSeeThem() {
        table(38);
        assertThat(out.toString()).isEqualToNormalizingNewlines("""
                +---------+--------+--------+
                | variant | recall |   NDCG |
                +---------+--------+--------+
                | overlay | 0.1234 | 0.0567 |
                +---------+--------+--------+
                Too wide for this terminal: virtual. --json prints all columns.
                """);
    }

    @Test
    void shouldLeaveOutOtherColumnsFromTheRightButNotTheFirst() {
        table(5);
        assertThat(out.toString())
                .contains("| variant |\n", "Too wide for this terminal: virtual, NDCG, recall.")
                .doesNotContain("0.1234");
    }

    private void table(int width) {
        new ConsoleOutput(new PrintWriter(out), width).table(HEADERS, ROWS, ">virtual");
    }
}
