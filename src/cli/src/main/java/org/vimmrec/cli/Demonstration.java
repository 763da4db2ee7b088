package org.vimmrec.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.neo4j.graphdb.GraphDatabaseService;

/**
 * The plugin's whole path on a loaded data set: similarity, statistics, and virtual interactions by both strategies,
 * each step a procedure call, with what a person wants to see of it printed.
 */
final class Demonstration {

    /** A strategy and the type of relationship that its virtual interactions are stored as here. */
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

    /** A user with about so many interactions makes a history that fits on the screen and says something. */
    private static final int TYPICAL_HISTORY = 5;
    private static final int SHOWN_HISTORY = 10;
    private static final int SHOWN_VIRTUAL = 5;

    private final GraphDatabaseService graph;
    private final LoadedDataSet dataSet;
    private final MethodOptions method;
    private final Procedures procedures;
    private final Report report;
    private long coldItems;
    private boolean coldItemShown;

    Demonstration(GraphDatabaseService graph, LoadedDataSet dataSet, MethodOptions method, Progress progress,
                  Report report) {
        this.graph = graph;
        this.dataSet = dataSet;
        this.method = method;
        this.procedures = new Procedures(graph, progress);
        this.report = report;
    }

    /**
     * Runs and prints everything.
     *
     * @param showUsers for how many users to show their history beside their virtual interactions
     */
    void run(int showUsers) {
        describeDataSet();
        report.say("");
        describeModalities();
        report.say("");
        describeStrategies();
        for (long user : typicalUsers(showUsers)) {
            describeUser(user);
        }
        if (coldItemShown) {
            report.say("* a cold item");
        }
    }

    private void describeDataSet() {
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
        report.heading("Data set: %s", dataSet.name());
        report.say("  %,d users, %,d items, %,d interactions (density %.4f %%)", users, items, interactions,
                100.0 * interactions / users / items);
        report.say("  %,d cold items: no user has interacted with them", coldItems);
        long leftOut = dataSet.validation() + dataSet.test();
        if (leftOut > 0) {
            report.say("  Training interactions only: %,d of %,d; left out are %,d for validation and %,d for testing",
                    interactions, interactions + leftOut, dataSet.validation(), dataSet.test());
            report.say("  (--all-interactions loads them all)");
        }
    }

    private void describeModalities() {
        List<Map<String, Object>> similarities = procedures.call("Similarity", "vimmrec.similarity.write",
                method.similarity(dataSet), Demonstration::changes);
        List<Map<String, Object>> statistics = procedures.call("Statistics", "vimmrec.statistics",
                method.statistics(dataSet), rows -> Report.text("%,d relationships", sum(rows, "relationshipCount")));
        List<List<String>> table = new ArrayList<>();
        for (LoadedDataSet.LoadedModality loaded : dataSet.modalities()) {
            String modality = loaded.name();
            Map<String, Object> similarity = rowOf(modality, similarities);
            Map<String, Object> statistic = rowOf(modality, statistics);
            table.add(List.of(modality,
                    similarity.get("dimension") instanceof Number dimension
                            ? Report.text("%,d", dimension.longValue()) : "-",
                    Report.text("%,d", number(similarity, "nodesMissing")),
                    (String) statistic.get("relationshipType"),
                    Report.text("%,d", number(statistic, "relationshipCount")),
                    decimal(statistic.get("mean"), "%.5f"),
                    decimal(weight(modality, statistic), "%.4f")));
        }
        report.heading("Modalities: an item's most similar items, by each kind of content");
        report.table(List.of("modality", ">dimension", ">items without", "relationships", ">stored", ">mean similarity",
                ">weight"), table);
    }

    private Object weight(String modality, Map<String, Object> statistic) {
        OptionalDouble given = method.weightGiven(modality);
        return given.isPresent() ? given.getAsDouble() : statistic.get("weight");
    }

