package org.vimmrec.cli.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginJarTest {

    @TempDir
    private Path folder;

    @Test
    void shouldPackAFolderOfClasses() throws IOException {
        file("classes/org/vimmrec/procedure/Version.class", "version");
        file("classes/META-INF/services/some.Service", "service");
        Path jar = PluginJar.install(folder.resolve("classes"), folder.resolve("home/plugins"));
        assertThat(jar).isEqualTo(folder.resolve("home/plugins/vimmrec.jar"));
        try (JarFile packed = new JarFile(jar.toFile())) {
            assertThat(packed.stream().map(ZipEntry::getName))
                    .containsExactlyInAnyOrder("org/vimmrec/procedure/Version.class", "META-INF/services/some.Service");
            assertThat(packed.getInputStream(packed.getEntry("org/vimmrec/procedure/Version.class"))
                            .readAllBytes())
                    .asString()
                    .isEqualTo("version");
        }
    }

    @Test
    void shouldReplaceAnOlderJar() throws IOException {
        Path jar = file("vimmrec-neo4j-9.9.jar", "new");
        file("home/plugins/vimmrec.jar", "a longer, older one");
        PluginJar.install(jar, folder.resolve("home/plugins"));
        assertThat(folder.resolve("home/plugins/vimmrec.jar")).hasContent("new");
        assertThat(folder.resolve("home/plugins")).isDirectoryNotContaining("glob:**vimmrec-neo4j*");
    }

    private Path file(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }
}
