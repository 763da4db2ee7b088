package org.vimmrec.cli.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.vimmrec.cli.console.ConsoleOutput;

/**
 * The tables of one evaluation, as cells. Each fits in 100 columns unless labels are long. A header that starts with
 * {@code >} makes its column right-aligned.
 */
record EvaluationTables(List<EvaluationRow> rows) {
    static final List<String> RECALL_HEADERS =
            List.of("variant", ">virtual", ">recall", ">NDCG", ">uplift", ">95 % interval");
    static final List<String> LIST_HEADERS =
            List.of("variant", ">hit rate", ">MRR", ">coverage", ">novelty", ">diversity");
    static final List<String> COLD_ITEM_HEADERS = List.of("variant", ">warm recall", ">cold recall", ">cold share");
    static final List<String> GROUP_HEADERS = List.of("interactions", ">users", ">baseline", ">variant", ">uplift");

    /** What virtual interactions do to recall. */
    List<List<String>> recall() {
        return table(row -> List.of(
                label(row),
                ConsoleOutput.format("%,d", row.columns().get("virtualInteractions")),
                row.decimal("recall"),
                row.decimal("ndcg"),
                row.percent("recallUplift"),
                row.upliftInterval()));
    }

    /** Other metrics of the lists. */
    List<List<String>> lists() {
        return table(row -> List.of(
                label(row),
                row.decimal("hitRate"),
                row.decimal("mrr"),
                row.decimal("coverage"),
                row.shortDecimal("novelty"),
                row.decimal("intraListDiversity")));
    }

    /** Whether any test interaction is with a cold item. */
    boolean hasColdItems() {
        return rows.stream().anyMatch(row -> row.columns().get("coldItemRecall") != null);
    }

    /** The recall of warm and of cold items, and the share of cold ones in the lists. */
    List<List<String>> coldItems() {
        return table(row -> List.of(
                label(row),
                row.decimal("warmItemRecall"),
                row.decimal("coldItemRecall"),
                row.decimal("coldItemShare")));
    }

    /** The recall of groups of users, without and with virtual interactions. */
    static List<List<String>> groups(EvaluationRow baseline, EvaluationRow variant) {
        List<List<String>> table = new ArrayList<>();
        for (int g = 0; g < variant.groups().size(); g++) {
            Map<?, ?> group = variant.groups().get(g);
            table.add(List.of(
                    groupName(group),
                    ConsoleOutput.format("%,d", group.get("users")),
                    withInterval("%.3f", 1, baseline.groups().get(g), "recall"),
                    withInterval("%.3f", 1, group, "recall"),
                    withInterval("%+.0f %%", 100, group, "uplift")));
        }
        return table;
    }

    /** Such as "2 to 4". */
    static String groupName(Map<?, ?> group) {
        Object from = group.get("from");
        Object to = group.get("to");
        return from + (to == null ? " or more" : to.equals(from) ? "" : " to " + to);
    }

    /** Such as "0.123 (0.110 to 0.136)"; "-" for a number that is null. */
    private static String withInterval(String format, double unit, Map<?, ?> group, String metric) {
        Object low = group.get(metric + "Low");
        Object high = group.get(metric + "High");
        return number(format, unit, group.get(metric))
                + (low == null && high == null
                        ? ""
                        : " (" + number(format.replace(" %%", ""), unit, low) + " to "
                                + number(format.replace(" %%", ""), unit, high) + ")");
    }

    private static String number(String format, double unit, Object value) {
        return value instanceof Double number ? ConsoleOutput.format(format, unit * number) : "-";
    }

    private List<List<String>> table(Function<EvaluationRow, List<String>> cells) {
        return rows.stream().map(cells).toList();
    }

    private static String label(EvaluationRow row) {
        return row.label() + (row.isBest() ? " *" : "");
    }
}