    private void describeStrategies() {
        List<List<String>> table = new ArrayList<>();
        for (Strategy strategy : Strategy.values()) {
            long start = System.nanoTime();
            Map<String, Object> written = procedures.call(strategy.title, strategy.procedure,
                    method.virtual(dataSet, strategy.relationshipType), Demonstration::changes).get(0);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            table.add(List.of(strategy.title,
                    Report.text("%,d", number(written, "relationshipsCreated")),
                    Report.text("%,d", number(written, "relationshipsUpdated")),
                    Report.text("%,d", number(written, "relationshipsDeleted")),
                    Report.text("%,d", number(written, "relationshipsUnchanged")),
                    Report.text("%,d", number(written, "usersAugmented")),
                    decimal(written.get("meanPerUser"), "%.1f"),
                    Report.text("%,d of %,d", number(written, "coldItemsReached"), coldItems),
                    Progress.seconds(duration)));
        }
        report.heading("Virtual interactions: %s by Overlay, %s by Synergistic",
                Strategy.OVERLAY.relationshipType, Strategy.SYNERGISTIC.relationshipType);
        report.table(List.of("strategy", ">created", ">updated", ">deleted", ">unchanged", ">users augmented",
                ">mean per user", ">cold items reached", ">time"), table);
    }

    private List<Long> typicalUsers(int count) {
        List<Long> users = new ArrayList<>();
        for (Map<String, Object> row : query("""
                MATCH (user:User)
                WITH user, COUNT { (user)-[:INTERACTED]->(:Item) } AS interactions
                WHERE interactions > 0
                RETURN user.userId AS userId
                ORDER BY EXISTS { (user)-[:%s]->(:Item) } DESC, abs(interactions - $typical), userId
                LIMIT $count""".formatted(Strategy.OVERLAY.relationshipType),
                Map.of("typical", TYPICAL_HISTORY, "count", count))) {
            users.add(number(row, "userId"));
        }
        return users;
    }

    private void describeUser(long user) {
        List<String> history = new ArrayList<>();
        for (Map<String, Object> row : query("""
                MATCH (:User {userId: $user})-[:INTERACTED]->(item:Item)
                RETURN DISTINCT item.itemId AS itemId, item.title AS title ORDER BY itemId LIMIT $limit""",
                Map.of("user", user, "limit", SHOWN_HISTORY + 1))) {
            history.add(history.size() == SHOWN_HISTORY ? "..." : item(row));
        }
        List<List<String>> columns = new ArrayList<>();
        columns.add(history);
        for (Strategy strategy : Strategy.values()) {
            columns.add(strongest(user, strategy));
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
        report.heading("User %d", user);
        report.table(List.of("has interacted with", "strongest by Overlay", "strongest by Synergistic"), table);
    }

    private List<String> strongest(long user, Strategy strategy) {
        List<String> items = new ArrayList<>();
        for (Map<String, Object> row : query("""
                MATCH (:User {userId: $user})-[virtual:%s]->(item:Item)
                RETURN item.itemId AS itemId, item.title AS title, virtual.weight AS weight,
                       NOT EXISTS { (item)<-[:INTERACTED]-(:User) } AS cold
                ORDER BY weight DESC, itemId LIMIT $limit""".formatted(strategy.relationshipType),
                Map.of("user", user, "limit", SHOWN_VIRTUAL))) {
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
        return Report.text("%,d created, %,d updated, %,d deleted, %,d unchanged", sum(rows, "relationshipsCreated"),
                sum(rows, "relationshipsUpdated"), sum(rows, "relationshipsDeleted"),
                sum(rows, "relationshipsUnchanged"));
    }

    private static Map<String, Object> rowOf(String modality, List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            if (modality.equals(row.get("modality"))) {
                return row;
            }
        }
        throw new IllegalStateException("no row of the modality [" + modality + "] in " + rows);
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

    /** A number with decimals, or a dash where there is nothing to measure. */
    private static String decimal(Object value, String format) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? Report.text(format, number.doubleValue()) : "-";
    }

    private List<Map<String, Object>> query(String cypher, Map<String, Object> parameters) {
        return graph.executeTransactionally(cypher, parameters, Procedures::rows);
    }
}
