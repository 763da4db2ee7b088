package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.neo4j.graphdb.GraphDatabaseService;
import picocli.CommandLine.Option;

/** Which database to work on, and whether others may look at it. */
final class DatabaseOptions {

    private static final int DEFAULT_BOLT_PORT = 7687;

    @Option(names = "--database", paramLabel = "FOLDER",
            description = "Keep the database in this folder. A data set that is already there is used again; another data "
                    + "set is refused. Default: a temporary database.")
    private Path folder;

    @Option(names = "--serve", description = "Leave the database up at the end, open to Neo4j clients on this machine, "
            + "until Ctrl-C.")
    private boolean serve;

    @Option(names = "--bolt-port", paramLabel = "PORT",
            description = "With --serve: the port for Neo4j clients. Default: " + DEFAULT_BOLT_PORT + ".")
    private Integer boltPort;

    boolean serve() {
        return serve;
    }

    int boltPort() {
        return boltPort == null ? DEFAULT_BOLT_PORT : boltPort;
    }

    /** @throws CommandFailure when the options contradict each other, or the folder or the port cannot be used */
    void check() {
        Require.range("--bolt-port", boltPort, 1, 65_535);
        if (boltPort != null && !serve) {
            throw new CommandFailure("--bolt-port needs --serve");
        }
        if (folder != null) {
            EmbeddedDatabase.requireUsable(folder);
        }
        port().ifPresent(EmbeddedDatabase::requireFree);
    }

    /** Whether there is no database yet, so that a data set is needed. */
    boolean isNew() {
        return folder == null || !EmbeddedDatabase.isIn(folder);
    }

    private OptionalInt port() {
        return serve ? OptionalInt.of(boltPort()) : OptionalInt.empty();
    }

    /** Starts the database. */
    EmbeddedDatabase start(Progress progress) {
        try (Progress.Step step = progress.begin("Starting Neo4j")) {
            EmbeddedDatabase database =
                    folder == null ? EmbeddedDatabase.temporary(port()) : EmbeddedDatabase.in(folder, port());
            step.finish("version " + database.version()
                    + (folder == null ? ", in a temporary folder" : ", in " + folder));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The data set in the database, loaded if it is not there yet.
     *
     * @param wanted the data set that the options describe; null if they do not say and the database existed before
     */
    LoadedDataSet dataSet(GraphDatabaseService graph, DataSet wanted, DataSourceOptions source, Progress progress,
                          Report report) {
        Optional<LoadedDataSet> present = LoadedDataSet.in(graph);
        if (present.isPresent() && present.get().complete()) {
            if (wanted != null) {
                requireSame(present.get(), wanted, source.allInteractions());
            }
            report.say("The database holds %s already, which is used as it stands.",
                    wanted == null ? "a data set" : "this data set");
            return present.get();
        }
        DataSet dataSet = wanted == null ? source.read(progress) : wanted;
        if (present.isPresent()) {
            if (!present.get().name().equals(dataSet.name())) {
                throw new CommandFailure(String.format(Locale.ROOT, "the loading of another data set (%s) into %s was "
                        + "cut short; load that again, or name another folder", Excerpt.of(present.get().name()), folder));
            }
            report.say("The loading of this data set into the database was cut short; it is loaded anew.");
        }
        return DataSetLoader.load(graph, dataSet, source.allInteractions(), progress);
    }

    private void requireSame(LoadedDataSet present, DataSet wanted, boolean allInteractions) {
        String problem;
        if (present.checksum() == null) {
            problem = "holds a data set that version 0.1.0 loaded (%s), which cannot be compared with this one";
        } else if (!present.checksum().equals(wanted.checksum())) {
            problem = "holds another data set (%s)";
        } else if (present.allInteractions() != allInteractions) {
            problem = "holds this data set (%s), but loaded " + (allInteractions ? "without" : "with") + " --all-interactions";
        } else {
            return;
        }
        throw new CommandFailure(String.format(Locale.ROOT, "%s " + problem + ". Name another folder, or leave out %s "
                + "to use what the database holds.", folder, Excerpt.of(present.name()), DataSourceOptions.NAMES));
    }
}
