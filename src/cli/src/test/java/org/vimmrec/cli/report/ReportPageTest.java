package org.vimmrec.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vimmrec.cli.evaluation.SampleEvaluation;
import org.vimmrec.cli.process.CommandFailure;

/** The page of a report, as text and in a browser. */
class ReportPageTest {

    private static final String TITLE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

    private static final String VISIBLE_ROWS =
            "[...document.querySelectorAll('#variants tbody tr')].filter(row => row.checkVisibility())"
                    + ".map(row => row.textContent)";

    @TempDir
    private Path folder;

    private static ReportDocument document() {
        return SampleEvaluation.document(TITLE);
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
    void shouldSortTheTableOfVariants() throws IOException {
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
    void shouldFilterTheTableOfVariants() throws IOException {
        try (BrowserPage page = new BrowserPage(page(), 1000, "light")) {
            assertThat(page.evaluate(VISIBLE_ROWS)).hasSize(13);
            type(page, "★ overlay");
            assertThat(page.evaluate(VISIBLE_ROWS))
                    .singleElement()
                    .satisfies(row -> assertThat(row.asText()).startsWith("★"));
            assertThat(count(page)).isEqualTo("1 of 13 rows");
            type(page, "no such row");
            assertThat(page.evaluate(VISIBLE_ROWS)).isEmpty();
            assertThat(count(page)).isEqualTo("0 of 13 rows");
            type(page, "");
            assertThat(page.evaluate(VISIBLE_ROWS)).hasSize(13);
            assertThat(count(page)).isEqualTo("13 of 13 rows");
        }
    }

    private static void type(BrowserPage page, String text) throws IOException {
        page.evaluate("(input => { input.value = '" + text + "'; input.dispatchEvent(new Event('input')); })"
                + "(document.querySelector('#filter-variants'))");
    }

    private static String count(BrowserPage page) throws IOException {
        return page.evaluate("document.querySelector('#variants .filter [role=status]').textContent")
                .asText();
    }

    @Test
    void shouldCopyTheCypher() throws IOException {
        try (BrowserPage page = new BrowserPage(page(), 800, "light")) {
            String cypher = page.evaluate("document.querySelector('.cypher pre').textContent")
                    .asText();
            assertThat(cypher).startsWith("CALL vimmrec.similarity.write({");
            page.send("Emulation.setFocusEmulationEnabled", Map.of("enabled", true));
            page.send(
                    "Browser.grantPermissions",
                    Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
            assertThat(clickCopy(page)).isEqualTo("Copied");
            assertThat(page.evaluate("navigator.clipboard.readText()").asText()).isEqualTo(cypher);

            page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('refused'))");
            assertThat(clickCopy(page)).isEqualTo("Press Ctrl-C");
            assertThat(page.evaluate("getSelection().toString()").asText()).isEqualTo(cypher);
            assertThat(page.messages()).isEmpty();
        }
    }

    /** Clicks the button and returns what it says afterwards. */
    private static String clickCopy(BrowserPage page) throws IOException {
        return page.evaluate("(async button => { button.click(); const before = button.textContent;"
                        + " for (let n = 0; n < 100 && button.textContent === before; n++)"
                        + " await new Promise(done => setTimeout(done, 10)); return button.textContent; })"
                        + "(document.querySelector('.copy'))")
                .asText();
    }

    /** On paper, everything is dark on white, whatever the screen's colours; only what can be used is left out. */
    @ParameterizedTest
    @ValueSource(strings = {"dark", "light"})
    void shouldPrintReadably(String colours) throws IOException {
        try (BrowserPage page = new BrowserPage(page(), 800, colours)) {
            page.evaluate("document.querySelector('details').open = true");
            page.send(
                    "Emulation.setEmulatedMedia",
                    Map.of(
                            "media",
                            "print",
                            "features",
                            List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
            assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor")
                            .asText())
                    .isEqualTo("rgb(255, 255, 255)");
            page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))");
            assertThat(brightness(page)).allMatch(brightness -> brightness < 128);
            assertThat(page.evaluate("[...document.querySelectorAll('nav, .copy, .filter, details:not([open])')]"
                            + ".filter(element => element.checkVisibility()).length"))
                    .isEqualTo(new IntNode(0));
            assertThat(page.evaluate("document.querySelector('details[open] table').checkVisibility()")
                            .asBoolean())
                    .isTrue();
            page.evaluate(axe());
            assertThat(page.evaluate("axe.run({runOnly: ['color-contrast']}).then(result => result.violations"
                            + ".flatMap(violation => violation.nodes.map(node => node.html + node.failureSummary)))"))
                    .isEmpty();
        }
    }

    /** The mean of red, green and blue of each text in the charts, from 0 to 255. */
    private static List<Double> brightness(BrowserPage page) throws IOException {
        List<Double> brightness = new ArrayList<>();
        for (JsonNode fill : page.evaluate("[...document.querySelectorAll('svg text')]"
                + ".map(text => getComputedStyle(text).fill.match(/\\d+/g).map(Number))")) {
            brightness.add(
                    (fill.get(0).asInt() + fill.get(1).asInt() + fill.get(2).asInt()) / 3.0);
        }
        assertThat(brightness).hasSizeGreaterThan(20);
        return brightness;
    }

    @Test
    void shouldDrawDarkChartsForPaper() throws IOException {
        try (BrowserPage page = new BrowserPage(page(), 800, "dark")) {
            assertThat(brightness(page)).allMatch(brightness -> brightness > 128);
            page.evaluate("dispatchEvent(new Event('beforeprint'))");
            assertThat(brightness(page)).allMatch(brightness -> brightness < 128);
            page.evaluate("dispatchEvent(new Event('afterprint'))");
            assertThat(brightness(page)).allMatch(brightness -> brightness > 128);
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
