package org.vimmrec.graph;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neo4j.graphdb.GraphDatabaseService;
import org.neo4j.graphdb.Node;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;
import org.vimmrec.update.ManifestRange;
import org.vimmrec.update.ManifestRange.Part;

/** Reads the entries of a manifest for some items, and no ranges without one of them. */
public final class ManifestEntries {
    private final GraphDatabaseService db;
    private final Task task;
    private final String type;

    /**
     * Reads in transactions of its own.
     *
     * @param type the relationship type of the manifest
     */
    public ManifestEntries(GraphDatabaseService db, Task task, String type) {
        this.db = db;
        this.task = task;
        this.type = type;
    }

    /** The fingerprints of some items; none for an item that the manifest does not list. */
    public Manifest.Entries items(IdIndex items) {
        return entries(Part.ITEMS, items);
    }

    /** The neighbours of some items. */
    public Manifest.Entries neighbours(IdIndex items) {
        return entries(Part.NEIGHBOURS, items);
    }

    private Manifest.Entries entries(Part part, IdIndex items) {
        Set<Long> numbers =
                Arrays.stream(items.ids()).map(ManifestRange::numberOf).boxed().collect(Collectors.toSet());
        Map<ManifestRange, Node> ranges = new HashMap<>();
        try (Transaction tx = db.beginTx()) {
            ManifestStore.forEach(tx, type::equals, node -> {
                ManifestRange range = ManifestNodes.range(node);
                if (range != null
                        && range.part() == part
                        && numbers.contains(range.number())
                        && ManifestNodes.hasValidEntries(node)) {
                    ranges.put(range, node);
                }
            });
            return selected(ManifestNodes.entries(ranges, part, task::checkTermination), items);
        }
    }

    private static Manifest.Entries selected(Manifest.Entries all, IdIndex items) {
        int[] places = new int[all.ids().length];
        int count = 0;
        for (int n = 0; n < places.length; n++) {
            if (items.index(all.ids()[n]) >= 0) {
                places[count++] = n;
            }
        }
        int[] kept = Arrays.copyOf(places, count);
        return new Manifest.Entries(at(all.ids(), kept), at(all.inputs(), kept), at(all.outputs(), kept));
    }

    private static long[] at(long[] values, int[] places) {
        return Arrays.stream(places).mapToLong(place -> values[place]).toArray();
    }
}
