package org.vimmrec.cli.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.vimmrec.cli.process.TemporaryFolder;

/** Makes a temporary folder and starts a browser, for a test that stops this process meanwhile. */
public final class BrowserStart {

    private BrowserStart() {}

    /** @param arguments the program of the browser */
    public static void main(String[] arguments) throws IOException {
        TemporaryFolder folder = new TemporaryFolder("vimmrec-test-");
        Files.createFile(folder.path().resolve("file"));
        new Chromium(Path.of(arguments[0])).close();
        folder.close();
    }
}
