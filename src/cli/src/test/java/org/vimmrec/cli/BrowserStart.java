package org.vimmrec.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes a temporary folder and starts a browser, for a test that stops this process meanwhile. */
final class BrowserStart {

    private BrowserStart() {}

    /** @param arguments the program of the browser */
    public static void main(String[] arguments) throws IOException {
        TemporaryFolder folder = new TemporaryFolder("vimmrec-test-");
        Files.createFile(folder.path().resolve("file"));
        new Chromium(Path.of(arguments[0])).close();
        folder.close();
    }
}
