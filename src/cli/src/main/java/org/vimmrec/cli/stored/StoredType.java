package org.vimmrec.cli.stored;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.database.Database;

/**
 * A relationship type that the plugin has written.
 *
 * @param row a row of {@code vimmrec.list}
 */
record StoredType(Map<String, Object> row) {

    String kind() {
        return (String) row.get("kind");
    }

    /** The relationship type; for embeddings the node property. */
    String name() {
        return row.get("relationshipType") instanceof String type ? type : (String) key("writeProperty", "-");
    }

    boolean isSimilarity() {
        return kind().equals("similarity");
    }

    boolean isVirtual() {
        return kind().equals("overlay") || kind().equals("synergistic");
    }

    Map<?, ?> configuration() {
        return (Map<?, ?>) row.get("configuration");
    }

    private Object key(String key, Object byDefault) {
        Object value = configuration().get(key);
        return value == null ? byDefault : value;
    }

    String userLabel() {
        return (String) key("userLabel", "User");
    }

    String itemLabel() {
        return (String) key("itemLabel", "Item");
    }

    /** The property with the weight of a virtual interaction, or the similarity. */
    String writeProperty() {
        return (String) key("writeProperty", isSimilarity() ? "score" : "weight");
    }

    /** The types of the real interactions. */
    List<String> interactionTypes() {
        Object types = key("interactionType", List.of("INTERACTED"));
        return (types instanceof Map<?, ?> map
                        ? List.copyOf(map.keySet())
                        : types instanceof List<?> list ? list : List.of(types))
                .stream().map(String::valueOf).toList();
    }

    /** Whether the last write ran to its end and nothing has changed since. */
    boolean isCurrent() {
        return error() == null && isComplete() && changed("itemsChanged") == 0 && changed("usersChanged") == 0;
    }

    boolean isComplete() {
        return Boolean.TRUE.equals(row.get("complete"));
    }

    /** Why the changes cannot be counted, or null. */
    String error() {
        return (String) row.get("error");
    }

    /** A number of changed nodes; 0 if it does not apply. */
    long changed(String column) {
        return row.get(column) instanceof Number number ? number.longValue() : 0;
    }

    /** The call that brings the relationships up to date: modalities first, and then the keys by name. */
    String update() {
        String procedure = switch (kind()) {
            case "recommendation" -> "vimmrec.recommend.write";
            case "embedding" -> "vimmrec.recommend.train";
            default -> "vimmrec." + kind() + ".update";
        };
        Map<String, Object> sorted = new TreeMap<>(
                Comparator.comparing((String key) -> !key.equals("modalities")).thenComparing(key -> key));
        sorted.putAll(Database.map(row.get("configuration")));
        return CypherText.call(procedure, sorted);
    }
}
