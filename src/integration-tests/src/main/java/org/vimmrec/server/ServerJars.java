package org.vimmrec.server;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The jars that a server is installed from. They all come with the class path that Maven gives these tests, where the
 * server, OpenGDS, the plugin's classes and the test libraries lie side by side; here they are told apart by the folder of
 * the Maven repository they lie in. A jar that lands on the wrong side shows: a server that lacks one does not start, and an
 * OpenGDS that lacks one complains in the log.
 */
final class ServerJars {

    /** What a build has and a server has not: test libraries and those of the command line. */
    private static final List<String> OF_THE_BUILD = List.of(
            "/org/junit/", "/junit/junit/", "/org/opentest4j/", "/org/apiguardian/", "/org/hamcrest/", "/net/jqwik/",
            "/org/assertj/", "/net/bytebuddy/", "/org/mockito/", "/org/objenesis/", "/org/awaitility/", "/com/tngtech/",
            "/org/openjdk/jmh/", "/net/sf/jopt-simple/", "/org/apache/maven/", "/me/tongfei/", "/org/jline/", "/com/github/freva/", "/org/jfree/",
            "/target/vimmrec",
            "/org/neo4j/test/", "/org/neo4j/test-utils/", "/org/neo4j/io-test-utils/", "/org/neo4j/neo4j-random-values/",
            "/org/neo4j/app/neo4j-server-test-utils/");

    /** OpenGDS, and those of its libraries that Neo4j does not ship. */
    private static final List<String> OF_GDS = List.of(
            "/org/neo4j/gds/", "/org/opencypher/", "/org/reflections/", "/org/hdrhistogram/", "/org/openjdk/jol/",
            "/org/apache/commons/commons-math3/", "/org/ejml/", "/com/fasterxml/jackson/dataformat/", "/de/siegmar/",
            "/org/agrona/", "/com/carrotsearch/", "/com/github/chrisvest/");

    /** APOC, and those of its libraries that Neo4j does not ship. */
    private static final List<String> OF_APOC = List.of(
            "/org/neo4j/procedure/apoc-", "/com/jayway/jsonpath/", "/net/minidev/", "/com/opencsv/", "/org/roaringbitmap/");

    /** Module descriptors, manifests and signatures, which would be untrue of a merged jar. */
    private static final Pattern OF_ONE_JAR_ONLY =
            Pattern.compile("(.*/)?module-info\\.class|META-INF/[^/]+\\.(MF|SF|RSA|DSA|EC)");

    private ServerJars() {
    }

    /** What lies in the {@code lib} folder of a Neo4j community server. */
    static List<Path> neo4j() {
        return classPath().filter(jar -> !isOf(OF_THE_BUILD, jar) && !isOf(OF_GDS, jar) && !isOf(OF_APOC, jar)).toList();
    }

    /** The plugin, as Maven packaged it or as the system property {@code vimmrec.plugin.jar} names it. */
    static Path vimmrec() {
        Path jar = Path.of(System.getProperty("vimmrec.plugin.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("The server tests install the packaged plugin, but there is no " + jar
                    + ": run them with `mvn verify`");
        }
        return jar;
    }

    /**
     * OpenGDS as the one jar that a plugins folder wants. Made once for each version: it holds what a hundred jars hold.
     */
    static Path gds() throws IOException {
        return merged("open-gds", OF_GDS, "/org/neo4j/gds/proc/");
    }

    /** APOC as one jar, made in the same way. */
    static Path apoc() throws IOException {
        return merged("apoc", OF_APOC, "/org/neo4j/procedure/apoc-core/");
    }

    /** @param main the folder of the jar that has the version */
    private static Path merged(String name, List<String> folders, String main) throws IOException {
        List<Path> jars = classPath().filter(jar -> isOf(folders, jar)).toList();
        String version = jars.stream()
                .filter(jar -> isOf(List.of(main), jar))
                .map(jar -> jar.getParent().getFileName().toString())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not on the class path of the tests"));
        Path merged = Path.of("target", name + "-" + version + ".jar").toAbsolutePath();
        if (!Files.exists(merged)) {
            Path unfinished = Files.createTempFile(merged.getParent(), name, ".jar");
            merge(jars, unfinished);
            Files.move(unfinished, merged, StandardCopyOption.ATOMIC_MOVE);
        }
        return merged;
    }

    /**
     * All classes and resources of some jars in one. Files that list service providers are joined, since each jar brings
     * its own of the same name.
     */
    private static void merge(List<Path> jars, Path target) throws IOException {
        Map<String, ByteArrayOutputStream> services = new TreeMap<>();
        Set<String> written = new HashSet<>();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
            for (Path jar : jars) {
                try (JarFile in = new JarFile(jar.toFile())) {
                    for (JarEntry entry : in.stream().filter(e -> !e.isDirectory()).toList()) {
                        String name = entry.getName();
                        if (name.startsWith("META-INF/services/")) {
                            var providers = services.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                            in.getInputStream(entry).transferTo(providers);
                            providers.write('\n');
                        } else if (!OF_ONE_JAR_ONLY.matcher(name).matches() && written.add(name)) {
                            out.putNextEntry(new JarEntry(name));
                            in.getInputStream(entry).transferTo(out);
                        }
                    }
                }
            }
            for (var service : services.entrySet()) {
                out.putNextEntry(new JarEntry(service.getKey()));
                service.getValue().writeTo(out);
            }
        }
    }

    /** APOC's own jars are named beside it, because on it they would handle the URLs of the tests. */
    private static Stream<Path> classPath() {
        String all = System.getProperty("java.class.path") + File.pathSeparator + System.getProperty("vimmrec.apoc.jars", "");
        return Stream.of(all.split(File.pathSeparator))
                .filter(element -> element.endsWith(".jar"))
                .map(Path::of);
    }

    private static boolean isOf(List<String> folders, Path jar) {
        String path = jar.toString().replace(File.separatorChar, '/');
        return folders.stream().anyMatch(path::contains);
    }
}
