package org.vimmrec.cli.stored;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.vimmrec.cli.console.ConsoleOutput;
import org.vimmrec.cli.report.ReportDocument.Figure;
import org.vimmrec.cli.report.ReportDocument.State;
import org.vimmrec.cli.report.ReportDocument.Verdict;

/**
 * Says whether what is stored is up to date, and what it reaches.
 *
 * @param types what the plugin has written
 * @param counts the counts of each virtual relationship type, by its name
 */
record StoredVerdict(List<StoredType> types, Map<String, Map<String, Object>> counts) {

    Verdict verdict() {
        List<StoredType> outdated =
                types.stream().filter(type -> !type.isCurrent()).toList();
        List<String> notices = new ArrayList<>();
        for (StoredType type : outdated) {
            notices.add(notice(type));
        }
        String cypher = outdated.stream().map(StoredType::update).collect(Collectors.joining("\n"));
        return new Verdict(
                state(outdated),
                headline(outdated),
                text(outdated),
                figures(),
                notices,
                cypher.isEmpty() ? null : cypher);
    }

    private State state(List<StoredType> outdated) {
        boolean broken = outdated.stream().anyMatch(type -> type.error() != null || !type.isComplete());
        return types.isEmpty() || broken ? State.NO : outdated.isEmpty() ? State.YES : State.UNCERTAIN;
    }

    private String headline(List<StoredType> outdated) {
        return switch (state(outdated)) {
            case YES -> "Up to date";
            case UNCERTAIN -> "The graph has changed since the last write";
            case NO -> types.isEmpty() ? "Nothing is stored" : "What is stored is not complete";
        };
    }

    private String text(List<StoredType> outdated) {
        if (types.isEmpty()) {
            return "The plugin has written nothing to this database. Evaluate first: `vimmrec.evaluate` finds out"
                    + " whether virtual interactions help.";
        }
        return ConsoleOutput.format(
                "%,d of %,d relationship types are up to date. This report does not evaluate: it does not say whether virtual"
                        + " interactions improve recommendations.",
                types.size() - outdated.size(), types.size());
    }

    private static String notice(StoredType type) {
        if (type.error() != null) {
            return type.name() + ": " + type.error();
        }
        return type.isComplete()
                ? type.name() + ": " + changes(type) + " changed since the last write or update."
                : type.name() + ": the last write or update did not run to its end.";
    }

    /** Such as "1 item has" or "2 items and 1 user have". */
    private static String changes(StoredType type) {
        long items = type.changed("itemsChanged");
        long users = type.changed("usersChanged");
        String counts = Stream.of(count(items, "item"), count(users, "user"))
                .filter(count -> !count.isEmpty())
                .collect(Collectors.joining(" and "));
        return counts + (items + users == 1 ? " has" : " have");
    }

    private static String count(long number, String what) {
        return number == 0 ? "" : ConsoleOutput.format("%,d %s%s", number, what, number == 1 ? "" : "s");
    }

    private List<Figure> figures() {
        List<Figure> figures = new ArrayList<>();
        for (StoredType type : types) {
            Map<String, Object> count = counts.get(type.name());
            if (count != null) {
                String which = counts.size() == 1 ? "" : type.name() + ": ";
                figures.add(new Figure(
                        "Virtual interactions",
                        ConsoleOutput.format("%,d", type.row().get("relationshipCount")),
                        which
                                + ConsoleOutput.format(
                                        "of %,d of %,d users", count.get("augmented"), count.get("users"))));
                figures.add(new Figure(
                        "Items reached",
                        ConsoleOutput.format("%,d", count.get("itemsReached")),
                        which + ConsoleOutput.format("of %,d", count.get("items"))));
                figures.add(new Figure(
                        "Cold items reached",
                        ConsoleOutput.format("%,d", count.get("coldItemsReached")),
                        which + ConsoleOutput.format("of %,d items without interactions", count.get("coldItems"))));
            }
        }
        return figures;
    }
}
