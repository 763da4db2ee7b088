package org.vimmrec.cli.export;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vimmrec.cli.console.MessageText;
import org.vimmrec.cli.database.CypherText;
import org.vimmrec.cli.database.Database;
import org.vimmrec.cli.process.CommandFailure;

/** Numbers the users or items of a graph by their ids, which are texts or whole numbers. */
final class NodeNumbers {

    /** Ids are used as they are if the numbers would not be much sparser than the nodes. */
    private static final long MAX_SPARSITY = 10;

    private final String what;
    private final Map<Object, Integer> numbers;
    private final boolean idsKept;

    private NodeNumbers(String what, Map<Object, Integer> numbers, boolean idsKept) {
        this.what = what;
        this.numbers = numbers;
        this.idsKept = idsKept;
    }

    /**
     * Reads the ids of all nodes with a label, and numbers them from 0 in ascending order.
     *
     * @param what "user" or "item"
     * @param keepIds whether whole numbers from 0 may stay as they are, with gaps
     * @throws CommandFailure if an id is missing, is not unique, or is neither text nor a whole number
     */
    static NodeNumbers of(Database database, String what, String label, String property, boolean keepIds) {
        Map<Object, Integer> numbers = new LinkedHashMap<>();
        database.stream(
                "MATCH (node:" + CypherText.quoted(label) + ") RETURN node." + CypherText.quoted(property)
                        + " AS id, elementId(node) AS element ORDER BY id",
                Map.of(),
                row -> {
                    Object id = row.get("id");
                    if (!(id instanceof String || id instanceof Long)) {
                        throw new CommandFailure("the " + what + " " + row.get("element")
                                + (id == null ? " has no property [" : " has no text or whole number in [")
                                + MessageText.abbreviate(property) + "]. Name the property that identifies each " + what
                                + " with --" + what + "-id-property.");
                    }
                    if (numbers.put(id, numbers.size()) != null) {
                        throw new CommandFailure("two " + what + "s have the " + property + " ["
                                + MessageText.abbreviate(id.toString()) + "]. Name the property that identifies each "
                                + what + " with --" + what + "-id-property.");
                    }
                });
        boolean whole = numbers.keySet().stream()
                .allMatch(id -> id instanceof Long number && number >= 0 && number <= MAX_SPARSITY * numbers.size());
        if (whole && keepIds) {
            numbers.replaceAll((id, number) -> Math.toIntExact((Long) id));
        }
        boolean same = whole
                && numbers.entrySet().stream().allMatch(entry -> entry.getKey().equals((long) entry.getValue()));
        return new NodeNumbers(what, new HashMap<>(numbers), same);
    }

    /** The number of nodes. */
    int size() {
        return numbers.size();
    }

    /** The number of the node with an id. */
    int of(Object id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new CommandFailure("the " + what + " [" + MessageText.abbreviate(String.valueOf(id))
                    + "] appeared during the export. Run the command again.");
        }
        return number;
    }

    /** Writes the numbers with their ids to {@code <what>s.tsv}, unless they are the same. */
    void writeTo(Path folder) throws IOException {
        if (idsKept) {
            return;
        }
        try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(what + "s.tsv"))) {
            out.write("number\tid\n");
            for (Map.Entry<Object, Integer> entry : numbers.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue())
                    .toList()) {
                out.write(entry.getValue() + "\t" + entry.getKey().toString().replaceAll("[\\t\\r\\n]", " ") + "\n");
            }
        }
    }
}
