package org.vimmrec.procedure;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.vimmrec.config.DropConfig;
import org.vimmrec.graph.ConvergentWriter;
import org.vimmrec.graph.Ledgers;
import org.vimmrec.graph.RelationshipTypes;
import org.vimmrec.graph.Standing;
import org.vimmrec.graph.WriterLock;
import org.vimmrec.task.Task;

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
            Ledgers ledgers = new Ledgers(call.db());
            List<String> types = RelationshipTypes.toDrop(call.tx(), ledgers, config);
            Task task = call.task(config.concurrency());
            try (WriterLock lock = WriterLock.acquire(call.tx(), types, task)) {
                ConvergentWriter writer = new ConvergentWriter(call.db(), call.tx(), config.batchSize(), task);
                List<Standing> all = types.stream().map(type -> Standing.of(call.tx(), type, task)).toList();
                List<DropRow> rows = new ArrayList<>();
                for (Standing standing : all) {
                    ledgers.delete(standing.type());
                    rows.add(new DropRow(standing.type(), writer.drop(standing)));
                }
                return rows.stream();
            }
        }
    }
}
