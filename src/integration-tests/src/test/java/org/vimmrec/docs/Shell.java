package org.vimmrec.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Runs shell blocks as a user does in a checkout that has been built. They run in a folder of their own with links to
 * the checkout's folders. {@code mvn} does nothing there, because these tests are part of a Maven build;
 * {@link #problems} checks what can be known of such a command without running it.
 */
final class Shell {
    private static final long PATIENCE_MINUTES = 5;
    private static final List<String> FOLDERS = List.of("src", "cypher", "docker", "docs", "plugins");
    private static final Pattern PATH =
            Pattern.compile("(?<![\\w/.-])(?:" + String.join("|", FOLDERS) + ")/[\\w/.*-]+");
    private static final Pattern MODULES = Pattern.compile("-pl (\\S+)");
    private static final Pattern PROFILE = Pattern.compile("-P([\\w.,-]+)");
    private static final Pattern TESTS = Pattern.compile("-D(?:it\\.)?test=([\\w,]+)");
    private static final Pattern BENCHMARKS = Pattern.compile("-Dbenchmark=([\\w,]+)");
    /** Says that no test of a kind is to run. */
    private static final String NO_TEST = "NONE";

    private final Path folder;

    /** @param folder what is in it is deleted */
    Shell(Path folder) throws IOException {
        this.folder = folder.toAbsolutePath();
        if (Files.exists(folder)) {
            try (Stream<Path> tree = Files.walk(folder)) { // without following links
                for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        Files.createDirectories(folder);
        for (String name : FOLDERS) {
            Files.createSymbolicLink(this.folder.resolve(name), Path.of(name).toAbsolutePath());
        }
        Path mvn = Files.createDirectories(this.folder.resolve("bin")).resolve("mvn");
        Files.writeString(mvn, "#!/bin/sh\n");
        if (!mvn.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + mvn + " executable");
        }
        Files.createDirectories(folder.resolve("neo4j/plugins"));
        Files.createDirectories(folder.resolve("neo4j/import"));
    }

    /** What the commands print. */
    String run(String commands) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        ProcessBuilder builder = new ProcessBuilder("bash", "-e", "-c", commands)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment()
                .merge(
                        "PATH",
                        folder.resolve("bin") + ":" + System.getProperty("java.home") + "/bin",
                        (old, first) -> first + ":" + old);
        builder.environment().put("NEO4J_HOME", folder.resolve("neo4j").toString());
        Process process = builder.start();
        if (!process.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IOException("still running after " + PATIENCE_MINUTES + " minutes: " + commands);
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        if (process.exitValue() != 0) {
            throw new IOException("exit code " + process.exitValue() + " of " + commands + ":\n" + printed);
        }
        return printed;
    }

    /** The files, Maven modules, profiles, tests and benchmarks that commands name and that do not exist. */
    static List<String> problems(String commands) throws IOException {
        List<String> problems = new ArrayList<>();
        for (String path : found(PATH, commands)) {
            if (!exists(path)) {
                problems.add("no file " + path);
            }
        }
        for (String module : found(MODULES, commands)) {
            if (!Files.exists(Path.of(module, "pom.xml"))) {
                problems.add("no module " + module);
            }
        }
        for (String profile : found(PROFILE, commands)) {
            if (poms().noneMatch(pom -> pom.contains("<id>" + profile + "</id>"))) {
                problems.add("no profile " + profile);
            }
        }
        for (String test : found(TESTS, commands)) {
            if (!test.equals(NO_TEST) && !exists("src/*/src/test/java/**/" + test + ".java")) {
                problems.add("no test " + test);
            }
        }
        String experiments = sources("src/benchmarks/src/main/java");
        for (String benchmark : found(BENCHMARKS, commands)) {
            if (!experiments.contains('"' + benchmark + '"')) {
                problems.add("no benchmark " + benchmark);
            }
        }
        return problems;
    }

    private static List<String> found(Pattern pattern, String commands) {
        List<String> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(commands);
        while (matcher.find()) {
            String text = matcher.groupCount() == 0 ? matcher.group() : matcher.group(1);
            found.addAll(List.of(text.split(",")));
        }
        return found;
    }

    private static boolean exists(String glob) throws IOException {
        var matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        try (Stream<Path> files = Files.walk(Path.of(glob.substring(0, glob.indexOf('/'))))) {
            return files.anyMatch(matcher::matches) || Files.exists(Path.of(glob));
        }
    }

    private static Stream<String> poms() throws IOException {
        List<String> poms = new ArrayList<>(List.of(Files.readString(Path.of("pom.xml"))));
        try (Stream<Path> modules = Files.list(Path.of("src"))) {
            for (Path module : modules.filter(path -> Files.exists(path.resolve("pom.xml")))
                    .toList()) {
                poms.add(Files.readString(module.resolve("pom.xml")));
            }
        }
        return poms.stream();
    }

    private static String sources(String folder) throws IOException {
        StringBuilder sources = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.append(Files.readString(file));
            }
        }
        return sources.toString();
    }
}
