package org.vimmrec.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.console.Progress;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.options.MethodOptions;
import org.vimmrec.cli.options.SourceGraph;

/**
 * Runs the whole method on a loaded data set and prints the results: similarity, statistics, and virtual interactions
 * with both strategies. Each step is a procedure call.
 */
final class Demonstration {

    /** A strategy, and the relationship type of its virtual interactions in the demonstration. */
    enum Strategy {
        OVERLAY("Overlay", "vimmrec.overlay.write", "VIRTUAL_INTERACTED"),
        SYNERGISTIC("Synergistic", "vimmrec.synergistic.write", "VIRTUAL_INTERACTED_SYNERGISTIC");

        private final String title;
        private final String procedure;
        private final String relationshipType;

        Strategy(String title, String procedure, String relationshipType) {
            this.title = title;
            this.procedure = procedure;
            this.relationshipType = relationshipType;
        }
    }

    /** The number of interactions of the users to show: enough to be informative, and few enough for the screen. */
    private static final int SHOWN_USER_INTERACTIONS = 5;

    private static final int MAX_SHOWN_HISTORY = 10;
    private static final int MAX_SHOWN_VIRTUAL = 5;

    private static final String TYPICAL_USERS = """
            MATCH (user:User)
            WITH user, COUNT { (user)-[:INTERACTED]->(:Item) } AS interactions
            WHERE interactions > 0
            WITH user, interactions
            ORDER BY EXISTS { (user)-[:%s]->(:Item) } DESC, abs(interactions - $typical), user.userId, elementId(user)
            LIMIT $count
            RETURN elementId(user) AS id, coalesce(user.userId, user.name, elementId(user)) AS name""";
    private static final String STRONGEST = """
            MATCH (user:User)-[virtual:%s]->(item:Item) WHERE elementId(user) = $user
            WITH item, virtual ORDER BY virtual.weight DESC, item.itemId LIMIT $limit
            RETURN coalesce(item.itemId, elementId(item)) AS itemId, coalesce(item.title, item.name) AS title,
                   virtual.weight AS weight, NOT EXISTS { (item)<-[:INTERACTED]-(:User) } AS cold""";

    private final SourceGraph graph;
    private final MethodOptions method;
    private final ProcedureCaller procedures;
    private final ConsoleOutput console;
    private final Map<String, Object> results = new LinkedHashMap<>();
    private long coldItems;
    private boolean coldItemShown;

    /** @param graph what is in the database that the procedures run on */
    Demonstration(SourceGraph graph, MethodOptions method, ProcedureCaller procedures, ConsoleOutput console) {
        this.graph = graph;
        this.method = method;
        this.procedures = procedures;
        this.console = console;
    }

    /**
     * Runs and prints all steps.
     *
     * @param showUsers the number of users whose interactions and virtual interactions are shown
     * @return all results, for JSON
     */
    Map<String, Object> run(int showUsers) {
        showDataSet();
        console.line("");
        showModalities();
        console.line("");
        showStrategies();
        typicalUsers(showUsers).forEach(this::showUser);
        if (coldItemShown) {
            console.line("* a cold item");
        }
        return results;
    }

    private void showDataSet() {
        Map<String, Object> counts = query("""
                MATCH (user:User) WITH count(user) AS users
                MATCH (item:Item) WITH users, count(item) AS items,
                     sum(CASE WHEN EXISTS { (item)<-[:INTERACTED]-(:User) } THEN 0 ELSE 1 END) AS cold
                OPTIONAL MATCH (:User)-[interaction:INTERACTED]->(:Item)
                RETURN users, items, cold, count(interaction) AS interactions""", Map.of()).get(0);
        long users = number(counts, "users");
        long items = number(counts, "items");
        long interactions = number(counts, "interactions");
        coldItems = number(counts, "cold");
        results.put("dataSet", graph.name());
        results.put("counts", counts);
        console.heading("Data set: %s", graph.name());
        console.line(
                "  %,d users, %,d items, %,d interactions (density %.4f %%)",
                users, items, interactions, 100.0 * interactions / Math.max(1, users) / Math.max(1, items));
        console.line("  %,d cold items (items without interactions)", coldItems);
        long leftOut = graph.validationLeftOut() + graph.testLeftOut();
        if (leftOut > 0) {
            console.line(
                    "  Training interactions only: %,d of %,d. Left out: %,d for validation and %,d for testing.",
                    interactions, interactions + leftOut, graph.validationLeftOut(), graph.testLeftOut());
            console.line("  (--all-interactions loads all of them)");
        }
    }

