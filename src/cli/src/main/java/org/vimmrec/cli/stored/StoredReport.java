package org.vimmrec.cli.stored;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.vimmrec.cli.database.ProcedureCaller;
import org.vimmrec.cli.report.ReportDocument;
import org.vimmrec.cli.report.ReportDocument.Fact;
import org.vimmrec.cli.report.ReportDocument.Section;
import org.vimmrec.cli.report.ReportGlossary;
import org.vimmrec.cli.report.SimilaritySection;

/** Makes the report on what the plugin has written to a database. It reads and writes nothing. */
final class StoredReport {

    private StoredReport() {}

    /** @param database the database in words */
    static ReportDocument document(ProcedureCaller procedures, String database) {
        StoredGraph graph = new StoredGraph(procedures);
        List<StoredType> types = graph.types();
        StoredSections sections = new StoredSections(graph, types);
        Map<String, Map<String, Object>> counts = new LinkedHashMap<>();
        List<Section> all = new ArrayList<>();
        if (!types.isEmpty()) {
            all.add(sections.stored());
        }
        List<StoredType> virtual = types.stream().filter(StoredType::isVirtual).toList();
        for (StoredType type : virtual) {
            counts.put(type.name(), graph.counts(type));
            all.add(sections.virtual(type, virtual.size() == 1 ? "virtual" : "virtual-" + (counts.size())));
        }
        if (types.stream().anyMatch(StoredType::isSimilarity)) {
            all.add(new SimilaritySection(graph.statistics(types)).section());
        }
        Section evaluations = sections.evaluations();
        if (evaluations != null) {
            all.add(evaluations);
        }
        return new ReportDocument(
                "What is stored in this graph?",
                database,
                new StoredVerdict(types, counts).verdict(),
                all,
                List.of(Fact.date(), new Fact("Version", graph.versions()), new Fact("Database", database)),
                ReportGlossary.STORED_TERMS);
    }
}
