package org.vimmrec.docs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.ListConfig;
import org.vimmrec.config.Mode;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.config.StatisticsConfig;
import org.vimmrec.config.Strategy;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.procedure.Database;

/**
 * The page of all procedures: signatures and descriptions as Neo4j shows them, keys and defaults as the configuration classes
 * have them. What a key means is said by hand, in the tables of the page on configuration.
 */
final class Reference {
    private static final Map<String, Object> MODALITIES = Map.of("modalities", Map.of("visual", "visualEmbedding"));
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    /** A row of a table on the page of configuration keys: key, values, meaning. */
    private static final Pattern KEY = Pattern.compile("(?m)^\\| <a id=\"(\\w+)\"></a>`(\\w+)` \\| (.*?) \\| (.*?) \\|$");

    /** The groups of the page; a procedure belongs to the first that has its name's beginning. */
    private static final Map<String, String> GROUPS = new LinkedHashMap<>();

    static {
        GROUPS.put("vimmrec.similarity", "Similarity");
        GROUPS.put("vimmrec.statistics", "Statistics");
        GROUPS.put("vimmrec.overlay", "Overlay");
        GROUPS.put("vimmrec.synergistic", "Synergistic");
        GROUPS.put("vimmrec.virtual", "Virtual interactions of both strategies");
        GROUPS.put("vimmrec.explain", "Explanation");
        GROUPS.put("vimmrec.evaluate", "Evaluation");
        GROUPS.put("vimmrec.list", "Stored relationships");
    }

    private final Database db;
    private final String configurationPage;

    Reference(Database db, String configurationPage) {
        this.db = db;
        this.configurationPage = configurationPage;
    }

    /** By key what the page on configuration says of it: the values and the meaning. */
    Map<String, List<String>> documentedKeys() {
        Map<String, List<String>> keys = new TreeMap<>();
        Matcher row = KEY.matcher(configurationPage);
        while (row.find()) {
            if (!row.group(1).equals(row.group(2)) || keys.put(row.group(2), List.of(row.group(3), row.group(4))) != null) {
                throw new IllegalStateException("The page on configuration keys names `" + row.group(2) + "` twice, or not in its anchor");
            }
        }
        return keys;
    }

    /** Every procedure with its keys and their defaults, in the order in which the configuration classes read them. */
    Map<String, Map<String, Object>> keys() {
        Map<String, Map<String, Object>> keys = new TreeMap<>();
        for (Map<String, Object> procedure : procedures()) {
            keys.put((String) procedure.get("name"), keys((String) procedure.get("name")));
        }
        return keys;
    }

