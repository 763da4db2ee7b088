package org.vimmrec.cli.options;

import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.database.LoadedDataSet;
import org.vimmrec.cli.process.CommandFailure;
import picocli.CommandLine.Mixin;

/** The options that say what to run the method on: a data set or a graph on a server, and what counts in it. */
public final class SourceOptions {

    @Mixin
    private DataSetOptions dataSet;

    @Mixin
    private ServerOptions server;

    @Mixin
    private GraphOptions graph;

    @Mixin
    private InteractionOptions interactions;

    @Mixin
    private ItemOptions items;

    /** Which data set to load, without {@code --uri}. */
    public DataSetOptions dataSet() {
        return dataSet;
    }

    /** Which server to connect to, if any. */
    public ServerOptions server() {
        return server;
    }

    /** @throws CommandFailure if a value is out of range or options contradict each other */
    public void check() {
        dataSet.check(server);
        server.checkLogin();
        graph.check(server);
        interactions.check();
        items.check(server);
        if (server.isGiven() && dataSet.isGiven()) {
            throw new CommandFailure(
                    "--uri takes the graph that is in the database. Leave out " + DataSetOptions.NAMES + ".");
        }
    }

    /** The graph of a data set that was loaded. */
    public SourceGraph graph(LoadedDataSet loaded) {
        return SourceGraph.of(loaded, rules());
    }

    /** The graph in a database of the server. */
    public SourceGraph graph(Database database) {
        return new SourceGraph(server.name(), graph.modalities(database), graph.names(), rules(), 0, 0);
    }

    /** What counts. Files are read without invalid embeddings if these are to be skipped. */
    GraphRules rules() {
        Map<String, Object> keys = new LinkedHashMap<>();
        graph.addTo(keys);
        interactions.addTo(keys);
        items.addTo(keys);
        if (server.isGiven() && dataSet.skipsInvalidEmbeddings()) {
            keys.put("invalidEmbeddings", "skip");
        }
        return new GraphRules(keys);
    }

    /** The options that name the same graph on the server for another command, with a space at the end. */
    public String graphSpelling() {
        return server.spelling() + graph.spelling();
    }

    /** The options that say which interactions count, for another command, with a space at the end. */
    public String interactionSpelling() {
        return interactions.spelling();
    }

    /** The options that say which interactions and items count, for another command, with a space at the end. */
    public String rulesSpelling() {
        return interactions.spelling() + items.spelling();
    }
}
