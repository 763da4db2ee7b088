package org.vimmrec.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Properties;
import org.vimmrec.cli.console.Json;
import org.vimmrec.cli.process.CommandFailure;

/**
 * A report as one HTML page without references to anything outside. The page holds the report as JSON; its script makes
 * the elements and sets text as text, so a title with markup stays text. The content security policy allows these
 * scripts and no others, and no network.
 */
final class ReportPage {

    private ReportPage() {}

    /** The text of the page. */
    static String html(ReportDocument document) {
        String library = library();
        String script = resource("report.js");
        return resource("report.html")
                .replace("{{policy}}", "'sha256-" + sha256(library) + "' 'sha256-" + sha256(script) + "'")
                .replace("{{style}}", resource("report.css"))
                .replace("{{library}}", library)
                .replace("{{script}}", script)
                .replace("{{data}}", Json.forPage(document));
    }

    /** ECharts, from its WebJar. */
    private static String library() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(resource("/META-INF/maven/org.webjars/echarts/pom.properties")));
        } catch (IOException e) {
            throw new IllegalStateException(e); // a string can always be read
        }
        return resource("/META-INF/resources/webjars/echarts/" + properties.getProperty("version") + "/echarts.min.js");
    }

    private static String resource(String name) {
        try (InputStream in = ReportPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new CommandFailure("the distribution is incomplete: " + name + " is missing. Install it again.");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new CommandFailure("cannot read " + name + " of the distribution: " + e.getMessage(), e);
        }
    }

    private static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform must have SHA-256
        }
    }
}
