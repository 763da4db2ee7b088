package org.vimmrec.cli.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that receives an export; {@code InterruptionTest} stops one. */
class ExportFolderTest {

    @TempDir
    private Path folder;

    @Test
    void shouldLeaveNothingOfAFailedOrKilledExport() throws IOException {
        Path fresh = folder.resolve("new/to");
        Path empty = Files.createDirectory(folder.resolve("empty"));
        for (Path to : new Path[] {fresh, empty}) {
            try (ExportFolder failed = ExportFolder.begin(to)) {
                Files.writeString(failed.staging().resolve("a.inter"), "userID");
            }
            ExportFolder killed = ExportFolder.begin(to);
            Files.writeString(killed.staging().resolve("a.inter"), "userID");
            if (to == empty) {
                assertThat(names(to)).singleElement().asString().startsWith(".vimmrec-unfinished-");
            } else {
                assertThat(to).doesNotExist();
            }
            ExportFolder.requireEmpty("--to", to);
            try (ExportFolder again = ExportFolder.begin(to)) {
                Files.writeString(again.staging().resolve("a.inter"), "userID");
                Files.writeString(again.staging().resolve("image_feat.npy"), "");
                again.finish(Path.of("a.inter"));
            }
            assertThat(names(to)).containsExactly("a.inter", "image_feat.npy");
            assertThatThrownBy(() -> ExportFolder.requireEmpty("--to", to)).hasMessageContaining("not empty");
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
