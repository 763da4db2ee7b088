package org.vimmrec.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.vimmrec.cli.process.ShutdownHook;

/**
 * Writes the charts of a report as files, as a browser draws them on the page.
 *
 * @param browser the browser's program
 * @param folder an existing folder
 */
record ChartFiles(Path browser, Path folder) {

    private static final int WIDTH = 1000;
    private static final int HEIGHT = 800;

    /** Writes {@code <id>.svg} and {@code <id>.png} for each chart, in light colours. */
    void write(ReportDocument document, boolean svg, boolean png) throws IOException {
        // Beside the charts, because not every browser may read the folder of temporary files.
        Path page = folder.resolve("charts-" + ProcessHandle.current().pid() + ".html");
        ShutdownHook shutdownHook = new ShutdownHook(() -> page.toFile().delete());
        shutdownHook.register();
        try (Chromium chromium = new Chromium(browser)) {
            Files.writeString(page, ReportPage.html(document));
            chromium.send(
                    "Emulation.setDeviceMetricsOverride",
                    Map.of("width", WIDTH, "height", HEIGHT, "deviceScaleFactor", 2, "mobile", false));
            chromium.send(
                    "Emulation.setEmulatedMedia",
                    Map.of("features", new Object[] {Map.of("name", "prefers-color-scheme", "value", "light")}));
            chromium.open(page);
            for (JsonNode chart : chromium.evaluate("vimmrecCharts()")) {
                String id = chart.get("id").asText();
                if (svg) {
                    Files.writeString(
                            folder.resolve(id + ".svg"), chart.get("svg").asText());
                }
                if (png) {
                    JsonNode picture = chromium.send(
                            "Page.captureScreenshot",
                            Map.of("format", "png", "captureBeyondViewport", true, "clip", chart.get("box")));
                    Files.write(
                            folder.resolve(id + ".png"),
                            Base64.getDecoder().decode(picture.get("data").asText()));
                }
            }
        } finally {
            shutdownHook.remove();
            Files.deleteIfExists(page);
        }
    }
}
