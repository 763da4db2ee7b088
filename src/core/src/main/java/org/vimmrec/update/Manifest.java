package org.vimmrec.update;

import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.vimmrec.sparse.Fingerprint;

/**
 * The record that a write leaves of the relationships of a type: the configuration and the data they were computed
 * from. An update compares it with the current data.
 *
 * @param type of the relationships
 * @param kind of the relationships
 * @param configuration the keys that decide what is written, with the values in effect, without nulls
 * @param weights by modality the weights of virtual interactions; empty for similarities
 * @param writtenAt when the last write or update ended
 * @param complete false while the first write is under way, or if it was interrupted
 * @param sources for each source node the fingerprint of the data its relationships were computed from (the input), and
 *     their {@link RowChecksum} (the output)
 * @param items for virtual interactions: for each item the fingerprint of what it contributes to users' rows (the
 *     input), and the fingerprint of its embeddings (the output)
 * @param neighbours for each item its neighbours, best first, if they are not stored as relationships: the neighbour's
 *     id (the input), and the bits of the similarity (the output). An item's id repeats for each of its neighbours
 * @param pending the ids of sources that an update was about to write; not empty only if the update was interrupted
 */
public record Manifest(
        String type,
        Kind kind,
        Map<String, Object> configuration,
        Map<String, Object> weights,
        ZonedDateTime writtenAt,
        boolean complete,
        Entries sources,
        Entries items,
        Entries neighbours,
        long[] pending) {
    private static final String MODALITIES = "modalities";
    private static final long[] NO_IDS = {};

    /** What was written. */
    public enum Kind {
        /** Similarities of items in one modality. */
        SIMILARITY("similarities", "similarity"),
        /** Virtual interactions by Overlay. */
        OVERLAY("virtual interactions", "virtual"),
        /** Virtual interactions by Synergistic. */
        SYNERGISTIC("virtual interactions", "virtual"),
        /** Items that a recommender recommends to users. */
        RECOMMENDATION("recommendations", "recommend"),
        /** The embeddings of a recommender, in a property of users and items instead of relationships. */
        EMBEDDING("embeddings", "recommend");

        private final String family;
        private final String procedures;

        Kind(String family, String procedures) {
            this.family = family;
            this.procedures = procedures;
        }

        /** What is written, in the plural. Kinds of the same family replace each other. */
        public String family() {
            return family;
        }

        /** The part of the name that the procedures for this kind share, such as {@code virtual}. */
        public String procedures() {
            return procedures;
        }

        /** Whether the relationships are virtual interactions. */
        public boolean isVirtual() {
            return this == OVERLAY || this == SYNERGISTIC;
        }

        /** The kind as manifests and results spell it. */
        public String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The kind with a spelling, or null if there is none. */
        public static Kind of(Object spelling) {
            for (Kind kind : values()) {
                if (kind.spelling().equals(spelling)) {
                    return kind;
                }
            }
            return null;
        }
    }

    /** Two numbers for each node, or for each of several entries of a node. The ids ascend. */
    public record Entries(long[] ids, long[] inputs, long[] outputs) {
        /** No entries. */
        public static final Entries NONE = new Entries(NO_IDS, NO_IDS, NO_IDS);

        /** For each node the position of its (first) entry, or -1 if it has none. */
        public int[] positions(IdIndex nodes) {
            int[] positions = new int[nodes.size()];
            int position = 0;
            for (int n = 0; n < positions.length; n++) {
                while (position < ids.length && ids[position] < nodes.id(n)) {
                    position++;
                }
                positions[n] = position < ids.length && ids[position] == nodes.id(n) ? position : -1;
            }
            return positions;
        }

        /**
         * The number of nodes that are new, gone, or whose input is not the current one. A current NONE equals no
         * entry.
         */
        public long countChangedInputs(IdIndex nodes, long[] current) {
            return countChanged(nodes, inputs, current);
        }

        /**
         * The number of nodes that are new, gone, or whose output is not the current one. A current NONE equals no
         * entry.
         */
        public long countChangedOutputs(IdIndex nodes, long[] current) {
            return countChanged(nodes, outputs, current);
        }

        /** The number of nodes that are new or gone. */
        public long countChangedNodes(IdIndex nodes) {
            long found = Arrays.stream(positions(nodes))
                    .filter(position -> position >= 0)
                    .count();
            return nodes.size() + ids.length - 2 * found;
        }

        private long countChanged(IdIndex nodes, long[] known, long[] current) {
            int[] positions = positions(nodes);
            long changed = 0;
            int found = 0;
            for (int n = 0; n < positions.length; n++) {
                found += positions[n] < 0 ? 0 : 1;
                changed += current[n] != (positions[n] < 0 ? Fingerprint.NONE : known[positions[n]]) ? 1 : 0;
            }
            return changed + ids.length - found;
        }

        /**
         * These entries, and entries for the nodes of {@code old} that are not here any more. The additional ones equal
         * no fingerprint, so the next update still sees that these nodes are gone.
         */
        public Entries keepingNodesOf(Entries old) {
            long[] gone = Arrays.stream(old.ids)
                    .filter(id -> Arrays.binarySearch(ids, id) < 0)
                    .toArray();
            if (gone.length == 0) {
                return this;
            }
            long[] all = Arrays.copyOf(ids, ids.length + gone.length);
            System.arraycopy(gone, 0, all, ids.length, gone.length);
            Arrays.sort(all);
            long[] newInputs = new long[all.length];
            long[] newOutputs = new long[all.length];
            for (int n = 0; n < all.length; n++) {
                int position = Arrays.binarySearch(ids, all[n]);
                newInputs[n] = position < 0 ? Fingerprint.NONE : inputs[position];
                newOutputs[n] = position < 0 ? Fingerprint.NONE : outputs[position];
            }
            return new Entries(all, newInputs, newOutputs);
        }

        /** The heap that a number of entries takes, in bytes. */
        public static long bytes(long entries) {
            return entries * 3 * Long.BYTES;
        }
    }

    /** A manifest without entries. */
    public static Manifest described(
            String type,
            Kind kind,
            Map<String, Object> configuration,
            Map<String, Object> weights,
            ZonedDateTime writtenAt,
            boolean complete) {
        return new Manifest(
                type,
                kind,
                configuration,
                weights,
                writtenAt,
                complete,
                Entries.NONE,
                Entries.NONE,
                Entries.NONE,
                NO_IDS);
    }

    /** The manifest of relationships that are about to be written. */
    public static Manifest planned(String type, Kind kind, Map<String, Object> configuration) {
        Map<String, Object> given = new LinkedHashMap<>(configuration);
        given.values().removeIf(value -> value == null);
        return described(type, kind, given, Map.of(), ZonedDateTime.now(), false);
    }

    /** The same manifest with other entries. */
    public Manifest with(Entries newSources, Entries newItems, Entries newNeighbours, long[] newPending) {
        return new Manifest(
                type,
                kind,
                configuration,
                weights,
                writtenAt,
                complete,
                newSources,
                newItems,
                newNeighbours,
                newPending);
    }

    /** The manifest of the same relationships after they have been written. */
    public Manifest written(
            Map<String, Object> newWeights, Entries newSources, Entries newItems, Entries newNeighbours) {
        return new Manifest(
                type,
                kind,
                configuration,
                newWeights,
                ZonedDateTime.now(),
                true,
                newSources,
                newItems,
                newNeighbours,
                NO_IDS);
    }

    /** The same manifest, marked as incomplete. */
    public Manifest unfinished() {
        return new Manifest(type, kind, configuration, weights, writtenAt, false, sources, items, neighbours, pending);
    }

    /** Whether the last write or update ran to its end, so the entries describe the stored relationships. */
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

    /** Whether the relationships are similarities. */
    public boolean isSimilarity() {
        return kind == Kind.SIMILARITY;
    }

    /**
     * The modality of similarities as the writer's configuration spelled it; null if the manifest does not contain it.
     */
    public String modality() {
        return isSimilarity() && configuration.get(MODALITIES) instanceof Map<?, ?> map && map.size() == 1
                ? String.valueOf(map.keySet().iterator().next())
                : null;
    }

    /** The property that holds the value; null if the manifest does not contain it. */
    public String writeProperty() {
        return configuration.get("writeProperty") instanceof String name ? name : null;
    }

    /** Whether the relationships are similarities of items with a label, in types that begin with a prefix. */
    public boolean isSimilarityOf(String label, String typePrefix) {
        return modality() != null
                && itemLabel().equals(label)
                && typePrefix.equals(configuration.get("relationshipTypePrefix"));
    }

    /** The interaction types, sorted, without their weights; the value itself if it is neither a list nor a map. */
    public Object interactionTypes() {
        Object types = configuration.get("interactionType");
        return types instanceof Map<?, ?> weights
                ? new TreeSet<>(weights.keySet())
                : types instanceof Collection<?> list ? new TreeSet<>(list) : types;
    }

    /** How the identity of these relationships differs from that of the wanted ones, or null if it is the same. */
    public String identityDifference(Manifest wanted) {
        return ManifestIdentity.difference(this, wanted);
    }

    /** Why an update cannot turn the stored relationships into the wanted ones, or null if it can. */
    public String difference(Manifest wanted) {
        if (!complete) {
            return "the stored state is unusable, because the last write was interrupted, node ids changed, or another"
                    + " plugin version wrote it";
        }
        if (kind != wanted.kind) {
            return "they were written by vimmrec.%s".formatted(kind.spelling());
        }
        Set<String> keys = new LinkedHashSet<>(configuration.keySet());
        keys.addAll(wanted.configuration.keySet());
        for (String key : keys) {
            Object was = configuration.getOrDefault(key, beforeItExisted(key));
            Object is = wanted.configuration.get(key);
            if (!same(was, is)) {
                return "`%s` was %s and is %s".formatted(key, was, is);
            }
        }
        return null;
    }

    /** Returns the value in effect of a key that manifests of older versions lack; null if it has none. */
    private Object beforeItExisted(String key) {
        return switch (key) {
            case "popularityDiscount" -> 0.0;
            case "maxWeight" -> "mean".equals(configuration.get("aggregation")) ? 1.0 : null; // a mean is at most 1
            default -> null;
        };
    }

    /**
     * The order of modalities counts, because it is the order in which numbers are added, and so decides the last bit.
     */
    private static boolean same(Object was, Object is) {
        if (was instanceof Map<?, ?> oldMap && is instanceof Map<?, ?> newMap) {
            List<Object> oldKeys = new ArrayList<>(oldMap.keySet());
            return oldKeys.equals(new ArrayList<>(newMap.keySet())) && oldMap.equals(newMap);
        }
        return was == null ? is == null : was.equals(is);
    }
}
