package org.vimmrec.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.vimmrec.cli.console.Json;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that say where a report goes, and in which formats. */
public final class ReportOptions {

    private static final List<String> FORMATS = List.of("html", "json", "csv", "svg", "png");

    @Option(
            names = "--report",
            paramLabel = "FOLDER",
            description = "Write report.html to this folder: one page that needs no network. Default: no report.")
    private Path folder;

    @Option(
            names = "--format",
            paramLabel = "NAMES",
            split = ",",
            description =
                    "What to write with --report: html (the page), json (its data), csv (a file for each table), svg or png "
                            + "(a file for each chart; needs Chromium or Chrome on this machine). Default: html.")
    private List<String> formats;

    @Option(
            names = "--browser",
            paramLabel = "FILE",
            description = "The Chromium or Chrome that draws svg and png. Default: the first one on the PATH.")
    private Path browser;

    /** The folder of the report; null without one. */
    Path folder() {
        return folder;
    }

    /** Whether a report is wanted. */
    public boolean isGiven() {
        return folder != null;
    }

    /** @throws CommandFailure if options contradict each other, or a browser is needed and missing */
    public void check() {
        if (folder == null && (formats != null || browser != null)) {
            throw new CommandFailure((formats != null ? "--format" : "--browser") + " needs --report");
        }
        if (folder != null && Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new CommandFailure("--report " + folder + ": not a folder");
        }
        OptionChecks.choices("--format", formats, FORMATS);
        if (drawsCharts()) {
            Chromium.find(browser);
        } else if (browser != null) {
            throw new CommandFailure("--browser needs --format svg or png");
        }
    }

    private boolean drawsCharts() {
        return wants("svg") || wants("png");
    }

    private boolean wants(String format) {
        return (formats == null ? List.of("html") : formats).stream().anyMatch(format::equalsIgnoreCase);
    }

    /** Writes the page, the data and the tables, and returns the page, or the folder if no page is wanted. */
    public Path write(ReportDocument document) throws IOException {
        Files.createDirectories(folder);
        if (wants("json")) {
            Files.writeString(folder.resolve("report.json"), Json.of(document));
        }
        if (wants("csv")) {
            for (ReportDocument.Table table : document.allTables()) {
                Files.writeString(folder.resolve(table.id() + ".csv"), Csv.of(table));
            }
        }
        return wants("html") ? Files.writeString(folder.resolve("report.html"), ReportPage.html(document)) : folder;
    }

    /**
     * Draws the charts, if they are wanted. This comes last, because it needs another program, which may fail.
     *
     * @throws CommandFailure if the browser fails; what was written before is complete
     */
    public void draw(ReportDocument document) {
        if (!drawsCharts()) {
            return;
        }
        try {
            new ChartFiles(Chromium.find(browser), folder).write(document, wants("svg"), wants("png"));
        } catch (CommandFailure e) {
            throw new CommandFailure(e.exitCode(), "the charts could not be drawn: " + e.getMessage(), e);
        } catch (IOException | CompletionException e) {
            throw new CommandFailure("the charts could not be drawn: " + e.getMessage(), e);
        }
    }
}
