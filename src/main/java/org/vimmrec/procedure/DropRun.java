package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vimmrec.config.DropConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.RelationshipTypes;
import org.vimmrec.graph.WriterLock;

/** Deletes what was written. */
final class DropRun {
    private final Call call;
    private final DropConfig config;

    DropRun(Call call, DropConfig config) {
        this.call = call;
        this.config = config;
    }

    Stream<DropRow> rows() {
        try (call) {
            List<String> types = RelationshipTypes.toDrop(call.tx(), config);
            try (WriterLock lock = WriterLock.acquire(call.tx(), types)) {
                ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.batchSize(),
                        call.task(config.concurrency()));
                types.forEach(writer::requireOwn);
                List<DropRow> rows = new ArrayList<>();
                for (String type : types) {
                    rows.add(new DropRow(type, writer.drop(type)));
                }
                return rows.stream();
            }
        }
    }
}
