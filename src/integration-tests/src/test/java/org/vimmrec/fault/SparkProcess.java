package org.vimmrec.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code spark-submit} with the jar of src/spark, in a process of its own. */
final class SparkProcess implements AutoCloseable {
    private static final int TIMEOUT_MINUTES = 4;
    /** Most of the time of a small job is spent on compiling. */
    private static final String QUICK_START = "-XX:TieredStopAtLevel=1";
    /** Spark 3.5 needs another Java than Neo4j 2026. */
    private static final String JAVA_HOME =
            System.getProperty("vimmrec.spark.java.home", System.getProperty("java.home"));

    private final Process process;
    private final Path output;
    private final Path errors;

    /**
     * Starts a command.
     *
     * @param home an installation of Spark, see {@link #install}
     * @param master such as {@code local[2]}
     */
    SparkProcess(Path home, String master, List<String> arguments) throws IOException {
        output = Files.createTempFile(home, "run", ".out");
        errors = Files.createTempFile(home, "run", ".err");
        List<String> command =
                new ArrayList<>(List.of(Path.of(JAVA_HOME, "bin", "java").toString(), "-Xmx600m", QUICK_START));
        // A process that is killed leaves its files there, until the next test run.
        command.add("-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")));
        command.addAll(List.of(System.getProperty("vimmrec.spark.jvm.arguments").split(" ")));
        command.addAll(List.of(
                "-cp",
                home.resolve("jars") + "/*",
                "org.apache.spark.deploy.SparkSubmit",
                "--master",
                master,
                "--jars",
                String.join(",", jars(home.resolve("connector"))),
                "--conf",
                "spark.ui.enabled=false",
                "--conf",
                "spark.sql.shuffle.partitions=2",
                "--conf",
                "spark.default.parallelism=2",
                "--conf",
                "spark.executor.extraJavaOptions=" + QUICK_START,
                "--class",
                "org.vimmrec.spark.Main",
                System.getProperty("vimmrec.spark.jar")));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .directory(home.toFile());
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", JAVA_HOME);
        process = builder.start();
    }

    /** Installs Spark in a folder: its jars, and beside them those that a user would name with {@code --packages}. */
    static Path install(Path home) throws IOException {
        Path classPath = Path.of(System.getProperty("vimmrec.spark.jar")).resolveSibling("class-path.txt");
        for (String jar : Files.readString(classPath).strip().split(File.pathSeparator)) {
            String folder = jar.replace(File.separatorChar, '/').contains("/org/neo4j/") ? "connector" : "jars";
            Path link = Files.createDirectories(home.resolve(folder))
                    .resolve(Path.of(jar).getFileName());
            Files.createSymbolicLink(link, Path.of(jar));
        }
        return home;
    }

    private static List<String> jars(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** Kills one of the processes that run tasks, like {@code kill -9}. */
    void killExecutor() {
        ProcessHandle executor = process.descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("CoarseGrainedExecutorBackend"))
                .findFirst()
                .orElseThrow();
        assertThat(executor.destroyForcibly()).isTrue();
    }

    /** Waits for the end of a command that works, and returns what it has printed. */
    List<String> result() throws IOException, InterruptedException {
        assertThat(exitCode()).as(log()).isZero();
        return Files.readAllLines(output);
    }

    /** Waits for the end of a command that fails, and returns Spark's log. */
    String failure() throws IOException, InterruptedException {
        assertThat(exitCode()).as(log()).isNotZero();
        return log();
    }

    private int exitCode() throws InterruptedException {
        assertThat(process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES))
                .as("Spark ends")
                .isTrue();
        return process.exitValue();
    }

    /** What Spark has logged, without what it is content with. */
    String log() throws IOException {
        return Files.readAllLines(errors).stream()
                .filter(line -> !line.contains(" INFO "))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
