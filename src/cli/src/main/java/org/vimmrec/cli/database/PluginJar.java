package org.vimmrec.cli.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.vimmrec.cli.process.CommandFailure;

/** Installs the plugin as a server does: as a jar in Neo4j's plugins folder. */
final class PluginJar {

    /** Loaded by name, because the command line calls the plugin through Cypher only. */
    private static final String PLUGIN_CLASS = "org.vimmrec.procedure.Version";
    /** Without a version, so that a newer release replaces the older one in a kept database. */
    private static final String JAR_NAME = "vimmrec.jar";

    private PluginJar() {}

    /** Installs the plugin on the class path into {@code pluginsFolder}, which is created if missing. */
    static Path install(Path pluginsFolder) throws IOException {
        return install(location(), pluginsFolder);
    }

    /**
     * Installs the plugin into {@code pluginsFolder}.
     *
     * @param plugin the plugin jar, or in a test or an IDE the folder of the module's classes. The folder does not hold
     *     core's classes, which come from the class path.
     */
    static Path install(Path plugin, Path pluginsFolder) throws IOException {
        Path jar = Files.createDirectories(pluginsFolder).resolve(JAR_NAME);
        if (Files.isDirectory(plugin)) {
            pack(plugin, jar);
        } else {
            Files.copy(plugin, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    /** Whether {@link #install} has installed the plugin in this folder. */
    static boolean isInstalled(Path pluginsFolder) {
        return Files.isRegularFile(pluginsFolder.resolve(JAR_NAME));
    }

    private static Path location() {
        try {
            return Path.of(Class.forName(PLUGIN_CLASS)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (ClassNotFoundException e) {
            throw new CommandFailure(
                    "lib/vimmrec-neo4j-*.jar is missing. Keep vimmrec.jar and its lib folder together.", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pack(Path classes, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Path file : filesIn(classes)) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            return tree.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