    private void showModalities() {
        List<Map<String, Object>> similarities = procedures.call(
                "Similarity", "vimmrec.similarity.write", method.similarity(graph), Demonstration::changes);
        List<Map<String, Object>> statistics = procedures.call(
                "Statistics",
                "vimmrec.statistics",
                method.statistics(graph),
                rows -> ConsoleOutput.format("%,d relationships", sum(rows, "relationshipCount")));
        List<List<String>> table = new ArrayList<>();
        results.put("similarity", similarities);
        results.put("statistics", statistics);
        for (String modality : graph.modalities().keySet()) {
            Map<String, Object> similarity = rowOf(modality, similarities);
            Map<String, Object> statistic = rowOf(modality, statistics);
            table.add(List.of(
                    modality,
                    similarity.get("dimension") instanceof Number dimension
                            ? ConsoleOutput.format("%,d", dimension.longValue())
                            : "-",
                    ConsoleOutput.format("%,d", number(similarity, "nodesMissing")),
                    (String) statistic.get("relationshipType"),
                    ConsoleOutput.format("%,d", number(statistic, "relationshipCount")),
                    decimal(statistic.get("mean"), "%.5f"),
                    decimal(weight(modality, statistic), "%.4f")));
        }
        console.heading("Modalities and their stored similarities");
        console.table(
                List.of(
                        "modality",
                        ">dimension",
                        ">items missing",
                        "relationship type",
                        ">stored",
                        ">mean similarity",
                        ">weight"),
                table,
                ">items missing",
                ">dimension",
                ">stored");
    }

    private Object weight(String modality, Map<String, Object> statistic) {
        OptionalDouble given = method.givenWeight(modality);
        return given.isPresent() ? given.getAsDouble() : statistic.get("weight");
    }

    private void showStrategies() {
        List<List<String>> table = new ArrayList<>();
        Set<Object> notices = new LinkedHashSet<>();
        Map<String, Object> written = new LinkedHashMap<>();
        for (Strategy strategy : Strategy.values()) {
            long start = System.nanoTime();
            Map<String, Object> row = procedures
                    .call(
                            strategy.title,
                            strategy.procedure,
                            method.virtual(graph, strategy == Strategy.SYNERGISTIC, strategy.relationshipType),
                            Demonstration::changes)
                    .get(0);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            written.put(strategy.title.toLowerCase(Locale.ROOT), row);
            notices.addAll((List<?>) row.get("notices"));
            table.add(List.of(
                    strategy.title,
                    ConsoleOutput.format("%,d", number(row, "relationshipsCreated")),
                    ConsoleOutput.format("%,d", number(row, "relationshipsUpdated")),
                    ConsoleOutput.format("%,d", number(row, "relationshipsDeleted")),
                    ConsoleOutput.format("%,d", number(row, "relationshipsUnchanged")),
                    ConsoleOutput.format("%,d", number(row, "usersAugmented")),
                    decimal(row.get("meanPerUser"), "%.1f"),
                    ConsoleOutput.format("%,d of %,d", number(row, "coldItemsReached"), coldItems),
                    Progress.seconds(duration)));
        }
        results.put("virtualInteractions", written);
        console.heading(
                "Virtual interactions: %s with Overlay, %s with Synergistic",
                Strategy.OVERLAY.relationshipType, Strategy.SYNERGISTIC.relationshipType);
        console.table(
                List.of(
                        "strategy",
                        ">created",
                        ">updated",
                        ">deleted",
                        ">unchanged",
                        ">users augmented",
                        ">mean per user",
                        ">cold items reached",
                        ">time"),
                table,
                ">unchanged",
                ">deleted",
                ">updated",
                ">time",
                ">mean per user",
                ">users augmented");
        notices.forEach(notice -> console.line("Note: " + notice));
    }

