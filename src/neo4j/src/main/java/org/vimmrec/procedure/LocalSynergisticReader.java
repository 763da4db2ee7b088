package org.vimmrec.procedure;

import java.util.List;
import org.vimmrec.config.VirtualConfig;
import org.vimmrec.graph.ManifestHead;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;

/** Finds the fused neighbours of some users' items for Synergistic. */
final class LocalSynergisticReader extends LocalReader {

    LocalSynergisticReader(ProcedureContext context, VirtualConfig config, Task task) {
        super(context, config, task);
    }

    @Override
    Part read(IdIndex interacted, long[] others, List<ManifestHead> heads) {
        SynergisticReader reader = new SynergisticReader(context, config, task);
        IdIndex items = reader.items();
        return new Part(items, reader.readSome(items, interacted));
    }
}
