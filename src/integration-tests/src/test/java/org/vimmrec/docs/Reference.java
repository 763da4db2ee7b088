package org.vimmrec.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.vimmrec.config.ConfigMap;
import org.vimmrec.config.DropConfig;
import org.vimmrec.config.EvaluationConfig;
import org.vimmrec.config.ExportConfig;
import org.vimmrec.config.ListConfig;
import org.vimmrec.config.Mode;
import org.vimmrec.config.RecommendConfig;
import org.vimmrec.config.RecommendKeys;
import org.vimmrec.config.SimilarityConfig;
import org.vimmrec.config.StatisticsConfig;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.interaction.Strategy;
import org.vimmrec.procedure.Database;

/**
 * The page of all procedures. Names, modes, columns and descriptions are what Neo4j shows; keys and defaults are what
 * the configuration classes read. The meaning of a key is written by hand, on the page of configuration keys.
 */
final class Reference {
    private static final Map<String, Object> MODALITIES = Map.of("modalities", Map.of("visual", "visualEmbedding"));
    private static final String REQUIRED = "required";
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    /** A row of a table on the page of configuration keys: anchor, key, values, meaning. */
    private static final Pattern KEY =
            Pattern.compile("(?m)^\\| <a id=\"(\\w+)\"></a>`(\\w+)` \\| (?:.*?) \\| (.*?) \\|$");

    private static final List<Group> GROUPS = List.of(
            new Group("vimmrec.similarity", "Similarity"),
            new Group("vimmrec.statistics", "Statistics"),
            new Group("vimmrec.overlay", "Overlay"),
            new Group("vimmrec.synergistic", "Synergistic"),
            new Group("vimmrec.virtual", "Virtual interactions of both strategies"),
            new Group("vimmrec.explain", "Explanation"),
            new Group("vimmrec.evaluate", "Evaluation"),
            new Group("vimmrec.recommend", "Recommendations"),
            new Group("vimmrec.export", "Export"),
            new Group("vimmrec.list", "Stored relationships"));

    private final List<Procedure> procedures;
    private final String version;
    private final String configurationPage;

    /** Procedures whose names begin with {@code prefix}, under one heading. */
    private record Group(String prefix, String title) {}

    /** A procedure with its columns as rows of a table, and its keys with their defaults. */
    private record Procedure(String name, String mode, String description, String columns, Map<String, String> keys) {

        String link() {
            return "[`%s`](#%s)".formatted(name, name.replace(".", ""));
        }

        /** The name within the group, such as {@code write.estimate}. */
        String shortName() {
            return name.substring(name.indexOf('.', name.indexOf('.') + 1) + 1);
        }
    }

    Reference(Database db, String configurationPage) {
        this.configurationPage = configurationPage;
        this.version = (String)
                db.row("SHOW FUNCTIONS YIELD name, description WHERE name = 'vimmrec.version'" + " RETURN description")
                        .get("description");
        this.procedures = db
                .run("SHOW PROCEDURES YIELD name, mode, description, returnDescription"
                        + " WHERE name STARTS WITH 'vimmrec' RETURN * ORDER BY name")
                .stream()
                .map(Reference::procedure)
                .toList();
    }

    private static Procedure procedure(Map<String, Object> row) {
        String name = (String) row.get("name");
        StringBuilder columns = new StringBuilder();
        for (Object column : (List<?>) row.get("returnDescription")) {
            Map<?, ?> field = (Map<?, ?>) column;
            columns.append("| `%s` | `%s` | %s |\n"
                    .formatted(field.get("name"), field.get("type"), cell(field.get("description"))));
        }
        return new Procedure(
                name, (String) row.get("mode"), cell(row.get("description")), columns.toString(), keys(name));
    }

