package org.vimmrec.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.neo4j.graphdb.GraphDatabaseService;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.data.DataSet;
import org.vimmrec.cli.database.DataSetLoader;
import org.vimmrec.cli.database.EmbeddedDatabase;
import org.vimmrec.cli.database.LoadedDataSet;
import org.vimmrec.cli.options.DataSetOptions;
import org.vimmrec.cli.options.OptionChecks;
import org.vimmrec.cli.options.ServerOptions;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Option;

/** The options that select the database and open it to clients. */
final class DatabaseOptions {

    private static final int DEFAULT_BOLT_PORT = 7687;

    @Option(
            names = "--database-folder",
            paramLabel = "FOLDER",
            description =
                    "Keep the embedded database in this folder. A data set that it already holds is used again; loading "
                            + "another one is an error. Without --uri, --database is another spelling of this option. "
                            + "Default: a temporary database.")
    private Path folder;

    @Option(
            names = "--serve",
            fallbackValue = "true",
            description = "At the end, keep the database running for Neo4j clients on this machine until Ctrl-C.")
    private boolean serve;

    @Option(
            names = "--bolt-port",
            paramLabel = "PORT",
            description = "The port for Neo4j clients, with --serve. Default: " + DEFAULT_BOLT_PORT + ".")
    private Integer boltPort;

    boolean serve() {
        return serve;
    }

    int boltPort() {
        return boltPort == null ? DEFAULT_BOLT_PORT : boltPort;
    }

    /** @throws CommandFailure if options contradict each other, or the folder or port cannot be used */
    void check(ServerOptions server) {
        if (server.isGiven() && (folder != null || serve)) {
            throw new CommandFailure(
                    "--database-folder and --serve belong to the embedded database. Leave them out with --uri.");
        }
        if (!server.isGiven() && server.database() != null) {
            if (folder != null) {
                throw new CommandFailure("--database and --database-folder name the same folder. Give one of them.");
            }
            folder = Path.of(server.database());
        }
        OptionChecks.range("--bolt-port", boltPort, 1, 65_535);
        if (boltPort != null && !serve) {
            throw new CommandFailure("--bolt-port needs --serve");
        }
        if (folder != null) {
            EmbeddedDatabase.requireUsable(folder);
        }
        port().ifPresent(EmbeddedDatabase::requireFree);
    }

    /** Whether there is no database yet, so a data set must be loaded. */
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
            step.finish(
                    "version " + database.version() + (folder == null ? ", in a temporary folder" : ", in " + folder));
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the data set in the database, loading it first if the database is empty.
     *
     * @param wanted the data set that the options describe; null if none is given and the database already exists
     */
    LoadedDataSet dataSet(
            GraphDatabaseService graph,
            DataSet wanted,
            DataSetOptions source,
            Progress progress,
            ConsoleOutput console) {
        Optional<LoadedDataSet> present = LoadedDataSet.in(graph);
        if (present.isPresent() && present.get().complete()) {
            if (wanted != null) {
                requireSame(present.get(), wanted, source.allInteractions());
            }
            console.line(
                    wanted == null
                            ? "Using the data set in the database."
                            : "Using the database, which already holds this data set.");
            return present.get();
        }
        DataSet dataSet = wanted == null ? source.read(progress) : wanted;
        if (present.isPresent()) {
            if (!present.get().name().equals(dataSet.name())) {
                throw new CommandFailure(String.format(
                        Locale.ROOT,
                        "loading another data set (%s) into %s was "
                                + "interrupted. Load that data set again, or give another folder.",
                        MessageText.abbreviate(present.get().name()),
                        folder));
            }
            console.line("Loading this data set was interrupted earlier, so it is loaded again.");
        }
        return DataSetLoader.load(graph, dataSet, source.allInteractions(), progress);
    }

    private void requireSame(LoadedDataSet present, DataSet wanted, boolean allInteractions) {
        String problem;
        if (present.checksum() == null) {
            problem = "holds a data set (%s) that version 0.1.0 loaded and that cannot be compared with this one";
        } else if (!present.checksum().equals(wanted.checksum())) {
            problem = "holds another data set (%s)";
        } else if (present.allInteractions() != allInteractions) {
            problem = "holds this data set (%s), but loaded " + (allInteractions ? "without" : "with")
                    + " --all-interactions";
        } else {
            return;
        }
        throw new CommandFailure(String.format(
                Locale.ROOT,
                "%s " + problem + ". Give another folder, or leave out %s to use the data set in the database.",
                folder,
                MessageText.abbreviate(present.name()),
                DataSetOptions.NAMES));
    }
}
