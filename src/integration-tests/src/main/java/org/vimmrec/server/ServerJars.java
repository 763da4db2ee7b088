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
 * Divides the jars of the tests' class path into those of the server, of OpenGDS, of APOC, and of the build (test
 * libraries and the modules of this project), by their folder in the Maven repository. Mistakes are noticed: a server
 * without one of its jars does not start, and OpenGDS without one of its jars logs an error.
 */
final class ServerJars {

    /** Test libraries, libraries of the command line, and this project's modules. */
    private static final List<String> BUILD = List.of(
            "/org/junit/",
            "/junit/junit/",
            "/org/opentest4j/",
            "/org/apiguardian/",
            "/org/hamcrest/",
            "/net/jqwik/",
            "/org/assertj/",
            "/net/bytebuddy/",
            "/org/mockito/",
            "/org/objenesis/",
            "/org/awaitility/",
            "/com/tngtech/",
            "/org/openjdk/jmh/",
            "/net/sf/jopt-simple/",
            "/org/apache/maven/",
            "/me/tongfei/",
            "/org/jline/",
            "/com/github/freva/",
            "/org/webjars/",
            "/target/vimmrec",
            "/org/neo4j/test/",
            "/org/neo4j/test-utils/",
            "/org/neo4j/io-test-utils/",
            "/org/neo4j/neo4j-random-values/",
            "/org/neo4j/app/neo4j-server-test-utils/");

    /** OpenGDS and its libraries, except those that Neo4j has too. */
    private static final List<String> GDS = List.of(
            "/org/neo4j/gds/",
            "/org/opencypher/",
            "/org/reflections/",
            "/org/hdrhistogram/",
            "/org/openjdk/jol/",
            "/org/apache/commons/commons-math3/",
            "/org/ejml/",
            "/com/fasterxml/jackson/dataformat/",
            "/de/siegmar/",
            "/org/agrona/",
            "/com/carrotsearch/",
            "/com/github/chrisvest/");

    /** APOC and its libraries, except those that Neo4j has too. */
    private static final List<String> APOC = List.of(
            "/org/neo4j/procedure/apoc-",
            "/com/jayway/jsonpath/",
            "/net/minidev/",
            "/com/opencsv/",
            "/org/roaringbitmap/");

    /** Module descriptors, manifests and signatures, which are not valid for a merged jar. */
    private static final Pattern NOT_MERGED =
            Pattern.compile("(.*/)?module-info\\.class|META-INF/[^/]+\\.(MF|SF|RSA|DSA|EC)");

    private ServerJars() {}

    /** The jars in the {@code lib} folder of a Neo4j community server. */
    static List<Path> neo4j() {
        return classPath()
                .filter(jar -> !isIn(BUILD, jar) && !isIn(GDS, jar) && !isIn(APOC, jar))
                .toList();
    }

    /** The plugin jar, which the system property {@code vimmrec.plugin.jar} names. */
    static Path vimmrec() {
        Path jar = Path.of(System.getProperty("vimmrec.plugin.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException("The server tests install the packaged plugin, but " + jar
                    + " does not exist. Run them with `mvn verify`.");
        }
        return jar;
    }

    /** OpenGDS as one jar for the {@code plugins} folder. It is created once for each version. */
    static Path gds() throws IOException {
        return merged("open-gds", GDS, "/org/neo4j/gds/proc/");
    }

    /** APOC as one jar for the {@code plugins} folder. It is created once for each version. */
    static Path apoc() throws IOException {
        return merged("apoc", APOC, "/org/neo4j/procedure/apoc-core/");
    }

    /** @param main the folder of the jar whose version becomes the version of the merged jar */
    private static Path merged(String name, List<String> folders, String main) throws IOException {
        List<Path> jars = classPath().filter(jar -> isIn(folders, jar)).toList();
        String version = jars.stream()
                .filter(jar -> isIn(List.of(main), jar))
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
     * Merges jars into one. Concatenates the files that list service providers, because several jars have the same
     * ones.
     */
    private static void merge(List<Path> jars, Path target) throws IOException {
        Map<String, ByteArrayOutputStream> services = new TreeMap<>();
        Set<String> written = new HashSet<>();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
            for (Path jar : jars) {
                try (JarFile in = new JarFile(jar.toFile())) {
                    for (JarEntry entry :
                            in.stream().filter(e -> !e.isDirectory()).toList()) {
                        String name = entry.getName();
                        if (name.startsWith("META-INF/services/")) {
                            var providers = services.computeIfAbsent(name, n -> new ByteArrayOutputStream());
                            in.getInputStream(entry).transferTo(providers);
                            providers.write('\n');
                        } else if (!NOT_MERGED.matcher(name).matches() && written.add(name)) {
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

    /**
     * The jars of the class path and the jars of APOC. APOC must not be on the class path of the tests, because it
     * would handle their URLs.
     */
    private static Stream<Path> classPath() {
        String all = System.getProperty("java.class.path")
                + File.pathSeparator
                + System.getProperty("vimmrec.apoc.jars", "");
        return Stream.of(all.split(File.pathSeparator))
                .filter(element -> element.endsWith(".jar"))
                .map(Path::of);
    }

    private static boolean isIn(List<String> folders, Path jar) {
        String path = jar.toString().replace(File.separatorChar, '/');
        return folders.stream().anyMatch(path::contains);
    }
}
