package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** A self-contained HTML page. Its pictures are embedded and also written beside it as PNG files. */
final class HtmlReport {

    private static final String STYLE = "body{font-family:sans-serif;max-width:62em;margin:2em auto;padding:0 1em}"
            + "table{border-collapse:collapse;font-size:85%}td,th{border-bottom:1px solid #ccc;padding:.25em .6em;text-align:right}"
            + "td:first-child,th:first-child{text-align:left}img{max-width:100%}";

    private final Path folder;
    private final StringBuilder body = new StringBuilder();
    private final String title;

    /** Starts a page in a folder, which is created if missing. */
    HtmlReport(Path folder, String title) throws IOException {
        this.folder = Files.createDirectories(folder);
        this.title = title;
        element("h1", title);
    }

    /** Adds a heading. */
    void heading(String text) {
        element("h2", text);
    }

    /** Adds a paragraph. */
    void paragraph(String text) {
        element("p", text);
    }

    /** Adds a table. The first column is left-aligned; the others hold numbers. */
    void table(List<String> headers, List<List<String>> rows) {
        body.append("<table>\n");
        row("th", headers);
        rows.forEach(row -> row("td", row));
        body.append("</table>\n");
    }

    /** Adds a picture and writes it to {@code <name>.png}. */
    void picture(String name, String description, byte[] png) throws IOException {
        Files.write(folder.resolve(name + ".png"), png);
        body.append("<p><img alt=\"")
                .append(escaped(description))
                .append("\" src=\"data:image/png;base64,")
                .append(Base64.getEncoder().encodeToString(png))
                .append("\"></p>\n");
    }

    /** Writes the page and returns its file. */
    Path write() throws IOException {
        return Files.writeString(
                folder.resolve("report.html"),
                "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>" + escaped(title)
                        + "</title><style>" + STYLE + "</style></head>\n<body>\n" + body + "</body></html>\n");
    }

    private void row(String tag, List<String> cells) {
        body.append("<tr>");
        cells.forEach(cell -> body.append('<')
                .append(tag)
                .append('>')
                .append(escaped(cell))
                .append("</")
                .append(tag)
                .append('>'));
        body.append("</tr>\n");
    }

    private void element(String tag, String text) {
        body.append('<')
                .append(tag)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(tag)
                .append(">\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
