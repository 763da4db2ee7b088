package org.vimmrec.graph;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is remembered of the relationships of a type that were written: how they came about and from what, so that an
 * update finds out what has changed since.
 *
 * @param type of the relationships
 * @param kind what they are: {@code similarity}, {@code overlay} or {@code synergistic}
 * @param configuration the keys that decide what is written, as the configuration in effect shows them, without nulls
 * @param weights by modality those that virtual interactions were computed with; empty for similarities
 * @param writtenAt when
 * @param complete false while the first write is under way, or if it was ended early
 * @param sources what each source node's relationships were computed from, and their checksum as {@link StoredRows} has it
 * @param items for virtual interactions what each item vouched with (the input), and what that came from (the output)
 * @param neighbours where they are stored nowhere else, of each item, best first: who it is (the input), and the bits of the
 *     similarity (the output); an id comes as often as it has neighbours
 * @param pending sources that an update was about to write; it was ended early if there are any
 */
public record Ledger(String type, String kind, Map<String, Object> configuration, Map<String, Object> weights,
        ZonedDateTime writtenAt, boolean complete, Entries sources, Entries items, Entries neighbours, long[] pending) {
    /** The kind of similarities. */
    public static final String SIMILARITY = "similarity";

    private static final long[] NOBODY = {};

    /** Two numbers for each of many nodes, or some for each; the ids ascend. */
    public record Entries(long[] ids, long[] inputs, long[] outputs) {
        /** Of no nodes. */
        public static final Entries NONE = new Entries(NOBODY, NOBODY, NOBODY);

        /** By node its place, the first if it has some, or -1. */
        public int[] places(Nodes nodes) {
            int[] places = new int[nodes.size()];
            int place = 0;
            for (int n = 0; n < places.length; n++) {
                while (place < ids.length && ids[place] < nodes.ids()[n]) {
                    place++;
                }
                places[n] = place < ids.length && ids[place] == nodes.ids()[n] ? place : -1;
            }
            return places;
        }

        /** The heap that entries of so many nodes take, in bytes. */
        public static long bytes(long nodes) {
            return nodes * 3 * Long.BYTES;
        }
    }

    /** Of relationships that are about to be written. */
    public static Ledger begun(String type, String kind, Map<String, Object> configuration) {
        Map<String, Object> given = new LinkedHashMap<>(configuration);
        given.values().removeIf(value -> value == null);
        return new Ledger(type, kind, given, Map.of(), ZonedDateTime.now(), false, Entries.NONE, Entries.NONE, Entries.NONE,
                NOBODY);
    }

    /** Of the same relationships, now that they have been written. */
    public Ledger written(Map<String, Object> newWeights, Entries newSources, Entries newItems, Entries newNeighbours) {
        return new Ledger(type, kind, configuration, newWeights, ZonedDateTime.now(), true, newSources, newItems,
                newNeighbours, NOBODY);
    }

    /** The same, but that it is not to be relied on. */
    Ledger unfinished() {
        return new Ledger(type, kind, configuration, weights, writtenAt, false, sources, items, neighbours, pending);
    }

    /** Why relationships that this remembers cannot be made by an update what {@code wanted} is to be, or null if they can. */
    public String difference(Ledger wanted) {
        if (!complete) {
            return "the last write did not end, the nodes of the database were numbered anew, what was kept of it is"
                    + " damaged, or another version of this plugin kept it";
        }
        if (!kind.equals(wanted.kind)) {
            return "they were written by vimmrec.%s".formatted(kind);
        }
        Set<String> keys = new LinkedHashSet<>(configuration.keySet());
        keys.addAll(wanted.configuration.keySet());
        for (String key : keys) {
            Object was = configuration.get(key);
            Object is = wanted.configuration.get(key);
            if (!same(was, is)) {
                return "`%s` was %s and is %s".formatted(key, was, is);
            }
        }
        return null;
    }

    /** The order of modalities decides in which order numbers are added up, and so the last bit. */
    private static boolean same(Object was, Object is) {
        if (was instanceof Map<?, ?> oldMap && is instanceof Map<?, ?> newMap) {
            List<Object> oldKeys = new ArrayList<>(oldMap.keySet());
            return oldKeys.equals(new ArrayList<>(newMap.keySet())) && oldMap.equals(newMap);
        }
        return was == null ? is == null : was.equals(is);
    }
}
