package org.vimmrec.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Puts the plugin where Neo4j looks for plugins: as a jar in the plugins folder, the way it is installed everywhere.
 */
final class PluginJar {

    /** A class of the plugin, to find out where it is. By name: the command line does not call the plugin's code. */
    private static final String PLUGIN_CLASS = "org.vimmrec.procedure.Version";
    /** Always the same name, so that in a kept database a newer release takes the place of an older one. */
    private static final String JAR_NAME = "vimmrec.jar";
    private static final String COMMAND_LINE_PACKAGE = "org/vimmrec/cli/";

    private PluginJar() {
    }

    /** Puts the plugin's jar into {@code pluginsFolder}, which is made where it does not exist. */
    static Path install(Path pluginsFolder) throws IOException {
        return install(codeSource(), pluginsFolder);
    }

    /**
     * Puts the plugin into {@code pluginsFolder}.
     *
     * @param codeSource the plugin's jar, or a folder of classes, as an IDE or a test has it, from which a jar is made
     */
    static Path install(Path codeSource, Path pluginsFolder) throws IOException {
        Path jar = Files.createDirectories(pluginsFolder).resolve(JAR_NAME);
        if (Files.isDirectory(codeSource)) {
            try (OutputStream out = Files.newOutputStream(jar)) {
                pack(codeSource, out);
            }
        } else {
            Files.copy(codeSource, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    /** Whether {@link #install} has been here. */
    static boolean installed(Path pluginsFolder) {
        return Files.isRegularFile(pluginsFolder.resolve(JAR_NAME));
    }

    private static Path codeSource() {
        try {
            CodeSource source = Class.forName(PLUGIN_CLASS).getProtectionDomain().getCodeSource();
            return Path.of(source.getLocation().toURI());
        } catch (ClassNotFoundException e) {
            throw new CommandFailure("the plugin's jar is not beside the command line: no class " + PLUGIN_CLASS
                    + " (build both with mvn package)", e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void pack(Path classes, OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(classes)) {
            files = tree.filter(Files::isRegularFile).sorted().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        try (JarOutputStream jar = new JarOutputStream(out)) {
            for (Path file : files) {
                String name = classes.relativize(file).toString().replace('\\', '/');
                if (!name.startsWith(COMMAND_LINE_PACKAGE)) {
                    jar.putNextEntry(new JarEntry(name));
                    Files.copy(file, jar);
                    jar.closeEntry();
                }
            }
        }
    }
}
