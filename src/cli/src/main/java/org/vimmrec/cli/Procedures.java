package org.vimmrec.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Result;
import org.neo4j.graphdb.Transaction;

/**
 * Calls the plugin's procedures through Cypher, and shows how far they are by what anyone can ask the database:
 * {@code SHOW TRANSACTIONS}.
 */
final class Procedures {

    private static final long POLL_MILLIS = 200;
    /** Such as {@code vimmrec.similarity.write: similarity visual: 45 %}; what the phase is called is in the middle. */
    private static final Pattern PERCENTAGE =
            Pattern.compile("(?:vimmrec\\.\\S+:)?(.*?):?\\s*(\\d{1,3})(?:\\.\\d+)?\\s*%\\s*");

    private final GraphDatabaseService graph;
    private final Progress progress;

    Procedures(GraphDatabaseService graph, Progress progress) {
        this.graph = graph;
        this.progress = progress;
    }

    /**
     * Calls a procedure.
     *
     * @param step      what to call this in the output
     * @param procedure the procedure's name
     * @param outcome   says in a few words what came of it
     * @return what it yielded: a map of columns for each row
     */
    List<Map<String, Object>> call(String step, String procedure, Map<String, Object> configuration,
                                   Function<List<Map<String, Object>>, String> outcome) {
        return call(progress.beginPhases(step), procedure, configuration, outcome);
    }

    /** As {@link #call(String, String, Map, Function)}, in a step that has begun. */
    List<Map<String, Object>> call(Progress.Step step, String procedure, Map<String, Object> configuration,
                                   Function<List<Map<String, Object>>, String> outcome) {
        String query = "CALL " + procedure + "($configuration)";
        try (Progress.Step bar = step) {
            ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor();
            ScheduledFuture<?> polling = poller.scheduleWithFixedDelay(() -> show(query, bar), POLL_MILLIS, POLL_MILLIS,
                    TimeUnit.MILLISECONDS);
            List<Map<String, Object>> rows;
            try {
                rows = graph.executeTransactionally(query, Map.of("configuration", configuration), Procedures::rows);
            } finally {
                stop(poller);
            }
            bar.finish(outcome.apply(rows) + trouble(polling));
            return rows;
        }
    }

    private void show(String query, Progress.Step bar) {
        try (Transaction transaction = graph.beginTx();
             Result result = transaction.execute("SHOW TRANSACTIONS YIELD currentQuery, statusDetails "
                     + "WHERE currentQuery = $query RETURN statusDetails", Map.of("query", query))) {
            while (result.hasNext()) {
                Matcher status = PERCENTAGE.matcher(String.valueOf(result.next().get("statusDetails")));
                if (status.matches()) {
                    bar.toPercent((int) Math.min(100, Long.parseLong(status.group(2))), status.group(1).strip());
                }
            }
        }
    }

    /** Waits for a poll under way: the bar must not be drawn again once it is gone. */
    private static void stop(ScheduledExecutorService poller) {
        poller.shutdown();
        try {
            if (!poller.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("SHOW TRANSACTIONS has not answered for ten seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Nothing depends on the polls, so a failed one does not fail the call; but it is said. */
    private static String trouble(ScheduledFuture<?> polling) {
        if (polling.isCancelled()) {
            return "";
        }
        try {
            polling.get();
            return "";
        } catch (ExecutionException e) {
            return " (its progress could not be shown: " + e.getCause().getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** All rows of a result, each a map of its columns. */
    static List<Map<String, Object>> rows(Result result) {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (result.hasNext()) {
            // The row is the result's own and may be reused.
            rows.add(new HashMap<>(result.next()));
        }
        return rows;
    }
}
