package org.vimmrec.cli.report;

import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.process.CommandFailure;

/** A page in a browser without a window, with what it writes to its console. */
final class BrowserPage implements AutoCloseable {

    private final Chromium chromium;

    /**
     * Opens a page. The test is skipped where there is no browser, unless the system property
     * {@code vimmrec.browser.required} is true.
     */
    BrowserPage(Path page, int width, String colours) throws IOException {
        chromium = new Chromium(browser());
        chromium.send("Runtime.enable", Map.of());
        chromium.send("Log.enable", Map.of());
        chromium.send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", false));
        chromium.send(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colours))));
        chromium.open(page);
    }

    private static Path browser() {
        try {
            return Chromium.find(null);
        } catch (CommandFailure missing) {
            if (Boolean.getBoolean("vimmrec.browser.required")) {
                throw missing;
            }
            System.out.println("SKIPPED: the report's page is not opened. " + missing.getMessage());
            return abort(missing.getMessage());
        }
    }

    void send(String method, Map<String, Object> parameters) throws IOException {
        chromium.send(method, parameters);
    }

    void open(Path page) throws IOException {
        chromium.open(page);
    }

    JsonNode evaluate(String expression) throws IOException {
        return chromium.evaluate(expression);
    }

    /** Console messages, exceptions and violations of the content security policy, so far. */
    List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (JsonNode event : chromium.events()) {
            String method = event.path("method").asText();
            if (method.equals("Runtime.consoleAPICalled")
                    || method.equals("Runtime.exceptionThrown")
                    || method.equals("Log.entryAdded")) {
                messages.add(event.toString());
            }
        }
        return messages;
    }

    @Override
    public void close() throws IOException {
        chromium.close();
    }
}