    private static Map<String, Object> keys(String procedure) {
        String name = procedure.replaceFirst("^vimmrec\\.", "").replaceFirst("\\.estimate$", "");
        return switch (name) {
            case "similarity.drop" -> keys(Map.of(), DropConfig::ofSimilarity);
            case "virtual.drop" -> keys(Map.of(), DropConfig::ofVirtual);
            case "statistics" -> keys(Map.of(), StatisticsConfig::of);
            case "list" -> keys(Map.of(), ListConfig::of);
            case "evaluate" -> keys(MODALITIES, EvaluationConfig::of);
            case "explain" -> {
                // The keys of both strategies, which differ in what they require and in `topK`.
                Map<String, Object> all = new LinkedHashMap<>();
                all.put("user", "required");
                all.put("item", "required");
                all.put("strategy", "overlay");
                Map<String, Object> both = keys(MODALITIES, config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, Mode.STREAM));
                both.putAll(keys(Map.of(), config -> VirtualConfig.of(config, Strategy.OVERLAY, Mode.STREAM)));
                all.putAll(both);
                yield all;
            }
            default -> {
                String[] parts = name.split("\\.");
                Mode mode = Mode.valueOf(parts[1].toUpperCase(Locale.ROOT));
                yield switch (parts[0]) {
                    case "similarity" -> keys(MODALITIES, config -> SimilarityConfig.of(config, mode));
                    case "overlay" -> keys(Map.of(), config -> VirtualConfig.of(config, Strategy.OVERLAY, mode));
                    case "synergistic" -> keys(MODALITIES, config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, mode));
                    default -> throw new IllegalStateException("Tell this class where the keys of " + procedure + " are read");
                };
            }
        };
    }

    /** The defaults; keys that are required are shown so. */
    private static Map<String, Object> keys(Map<String, Object> required, Consumer<ConfigMap> reader) {
        ConfigMap config = new ConfigMap("procedure", required);
        reader.accept(config);
        Map<String, Object> keys = new LinkedHashMap<>(config.effective());
        keys.replaceAll((key, value) -> required.containsKey(key) ? "required" : shown(key, value));
        return keys;
    }

    private static String shown(String key, Object value) {
        if (key.equals("concurrency")) {
            if (!value.equals((long) THREADS)) {
                throw new IllegalStateException("The default of `concurrency` is " + value);
            }
            return "the processors, at most 4";
        }
        return value == null ? "none" : "`" + literal(value) + "`";
    }

    private static String literal(Object value) {
        if (value instanceof String text) {
            return "'" + text + "'";
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Reference::literal).collect(Collectors.joining(", ", "[", "]"));
        }
        return String.valueOf(value);
    }

    private List<Map<String, Object>> procedures() {
        return db.run("SHOW PROCEDURES YIELD name, mode, description, argumentDescription, returnDescription"
                + " WHERE name STARTS WITH 'vimmrec' RETURN * ORDER BY name");
    }

    /** The page. */
    String page() {
        StringBuilder page = new StringBuilder("""
                # Procedures

                <!-- Generated from the code and from configuration.md; do not edit. docs/README.md says how to write it anew. -->

                Every procedure takes one map, its configuration. [Configuration keys](configuration.md) says which values each key
                takes. `RETURN vimmrec.version()` is the only function: %s

                | procedure | mode | |
                |---|---|---|
                """.formatted(lowerFirst((String) db.run("SHOW FUNCTIONS YIELD name, description WHERE name = 'vimmrec.version'")
                        .get(0).get("description"))));
        List<Map<String, Object>> procedures = procedures();
        for (Map<String, Object> procedure : procedures) {
            page.append("| [`%s`](#%s) | %s | %s |\n".formatted(procedure.get("name"), anchor(procedure), procedure.get("mode"),
                    cell(procedure.get("description"))));
        }
        Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
        GROUPS.keySet().forEach(group -> groups.put(group, new ArrayList<>()));
        for (Map<String, Object> procedure : procedures) {
            groups.get(GROUPS.keySet().stream().filter(((String) procedure.get("name"))::startsWith).findFirst().orElseThrow())
                    .add(procedure);
        }
        groups.forEach((group, members) -> appendGroup(page, GROUPS.get(group), members));
        return page.toString();
    }

    private void appendGroup(StringBuilder page, String title, List<Map<String, Object>> procedures) {
        page.append("\n## ").append(title).append('\n');
        Map<String, List<String>> sameColumns = new LinkedHashMap<>();
        for (Map<String, Object> procedure : procedures) {
            page.append("\n### %s\n\n%s Mode %s.\n".formatted(procedure.get("name"),
                    cell(procedure.get("description")), procedure.get("mode")));
            String columns = columns(procedure);
            sameColumns.computeIfAbsent(columns, any -> new ArrayList<>()).add((String) procedure.get("name"));
            List<String> known = sameColumns.get(columns);
            if (known.size() == 1) {
                page.append("\n| column | type | |\n|---|---|---|\n").append(columns);
            } else {
                page.append("\nThe columns are those of [`%s`](#%s).\n".formatted(known.get(0), anchor(known.get(0))));
            }
        }
        appendKeys(page, procedures);
    }

    /** A row for each key; two for one whose default depends on the procedure. */
    private void appendKeys(StringBuilder page, List<Map<String, Object>> procedures) {
        Map<String, Map<Object, List<String>>> keys = new LinkedHashMap<>();
        for (Map<String, Object> procedure : procedures) {
            String name = (String) procedure.get("name");
            keys(name).forEach((key, value) -> keys.computeIfAbsent(key, any -> new LinkedHashMap<>())
                    .computeIfAbsent(value, any -> new ArrayList<>()).add(name));
        }
        Map<String, List<String>> documented = documentedKeys();
        page.append("\n### Keys of the group %s\n\n| key | procedures | default | meaning |\n|---|---|---|---|\n"
                .formatted(GROUPS.entrySet().stream().filter(group -> ((String) procedures.get(0).get("name")).startsWith(group.getKey()))
                        .findFirst().orElseThrow().getValue()));
        keys.forEach((key, defaults) -> defaults.forEach((value, names) -> page.append("| [`%s`](configuration.md#%s) | %s | %s | %s |\n"
                .formatted(key, key, names.size() == procedures.size() ? "all" : names.stream().map(Reference::mode)
                        .collect(Collectors.joining(", ")), value, documented.getOrDefault(key, List.of("", "?")).get(1)))));
    }

    /** The last parts of a name: {@code write.estimate}. */
    private static String mode(String procedure) {
        String[] parts = procedure.split("\\.");
        return parts.length < 3 ? parts[1] : "`" + String.join(".", Arrays.copyOfRange(parts, 2, parts.length)) + "`";
    }

    private static String columns(Map<String, Object> procedure) {
        StringBuilder rows = new StringBuilder();
        for (Object column : (List<?>) procedure.get("returnDescription")) {
            Map<?, ?> field = (Map<?, ?>) column;
            rows.append("| `%s` | `%s` | %s |\n".formatted(field.get("name"), field.get("type"), cell(field.get("description"))));
        }
        return rows.toString();
    }

    private static String cell(Object text) {
        return String.valueOf(text).replace("|", "\\|").replace("<", "&lt;");
    }

    private static String anchor(Map<String, Object> procedure) {
        return anchor((String) procedure.get("name"));
    }

    private static String anchor(String name) {
        return name.replace(".", "");
    }

    private static String lowerFirst(String text) {
        return Character.toLowerCase(text.charAt(0)) + text.substring(1);
    }
}
