package org.vimmrec.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a report, as text and in a browser. */
class ReportPageTest {

    private static final String TITLE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

    @TempDir
    private Path folder;

    private static ReportDocument document() {
        List<EvaluationRow> rows = SampleEvaluation.rows(true, "Augment this graph. " + TITLE);
        List<EvaluationRow> compared = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            compared.add(rows.get(n + 1).of(TITLE + n));
        }
        Map<String, Object> huge = new HashMap<>(rows.get(1).columns());
        huge.put("upliftHigh", 7.5);
        compared.add(new EvaluationRow("huge", "huge", huge));
        return SampleEvaluation.document(TITLE, rows, compared);
    }

    private Path page() throws IOException {
        return Files.writeString(folder.resolve("report.html"), ReportPage.html(document()));
    }

    @Test
    void shouldEscapeTextAndReferToNothingOutside() throws IOException {
        String html = Files.readString(page());
        assertThat(html)
                .doesNotContain("<script>alert")
                .doesNotContain("<img src=x")
                .contains("\\u003c/script>");
        assertThat(html.replaceAll("(?s)<script.*?</script>", ""))
                .doesNotContainPattern("(?:src|href)=\"(?!#)")
                .doesNotContain("@import", "url(");
        assertThat(html).contains("default-src 'none'").doesNotContain("{{");
    }

    @ParameterizedTest
    @CsvSource({"390, dark", "390, light", "800, light", "1400, dark"})
    void shouldDrawAllChartsAccessibly(int width, String colours) throws IOException {
        try (BrowserPage page = new BrowserPage(page(), width, colours)) {
            assertThat(page.evaluate("document.querySelector('.subtitle').textContent")
                            .asText())
                    .isEqualTo(TITLE);
            assertThat(page.evaluate("document.images.length").asInt()).isZero();
            assertThat(page.evaluate("[...document.querySelectorAll('.chart')].map(chart => "
                            + "chart.querySelectorAll('svg path, svg circle, svg polygon').length)"))
                    .hasSize(8)
                    .allSatisfy(shapes -> assertThat(shapes.asInt()).isGreaterThan(5));
            assertThat(page.evaluate("[...document.querySelectorAll('svg text')].map(text => text.textContent)"
                                    + ".filter(text => text.includes('+750.0 %')).length")
                            .asInt())
                    .as("labels of cut intervals")
                    .isEqualTo(1);
            assertThat(page.evaluate("document.documentElement.scrollWidth").asInt())
                    .isLessThanOrEqualTo(width);
            assertThat(page.evaluate("document.querySelectorAll('tr.best td')[0].textContent")
                            .asText())
                    .startsWith("★");
            page.evaluate(axe());
            JsonNode violations = page.evaluate(
                    "axe.run().then(result => result.violations.map(violation =>"
                            + " violation.id + ': ' + violation.nodes.map(node => node.html + node.failureSummary).join(' ')))");
            assertThat(violations).isEmpty();
            assertThat(page.messages()).isEmpty();
        }
    }

    @Test
    void shouldSortAndFilterTheTableOfVariants() throws IOException {
        try (BrowserPage page = new BrowserPage(page(), 1000, "light")) {
            String first = "document.querySelector('#variants tbody tr').textContent";
            assertThat(page.evaluate(first).asText()).startsWith("★");
            page.evaluate("[...document.querySelectorAll('#variants .sort')]"
                    + ".find(button => button.textContent === 'virtual weight').click()");
            assertThat(page.evaluate(first).asText()).contains("0.30");
            assertThat(page.evaluate("document.querySelector('#variants [aria-sort]').ariaSort")
                            .asText())
                    .isEqualTo("descending");
        }
    }

    @Test
    void shouldWriteChartsAsPictures() throws IOException {
        new BrowserPage(page(), 800, "light").close(); // skips the test where there is no browser
        new ChartFiles(Chromium.find(null), folder).write(document(), true, true);
        for (String chart : List.of("uplift", "robustness", "modality-weights", "recall-by-interactions")) {
            assertThat(folder.resolve(chart + ".svg"))
                    .content()
                    .startsWith("<svg")
                    .contains("<path", "<text");
            BufferedImage picture = ImageIO.read(folder.resolve(chart + ".png").toFile());
            assertThat(Arrays.stream(picture.getRGB(
                                    0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth()))
                            .distinct()
                            .count())
                    .as("colours of " + chart)
                    .isGreaterThan(8);
        }
    }

    @Test
    void shouldSayThatTheBrowserCannotReadThePage() throws IOException {
        Path missing = folder.resolve("missing.html");
        try (BrowserPage page = new BrowserPage(page(), 800, "light")) {
            assertThatThrownBy(() -> page.open(missing))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("cannot open " + missing + " (net::ERR_FILE_NOT_FOUND)");
        }
    }

    private static String axe() throws IOException {
        try (InputStream in = ReportPageTest.class.getResourceAsStream("/axe.min.js")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";null";
        }
    }

    @Test
    void shouldWriteTablesAsCommaSeparatedValues() {
        ReportDocument.Table table =
                new ReportDocument.Table("t", "", ReportDocument.text("a", ""), ReportDocument.decimal("b", ""));
        table.add("x,\"y\"", 0.5);
        table.add(null, 1L);
        assertThat(Csv.of(table)).isEqualTo("a,b\n\"x,\"\"y\"\"\",0.5\n,1\n");
    }
}