    /** By key its meaning, as the page on configuration keys has it. */
    Map<String, String> documentedKeys() {
        Map<String, String> keys = new TreeMap<>();
        Matcher row = KEY.matcher(configurationPage);
        while (row.find()) {
            if (!row.group(1).equals(row.group(2)) || keys.put(row.group(2), row.group(3)) != null) {
                throw new IllegalStateException("`" + row.group(2) + "` is there twice, or has another anchor");
            }
        }
        return keys;
    }

    /** By procedure its keys and their defaults, as the page shows them. */
    Map<String, Map<String, String>> keys() {
        return procedures.stream().collect(Collectors.toMap(Procedure::name, Procedure::keys));
    }

    private static Map<String, String> keys(String procedure) {
        String name = procedure.replaceFirst("^vimmrec\\.", "").replaceFirst("\\.estimate$", "");
        return switch (name) {
            case "similarity.drop" -> defaults(Map.of(), DropConfig::ofSimilarity);
            case "virtual.drop" -> defaults(Map.of(), DropConfig::ofVirtual);
            case "statistics" -> defaults(Map.of(), StatisticsConfig::of);
            case "list" -> defaults(Map.of(), ListConfig::of);
            case "export.stream" -> defaults(Map.of(), ExportConfig::of);
            case "evaluate", "evaluate.write" -> defaults(MODALITIES, EvaluationConfig::of);
            case "explain" -> keysOfExplain();
            case "recommend.drop" -> keysOfModelDrop();
            case "recommend.update" -> keysOfRecommendUpdate();
            case "recommend.train" -> keysOfModel(RecommendConfig::ofTraining);
            default -> {
                Mode mode = Mode.valueOf(name.substring(name.indexOf('.') + 1).toUpperCase(Locale.ROOT));
                yield switch (name.substring(0, name.indexOf('.'))) {
                    case "recommend" -> keysOfRecommend(mode);
                    case "similarity" -> defaults(MODALITIES, config -> SimilarityConfig.of(config, mode));
                    case "overlay" -> defaults(Map.of(), config -> VirtualConfig.of(config, Strategy.OVERLAY, mode));
                    case "synergistic" ->
                        defaults(MODALITIES, config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, mode));
                    default -> throw new IllegalStateException("Which class reads the keys of " + procedure + "?");
                };
            }
        };
    }

    /** Its own, and those of both strategies, with Overlay's defaults where these differ. */
    private static Map<String, String> keysOfExplain() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("user", REQUIRED);
        keys.put("item", REQUIRED);
        keys.put("strategy", "`'overlay'`");
        keys.putAll(defaults(MODALITIES, config -> VirtualConfig.of(config, Strategy.SYNERGISTIC, Mode.EXPLAIN)));
        keys.putAll(defaults(Map.of(), config -> VirtualConfig.of(config, Strategy.OVERLAY, Mode.EXPLAIN)));
        return keys;
    }

    /** Those of every recommender, with the defaults of a call that names none. */
    private static Map<String, String> keysOfModel(Consumer<ConfigMap> reader) {
        Map<String, Object> example = new LinkedHashMap<>(MODALITIES);
        example.put("recommender", "freedom");
        example.put("strategy", "overlay");
        Map<String, String> keys = defaults(example, reader);
        keys.put("recommender", "`'recommended'`");
        keys.put("strategy", "see there");
        keys.put("modalities", "none");
        RecommendKeys.HYPERPARAMETERS.forEach(key -> keys.put(key, "none"));
        return keys;
    }

    private static Map<String, String> keysOfRecommend(Mode mode) {
        Map<String, String> keys = keysOfModel(config -> RecommendConfig.of(config, mode));
        keys.putAll(defaults(Map.of("recommender", "stored"), config -> RecommendConfig.of(config, mode)));
        keys.put("recommender", "`'recommended'`");
        keys.put("split", "none");
        if (mode == Mode.STREAM) {
            keys.put("embeddings", "none");
        }
        return keys;
    }

    /** Those of a write; the values of most are those of the last one. */
    private static Map<String, String> keysOfRecommendUpdate() {
        Map<String, String> keys = keysOfRecommend(Mode.UPDATE);
        Set<String> own = Set.of(
                "writeRelationshipType", "users", "invalidEmbeddings", "batchSize", "adopt", "concurrency", "sudo");
        keys.keySet().retainAll(own);
        return keys;
    }

    private static Map<String, String> keysOfModelDrop() {
        Map<String, String> keys = defaults(Map.of(), DropConfig::ofRecommendations);
        keys.put("embeddingProperty", "none");
        return keys;
    }

    /** Every key that is read, with its default. */
    private static Map<String, String> defaults(Map<String, Object> required, Consumer<ConfigMap> reader) {
        ConfigMap config = new ConfigMap("procedure", required);
        reader.accept(config);
        Map<String, String> keys = new LinkedHashMap<>();
        config.effective()
                .forEach((key, value) -> keys.put(key, required.containsKey(key) ? REQUIRED : shown(key, value)));
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

    /** The page. */
    String page() {
        StringBuilder page = new StringBuilder("""
                # Procedures

                <!-- Generated from the code and configuration.md. To change it, see docs/README.md. -->

                Every procedure takes one map, its configuration. [Configuration keys](configuration.md) says which
                values each key takes. The only function is `vimmrec.version()`: %s

                | procedure | mode | |
                |---|---|---|
                """.formatted(version));
        for (Procedure procedure : procedures) {
            page.append("| %s | %s | %s |\n".formatted(procedure.link(), procedure.mode(), procedure.description()));
        }
        List<Procedure> rest = new ArrayList<>(procedures);
        for (Group group : GROUPS) {
            List<Procedure> members = rest.stream()
                    .filter(each -> each.name().startsWith(group.prefix()))
                    .toList();
            rest.removeAll(members);
            page.append("\n## ").append(group.title()).append('\n');
            appendColumns(page, members);
            page.append("\n### Keys of the group ").append(group.title()).append('\n');
            appendKeys(page, members);
        }
        if (!rest.isEmpty()) {
            throw new IllegalStateException("In no group: " + rest);
        }
        return page.toString();
    }

    /** A table for each procedure; one whose columns are those of another refers to it. */
    private static void appendColumns(StringBuilder page, List<Procedure> procedures) {
        Map<String, Procedure> known = new LinkedHashMap<>();
        for (Procedure procedure : procedures) {
            page.append(
                    "\n### %s\n\n%s Mode %s.\n".formatted(procedure.name(), procedure.description(), procedure.mode()));
            Procedure same = known.putIfAbsent(procedure.columns(), procedure);
            if (same == null) {
                page.append("\n| column | type | |\n|---|---|---|\n").append(procedure.columns());
            } else {
                page.append("\nThe columns are those of %s.\n".formatted(same.link()));
            }
        }
    }

    /** A row for each key, or several if its default depends on the procedure. */
    private void appendKeys(StringBuilder page, List<Procedure> procedures) {
        Map<String, Map<String, List<Procedure>>> users = new LinkedHashMap<>();
        for (Procedure procedure : procedures) {
            procedure
                    .keys()
                    .forEach((key, value) -> users.computeIfAbsent(key, any -> new LinkedHashMap<>())
                            .computeIfAbsent(value, any -> new ArrayList<>())
                            .add(procedure));
        }
        Map<String, String> meanings = documentedKeys();
        page.append("\n| key | procedures | default | meaning |\n|---|---|---|---|\n");
        users.forEach((key, byDefault) -> byDefault.forEach((value, readers) -> {
            String names = readers.size() == procedures.size()
                    ? "all"
                    : readers.stream().map(each -> "`" + each.shortName() + "`").collect(Collectors.joining(", "));
            page.append("| [`%s`](configuration.md#%s) | %s | %s | %s |\n"
                    .formatted(key, key, names, value, meanings.get(key)));
        }));
    }

    private static String cell(Object text) {
        return String.valueOf(text).replace("|", "\\|").replace("<", "&lt;");
    }
}
