package org.vimmrec.cli.stored;

import static org.vimmrec.cli.report.ReportDocument.decimal;
import static org.vimmrec.cli.report.ReportDocument.integer;
import static org.vimmrec.cli.report.ReportDocument.text;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.report.ReportDocument.Chart;
import org.vimmrec.cli.report.ReportDocument.Encoding;
import org.vimmrec.cli.report.ReportDocument.Kind;
import org.vimmrec.cli.report.ReportDocument.Section;
import org.vimmrec.cli.report.ReportDocument.Table;

/** The sections of a report on a database. */
record StoredSections(StoredGraph graph, List<StoredType> types) {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'");
    private static final String VALUES = ".values";
    private static final String KEYS = ".keys";

    /** What the plugin has written, and what has changed since. */
    Section stored() {
        Table table = new Table(
                "stored",
                "What the plugin has written, and what has changed since",
                text("relationshipType", "relationship type"),
                text("kind", "kind"),
                integer("relationshipCount", "relationships"),
                text("writtenAt", "written"),
                text("complete", "complete"),
                integer("itemsChanged", "items changed"),
                integer("usersChanged", "users changed"),
                text("modalityWeights", "modality weights"),
                text("error", "error"));
        for (StoredType type : types) {
            table.add(
                    type.name(),
                    type.kind(),
                    type.row().get("relationshipCount"),
                    time(type.row().get("writtenAt")),
                    type.isComplete() ? "yes" : "no",
                    type.row().get("itemsChanged"),
                    type.row().get("usersChanged"),
                    weights((Map<?, ?>) type.row().get("modalityWeights")),
                    type.error());
        }
        return new Section(
                "stored",
                "What is stored",
                "Nodes that have changed since the last write or update are not in the stored relationships yet.",
                List.of(),
                List.of(table));
    }

    /** Such as "2026-01-31 12:00 UTC". */
    private static String time(Object value) {
        return value instanceof ZonedDateTime time
                ? TIME.format(time.withZoneSameInstant(ZoneOffset.UTC))
                : String.valueOf(value);
    }

    private static String weights(Map<?, ?> weights) {
        List<String> shown = new ArrayList<>();
        new TreeMap<>(weights)
                .forEach((modality, weight) -> shown.add(ConsoleOutput.format("%s %.2f", modality, weight)));
        return shown.isEmpty() ? null : String.join(", ", shown);
    }

    /** One virtual relationship type: users, weights and items. */
    Section virtual(StoredType type, String id) {
        List<Chart> charts = new ArrayList<>();
        charts.add(degrees(type, id));
        Map<String, Object> range = graph.weightRange(type);
        if (range.get("low") instanceof Number low && range.get("high") instanceof Number high) {
            charts.add(weights(type, id, low.doubleValue(), high.doubleValue()));
        }
        return new Section(
                id,
                "Virtual interactions of the type " + type.name(),
                "Written by " + type.kind() + ", from " + type.userLabel() + " to " + type.itemLabel()
                        + ", beside the real interactions " + String.join(", ", type.interactionTypes()) + ".",
                charts,
                List.of(mostRecommended(type, id)));
    }

    private Chart degrees(StoredType type, String id) {
        Map<Long, Long> virtual = byBucket(graph.degrees(type.userLabel(), List.of(type.name())));
        Map<Long, Long> real = byBucket(graph.degrees(type.userLabel(), type.interactionTypes()));
        long highest = Math.max(highest(virtual), highest(real));
        Table table = new Table(
                id + "-degrees",
                "Users by number of interactions",
                text("interactions", "interactions of a user"),
                text("kind", "interactions"),
                integer("users", "users"));
        for (long bucket = -1; bucket <= highest; bucket++) {
            table.add(degrees(bucket), "real", real.getOrDefault(bucket, 0L));
            table.add(degrees(bucket), "virtual", virtual.getOrDefault(bucket, 0L));
        }
        return new Chart(
                "Interactions per user",
                "Number of users by how many real and how many virtual interactions they have.",
                Kind.BARS,
                false,
                Encoding.of("interactions", "users", "kind"),
                table);
    }

