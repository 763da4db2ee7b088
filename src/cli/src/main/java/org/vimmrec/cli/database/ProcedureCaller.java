package org.vimmrec.cli.database;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.vimmrec.cli.console.Progress;

/** Calls the plugin's procedures through Cypher and shows their progress, which it polls. */
public final class ProcedureCaller {

    private static final long POLL_MILLIS = 500;
    /**
     * Matches {@code vimmrec.similarity.write: similarity visual: 45 %}. Group 1 is the phase, group 2 the percentage.
     */
    private static final Pattern PERCENTAGE =
            Pattern.compile("(?:vimmrec\\.\\S+:)?(.*?):?\\s*(\\d{1,3})(?:\\.\\d+)?\\s*%\\s*");

    private final Database database;
    private final Progress progress;

    public ProcedureCaller(Database database, Progress progress) {
        this.database = database;
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
    public List<Map<String, Object>> call(
            String step,
            String procedure,
            Map<String, Object> configuration,
            Function<List<Map<String, Object>>, String> outcome) {
        return call(progress.beginPhases(step), procedure, configuration, outcome);
    }

    /** Calls a procedure as part of a step that has begun. */
    public List<Map<String, Object>> call(
            Progress.Step step,
            String procedure,
            Map<String, Object> configuration,
            Function<List<Map<String, Object>>, String> outcome) {
        try (Progress.Step bar = step;
                Poller poller = new Poller(database, bar)) {
            List<Map<String, Object>> rows =
                    database.query("CALL " + procedure + "($configuration)", Map.of("configuration", configuration));
            poller.close();
            bar.finish(outcome.apply(rows) + poller.failure());
            return rows;
        }
    }

    /**
     * Calls a procedure and passes on its rows one by one.
     *
     * @param tail what follows the call in the query, such as {@code YIELD user RETURN user.userId AS user}
     */
    public void stream(
            Progress.Step step,
            String procedure,
            Map<String, Object> configuration,
            String tail,
            Consumer<Map<String, Object>> rows) {
        try (Poller poller = new Poller(database, step)) {
            database.stream(
                    "CALL " + procedure + "($configuration) " + tail, Map.of("configuration", configuration), rows);
        }
    }

    /** Runs a query that is not a call. */
    public List<Map<String, Object>> query(String cypher, Map<String, Object> parameters) {
        return database.query(cypher, parameters);
    }

    /** Shows the status of the running query until it is closed. */
    private static final class Poller implements AutoCloseable {

        private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "vimmrec-progress");
            thread.setDaemon(true);
            return thread;
        });
        private final ScheduledFuture<?> polling;

        Poller(Database database, Progress.Step bar) {
            polling = executor.scheduleWithFixedDelay(
                    () -> show(database.status(), bar), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        }

        private static void show(String details, Progress.Step bar) {
            Matcher status = PERCENTAGE.matcher(String.valueOf(details));
            if (status.matches()) {
                bar.toPercent(
                        (int) Math.min(100, Long.parseLong(status.group(2))),
                        status.group(1).strip());
            }
        }

        /** Does not wait for a running poll: a closed step ignores what it reports. */
        @Override
        public void close() {
            executor.shutdown();
        }

        /** A note on a failed poll, or an empty string. A failed poll does not fail the call. */
        String failure() {
            if (!polling.isDone() || polling.isCancelled()) {
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
    }
}
