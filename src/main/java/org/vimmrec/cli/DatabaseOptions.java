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

    @Option(names = "--database", paramLabel = "FOLDER",
            description = "Keep the database in this folder; where it already holds a data set, that is used as it "
                    + "stands. Without it the database is temporary.")
    private Path folder;

    @Option(names = "--serve", description = "Leave the database up at the end, open to Neo4j clients on this machine, "
            + "until Ctrl-C.")
    private boolean serve;

    @Option(names = "--bolt-port", paramLabel = "PORT", defaultValue = "7687",
            description = "With --serve: the port for Neo4j clients (${DEFAULT-VALUE}).")
    private int boltPort;

    boolean serve() {
        return serve;
    }

    int boltPort() {
        return boltPort;
    }

    /** @throws CommandFailure when the options are out of range */
    void check() {
        if (boltPort < 1 || boltPort > 65_535) {
            throw new CommandFailure("--bolt-port should be from 1 to 65535, found " + boltPort);
        }
    }

    /** Starts the database. */
    EmbeddedDatabase start(Progress progress) {
        OptionalInt port = serve ? OptionalInt.of(boltPort) : OptionalInt.empty();
        try (Progress.Step step = progress.begin("Starting Neo4j")) {
            EmbeddedDatabase database =
                    folder == null ? EmbeddedDatabase.temporary(port) : EmbeddedDatabase.in(folder, port);
            step.finish("version " + database.version()
                    + (folder == null ? ", in a temporary folder" : ", in " + folder));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The data set that is in the database, once one is: what a kept database holds already, or else what the data
     * source gives.
     */
    LoadedDataSet dataSet(GraphDatabaseService graph, DataSourceOptions source, Progress progress, Report report) {
        Optional<LoadedDataSet> present = LoadedDataSet.in(graph);
        if (present.isPresent() && present.get().complete()) {
            if (source.given()) {
                throw new CommandFailure(String.format(Locale.ROOT, "%s already holds a data set (%s); name another "
                                + "folder, or leave out --data, --all-interactions, --seed, --users and --items",
                        folder, present.get().name()));
            }
            report.say("The database holds a data set already, which is used as it stands.");
            return present.get();
        }
        DataSet dataSet = source.read(progress);
        if (present.isPresent()) {
            if (!present.get().name().equals(dataSet.name())) {
                throw new CommandFailure(String.format(Locale.ROOT, "the loading of another data set (%s) into %s was "
                        + "cut short; load that again, or name another folder", present.get().name(), folder));
            }
            report.say("The loading of this data set into the database was cut short; it is loaded anew.");
        }
        return DataSetLoader.load(graph, dataSet, source.allInteractions(), progress);
    }
}