    private static Map<Long, Long> byBucket(List<Map<String, Object>> rows) {
        Map<Long, Long> users = new HashMap<>();
        rows.forEach(row -> users.put((Long) row.get("bucket"), (Long) row.get("users")));
        return users;
    }

    private static long highest(Map<Long, Long> buckets) {
        return buckets.keySet().stream().mapToLong(Long::longValue).max().orElse(-1);
    }

    /** The degrees of a bucket, such as "4 to 7". */
    private static String degrees(long bucket) {
        if (bucket <= 0) {
            return bucket < 0 ? "0" : "1";
        }
        return (1L << bucket) + " to " + ((2L << bucket) - 1);
    }

    private Chart weights(StoredType type, String id, double low, double high) {
        Map<Long, Long> counts = new HashMap<>();
        graph.weights(type, low, high)
                .forEach(row -> counts.put((Long) row.get("bucket"), (Long) row.get("relationships")));
        Table table = new Table(
                id + "-weights",
                "Virtual interactions by weight",
                decimal("from", "weight from"),
                decimal("to", "weight to"),
                integer("relationships", "virtual interactions"));
        int buckets = high > low ? StoredGraph.BUCKETS : 1;
        double width = (high - low) / buckets;
        for (int bucket = 0; bucket < buckets; bucket++) {
            table.add(
                    rounded(low + bucket * width),
                    rounded(low + (bucket + 1) * width),
                    counts.getOrDefault((long) bucket, 0L));
        }
        return new Chart(
                "Weights",
                "Number of virtual interactions by weight; a real interaction weighs 1.",
                Kind.BARS,
                false,
                Encoding.of("from", "relationships", null),
                table);
    }

    /** Three significant digits. */
    private static double rounded(double value) {
        return Double.parseDouble(ConsoleOutput.format("%.3g", value));
    }

    private Table mostRecommended(StoredType type, String id) {
        Table table = new Table(
                id + "-items",
                "The items with the most virtual interactions",
                text("item", "item"),
                integer("virtual", "virtual interactions"),
                integer("real", "real interactions"));
        graph.mostRecommended(type).forEach(row -> table.add(row.get("item"), row.get("virtual"), row.get("real")));
        return table;
    }

    /** The stored recommendations of evaluations; null if there are none. */
    Section evaluations() {
        List<Table> tables = new ArrayList<>();
        for (Map<String, Object> row : graph.evaluations()) {
            Map<?, ?> properties = (Map<?, ?>) row.get("properties");
            Table table = new Table(
                    "evaluation-" + (tables.size() + 1),
                    "Recommendation of " + time(properties.get("evaluatedAt")),
                    text("key", "key"),
                    text("value", "value"));
            new TreeMap<>(properties).forEach((key, value) -> {
                String name = (String) key;
                if (!name.endsWith(VALUES)) {
                    table.add(
                            name.endsWith(KEYS) ? name.substring(0, name.length() - KEYS.length()) : name,
                            name.endsWith(KEYS)
                                    ? shown(value) + " = "
                                            + shown(properties.get(
                                                    name.substring(0, name.length() - KEYS.length()) + VALUES))
                                    : shown(value));
                }
            });
            if (properties.get("strategy") == null) {
                table.add("strategy", "none: do not augment this graph");
            }
            tables.add(table);
        }
        return tables.isEmpty()
                ? null
                : new Section(
                        "evaluation",
                        "What the last evaluation recommends",
                        "The plugin takes these values where a configuration says 'recommended'.",
                        List.of(),
                        tables);
    }

    private static String shown(Object value) {
        if (value instanceof Object[] array) {
            return String.join(", ", Arrays.stream(array).map(String::valueOf).toList());
        }
        if (value instanceof double[] array) {
            return String.join(
                    ", ", Arrays.stream(array).mapToObj(String::valueOf).toList());
        }
        if (value instanceof ZonedDateTime) {
            return time(value);
        }
        return value instanceof List<?> list
                ? String.join(", ", list.stream().map(String::valueOf).toList())
                : String.valueOf(value);
    }
}
