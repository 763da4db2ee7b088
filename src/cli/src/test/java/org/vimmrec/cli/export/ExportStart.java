package org.vimmrec.cli.export;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files to the staging folder of an export until it is gone, for a test that stops this process meanwhile. */
public final class ExportStart {

    private ExportStart() {}

    /** @param arguments the folder to export to */
    public static void main(String[] arguments) throws IOException {
        try (ExportFolder export = ExportFolder.begin(Path.of(arguments[0]))) {
            for (int n = 0; Files.exists(export.staging()); n++) {
                Files.createFile(export.staging().resolve("file" + n));
            }
            export.finish(Path.of("file0"));
        }
    }
}
