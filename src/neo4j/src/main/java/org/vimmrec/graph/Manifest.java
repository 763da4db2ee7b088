package org.vimmrec.graph;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.task.Shown;

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
public record Manifest(String type, String kind, Map<String, Object> configuration, Map<String, Object> weights,
        ZonedDateTime writtenAt, boolean complete, Entries sources, Entries items, Entries neighbours, long[] pending) {
    /** The kind of similarities. */
    public static final String SIMILARITY = "similarity";

    private static final String MODALITIES = "modalities";
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

        /**
         * These, and those of nodes that are not among them any more, which fit nothing that is found later. So the manifest
         * goes on to list nodes whose relationships have not been written anew.
         */
        public Entries keepingNodesOf(Entries old) {
            long[] gone = Arrays.stream(old.ids).filter(id -> Arrays.binarySearch(ids, id) < 0).toArray();
            if (gone.length == 0) {
                return this;
            }
            long[] all = Arrays.copyOf(ids, ids.length + gone.length);
            System.arraycopy(gone, 0, all, ids.length, gone.length);
            Arrays.sort(all);
            long[] newInputs = new long[all.length];
            long[] newOutputs = new long[all.length];
            for (int n = 0; n < all.length; n++) {
                int place = Arrays.binarySearch(ids, all[n]);
                newInputs[n] = place < 0 ? Fingerprint.NONE : inputs[place];
                newOutputs[n] = place < 0 ? Fingerprint.NONE : outputs[place];
            }
            return new Entries(all, newInputs, newOutputs);
        }

        /** The heap that entries of so many nodes take, in bytes. */
        public static long bytes(long nodes) {
            return nodes * 3 * Long.BYTES;
        }
    }

    /** What a head says; without entries. */
    static Manifest described(String type, String kind, Map<String, Object> configuration, Map<String, Object> weights,
            ZonedDateTime writtenAt, boolean complete) {
        return new Manifest(type, kind, configuration, weights, writtenAt, complete, Entries.NONE, Entries.NONE, Entries.NONE,
                NOBODY);
    }

    /** The same with entries. */
    Manifest with(Entries newSources, Entries newItems, Entries newNeighbours, long[] newPending) {
        return new Manifest(type, kind, configuration, weights, writtenAt, complete, newSources, newItems, newNeighbours,
                newPending);
    }

    /** Of relationships that are about to be written. */
    public static Manifest begun(String type, String kind, Map<String, Object> configuration) {
        Map<String, Object> given = new LinkedHashMap<>(configuration);
        given.values().removeIf(value -> value == null);
        return new Manifest(type, kind, given, Map.of(), ZonedDateTime.now(), false, Entries.NONE, Entries.NONE, Entries.NONE,
                NOBODY);
    }

    /** Of the same relationships, now that they have been written. */
    public Manifest written(Map<String, Object> newWeights, Entries newSources, Entries newItems, Entries newNeighbours) {
        return new Manifest(type, kind, configuration, newWeights, ZonedDateTime.now(), true, newSources, newItems,
                newNeighbours, NOBODY);
    }

    /** The same manifest, marked as unfinished. */
    Manifest unfinished() {
        return new Manifest(type, kind, configuration, weights, writtenAt, false, sources, items, neighbours, pending);
    }

    /** Whether the last write or update came to its end, so that the entries say what stands. */
    public boolean settled() {
        return complete && pending.length == 0;
    }

    /** The label of the nodes that the relationships end at. */
    public String itemLabel() {
        return String.valueOf(configuration.get("itemLabel"));
    }

    /** The label of the nodes that the relationships start at. */
    public String sourceLabel() {
        return isSimilarity() ? itemLabel() : String.valueOf(configuration.get("userLabel"));
    }

    /** Whether these are similarities, and not virtual interactions. */
    public boolean isSimilarity() {
        return kind.equals(SIMILARITY);
    }

    /** The modality of similarities, as its writer spelled it; null if the manifest does not say. */
    public String modality() {
        return isSimilarity() && configuration.get(MODALITIES) instanceof Map<?, ?> map && map.size() == 1
                ? String.valueOf(map.keySet().iterator().next()) : null;
    }

    /** The property that holds the value; null if the manifest does not say. */
    String writeProperty() {
        return configuration.get("writeProperty") instanceof String name ? name : null;
    }

    /** Whether these are similarities of items with a label, in types that begin with a prefix. */
    public boolean isSimilarityOf(String label, String typePrefix) {
        return modality() != null && itemLabel().equals(label)
                && typePrefix.equals(configuration.get("relationshipTypePrefix"));
    }

    /**
     * What these relationships belong to: labels, interaction types and modality. A write with another identity would
     * replace one catalogue's relationships by those of another. Tuning, such as the strategy or {@code topK}, is not part
     * of it.
     */
    private Map<String, Object> identity() {
        Map<String, Object> identity = new LinkedHashMap<>();
        identity.put("kind", isSimilarity() ? "similarities" : "virtual interactions");
        identity.put("itemLabel", itemLabel());
        if (isSimilarity()) {
            String modality = modality();
            identity.put("modality", modality == null ? null : modality.toLowerCase(Locale.ROOT));
        } else {
            identity.put("userLabel", sourceLabel());
            identity.put("interactionType", configuration.get("interactionType") instanceof Collection<?> types
                    ? new TreeSet<>(types) : configuration.get("interactionType"));
        }
        return identity;
    }

    /** How the identity of these relationships differs from that of the wanted ones, or null if it is the same. */
    public String identityDifference(Manifest wanted) {
        Map<String, Object> stored = identity();
        Map<String, Object> other = wanted.identity();
        if (!stored.get("kind").equals(other.get("kind"))) {
            return "are %s, not %s".formatted(stored.get("kind"), other.get("kind"));
        }
        List<String> were = new ArrayList<>();
        List<String> are = new ArrayList<>();
        stored.forEach((key, value) -> {
            if (!Objects.equals(value, other.get(key))) {
                String named = key.equals("modality") ? key : "`" + key + "`";
                were.add("%s %s".formatted(named, shown(key, value)));
                are.add("%s %s".formatted(named, wanted.shown(key, other.get(key))));
            }
        });
        return were.isEmpty() ? null : "were written for %s, not for %s".formatted(String.join(" and ", were),
                String.join(" and ", are));
    }

    private String shown(String key, Object value) {
        return value instanceof Collection<?> types ? Shown.names(types.stream().map(String::valueOf).toList())
                : "[" + Shown.name(key.equals("modality") ? modality() : String.valueOf(value)) + "]";
    }

    /** Why relationships that this remembers cannot be made by an update what {@code wanted} is to be, or null if they can. */
    public String difference(Manifest wanted) {
        if (!complete) {
            return "the stored state is unusable, because the last write was interrupted, node ids changed, or another plugin"
                    + " version wrote it";
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
