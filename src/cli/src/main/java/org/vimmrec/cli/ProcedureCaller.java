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
 * Calls the plugin's procedures through Cypher and shows their progress, which it polls with {@code SHOW TRANSACTIONS}.
 */
final class ProcedureCaller {

    private static final long POLL_MILLIS = 200;
    /**
     * Matches {@code vimmrec.similarity.write: similarity visual: 45 %}. Group 1 is the phase, group 2 the percentage.
     */
    private static final Pattern PERCENTAGE =
            Pattern.compile("(?:vimmrec\\.\\S+:)?(.*?):?\\s*(\\d{1,3})(?:\\.\\d+)?\\s*%\\s*");

    private final GraphDatabaseService graph;
    private final Progress progress;

    ProcedureCaller(GraphDatabaseService graph, Progress progress) {
        this.graph = graph;
        this.progress = progress;
    }

    /**
     * Calls a procedure.
     *
     * @param step the name of this step in the output
     * @param procedure the procedure's name
     * @param outcome summarizes the rows for the output
     * @return the procedure's rows, each a map of its columns
     */
    List<Map<String, Object>> call(
            String step,
            String procedure,
            Map<String, Object> configuration,
            Function<List<Map<String, Object>>, String> outcome) {
        return call(progress.beginPhases(step), procedure, configuration, outcome);
    }

    /** Calls a procedure as part of a step that has begun. */
    List<Map<String, Object>> call(
            Progress.Step step,
            String procedure,
            Map<String, Object> configuration,
            Function<List<Map<String, Object>>, String> outcome) {
        String query = "CALL " + procedure + "($configuration)";
        try (Progress.Step bar = step) {
            ScheduledExecutorService poller = Executors.newSingleThreadScheduledExecutor();
            ScheduledFuture<?> polling = poller.scheduleWithFixedDelay(
                    () -> show(query, bar), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
            List<Map<String, Object>> rows;
            try {
                rows = graph.executeTransactionally(
                        query, Map.of("configuration", configuration), ProcedureCaller::rows);
            } finally {
                stop(poller);
            }
            bar.finish(outcome.apply(rows) + pollFailure(polling));
            return rows;
        }
    }

    /** Runs a query without showing its progress, and returns its rows, each a map of its columns. */
    List<Map<String, Object>> query(String cypher, Map<String, Object> parameters) {
        return graph.executeTransactionally(cypher, parameters, ProcedureCaller::rows);
    }

    private void show(String query, Progress.Step bar) {
        try (Transaction transaction = graph.beginTx();
                Result result = transaction.execute(
                        "SHOW TRANSACTIONS YIELD currentQuery, statusDetails "
                                + "WHERE currentQuery = $query RETURN statusDetails",
                        Map.of("query", query))) {
            while (result.hasNext()) {
                Matcher status = PERCENTAGE.matcher(String.valueOf(result.next().get("statusDetails")));
                if (status.matches()) {
                    bar.toPercent(
                            (int) Math.min(100, Long.parseLong(status.group(2))),
                            status.group(1).strip());
                }
            }
        }
    }

    /** Also waits for a running poll, which must not draw the bar again after it is cleared. */
    private static void stop(ScheduledExecutorService poller) {
        poller.shutdown();
        try {
            if (!poller.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("SHOW TRANSACTIONS did not answer within ten seconds");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A note on a failed poll, or an empty string. A failed poll does not fail the call. */
    private static String pollFailure(ScheduledFuture<?> polling) {
        if (polling.isCancelled()) {
            return "";
        }
        try {
            polling.get();
            return "";
        } catch (ExecutionException e) {
            return " (progress was not shown: " + e.getCause().getMessage() + ")";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Reads all rows of a result, each as a map of its columns. */
    static List<Map<String, Object>> rows(Result result) {
        List<Map<String, Object>> rows = new ArrayList<>();
        while (result.hasNext()) {
            // Copied, because the result may reuse its row.
            rows.add(new HashMap<>(result.next()));
        }
        return rows;
    }
}