    /** Users to show, each with the columns {@code id} (the element id) and {@code name}. */
    private List<Map<String, Object>> typicalUsers(int count) {
        return count == 0
                ? List.of()
                : query(
                        TYPICAL_USERS.formatted(Strategy.OVERLAY.relationshipType),
                        Map.of("typical", SHOWN_USER_INTERACTIONS, "count", count));
    }

    private void showUser(Map<String, Object> user) {
        List<String> history = new ArrayList<>();
        String interactedItems = """
                MATCH (user:User)-[:INTERACTED]->(item:Item) WHERE elementId(user) = $user
                WITH DISTINCT item ORDER BY item.itemId LIMIT $limit
                RETURN coalesce(item.itemId, elementId(item)) AS itemId, coalesce(item.title, item.name) AS title""";
        for (Map<String, Object> row :
                query(interactedItems, Map.of("user", user.get("id"), "limit", MAX_SHOWN_HISTORY + 1))) {
            history.add(history.size() == MAX_SHOWN_HISTORY ? "..." : item(row));
        }
        List<List<String>> columns = new ArrayList<>();
        columns.add(history);
        for (Strategy strategy : Strategy.values()) {
            columns.add(strongest(user.get("id"), strategy));
        }
        int longest = columns.stream().mapToInt(List::size).max().orElse(0);
        List<List<String>> table = new ArrayList<>();
        for (int r = 0; r < longest; r++) {
            List<String> cells = new ArrayList<>();
            for (List<String> column : columns) {
                cells.add(r < column.size() ? column.get(r) : "");
            }
            table.add(cells);
        }
        console.heading("User %s", user.get("name"));
        console.table(List.of("interactions", "strongest with Overlay", "strongest with Synergistic"), table);
    }

    private List<String> strongest(Object user, Strategy strategy) {
        List<String> items = new ArrayList<>();
        String virtualItems = STRONGEST.formatted(strategy.relationshipType);
        for (Map<String, Object> row : query(virtualItems, Map.of("user", user, "limit", MAX_SHOWN_VIRTUAL))) {
            boolean cold = (Boolean) row.get("cold");
            coldItemShown |= cold;
            items.add(decimal(row.get("weight"), "%.4f") + "  " + item(row) + (cold ? " *" : ""));
        }
        return items;
    }

    private static String item(Map<String, Object> row) {
        Object title = row.get("title");
        return title == null ? "item " + row.get("itemId") : title.toString();
    }

    private static String changes(List<Map<String, Object>> rows) {
        return ConsoleOutput.format(
                "%,d created, %,d updated, %,d deleted, %,d unchanged",
                sum(rows, "relationshipsCreated"),
                sum(rows, "relationshipsUpdated"),
                sum(rows, "relationshipsDeleted"),
                sum(rows, "relationshipsUnchanged"));
    }

    private static Map<String, Object> rowOf(String modality, List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            if (modality.equals(row.get("modality"))) {
                return row;
            }
        }
        throw new IllegalStateException("no row for the modality [" + modality + "] in " + rows);
    }

    private static long sum(List<Map<String, Object>> rows, String column) {
        long sum = 0;
        for (Map<String, Object> row : rows) {
            sum += number(row, column);
        }
        return sum;
    }

    private static long number(Map<String, Object> row, String column) {
        if (row.get(column) instanceof Number number) {
            return number.longValue();
        }
        throw new IllegalStateException("no number in the column [" + column + "] of " + row);
    }

    /** A number with decimals, or "-" if it is null or not finite. */
    private static String decimal(Object value, String format) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? ConsoleOutput.format(format, number.doubleValue())
                : "-";
    }

    private List<Map<String, Object>> query(String cypher, Map<String, Object> parameters) {
        return procedures.query(graph.names().in(cypher), parameters);
    }
}
