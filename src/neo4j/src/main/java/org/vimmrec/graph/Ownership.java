package org.vimmrec.graph;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;
import org.vimmrec.update.IdIndex;
import org.vimmrec.update.Manifest;

/**
 * Tells the relationships of a type that this plugin has written from those of others. A relationship is the plugin's own if
 * the manifest lists both its nodes, and if it has a number in the property that the manifest names. While a write or update
 * is unfinished, the manifest does not list all nodes, and those with its labels count, too. Without a manifest, everything is
 * foreign, unless the caller adopts what has a floating-point property.
 */
public final class Ownership {
    private final String type;
    /** Null: any node. */
    private final IdIndex sources;
    private final IdIndex targets;
    /** The nodes that an unfinished manifest lists; null if it is settled. */
    private final IdIndex listed;
    /** That holds the value; null: any. */
    private final String property;
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicReference<String> example = new AtomicReference<>();

    private Ownership(String type, IdIndex sources, IdIndex targets, IdIndex listed, String property) {
        this.type = type;
        this.sources = sources;
        this.targets = targets;
        this.listed = listed;
        this.property = property;
    }

    /** Of a type of which everything with a floating-point property is the plugin's own. */
    public static Ownership adopted(String type) {
        return new Ownership(type, null, null, null, null);
    }

    /**
     * What the manifest says.
     *
     * @param manifest of the type, or null if there is none
     * @param adopt whether the caller takes over what others have written
     */
    public static Ownership of(Transaction tx, String type, Manifest manifest, boolean adopt, Task task) {
        if (adopt) {
            return adopted(type);
        }
        if (manifest == null) {
            return new Ownership(type, IdIndex.of(), IdIndex.of(), null, null);
        }
        long[] sources = manifest.sources().ids();
        long[] items = manifest.items().ids();
        if (manifest.settled()) {
            return new Ownership(type, IdIndex.of(sources), IdIndex.of(manifest.isSimilarity() ? sources : items), null,
                    manifest.writeProperty());
        }
        // The entries may be those of a write of another kind, which this one replaces.
        IdIndex listed = IdIndex.of(sources, items, manifest.pending());
        return new Ownership(type, IdIndex.of(listed.ids(), Nodes.readAny(tx, manifest.sourceLabel(), task).ids()),
                IdIndex.of(listed.ids(), Nodes.readAny(tx, manifest.itemLabel(), task).ids()), listed, manifest.writeProperty());
    }

    /** The relationship type. */
    public String type() {
        return type;
    }

    /** Whether a relationship from the node can be the plugin's own. */
    boolean ownsSource(long source) {
        return sources == null || sources.index(source) >= 0;
    }

    /** Whether a relationship to the node can be the plugin's own. */
    boolean ownsTarget(long target) {
        return targets == null || targets.index(target) >= 0;
    }

    /** The same, before anything was counted. */
    Ownership uncounted() {
        return new Ownership(type, sources, targets, listed, property);
    }

    /** Whether foreign relationships were counted. */
    boolean hasForeign() {
        return foreign.get() > 0;
    }

    /** Counts a relationship that is not the plugin's own; for any thread. */
    void countForeign(Relationship relationship) {
        if (foreign.getAndIncrement() == 0) {
            example.set(relationship.getElementId());
        }
    }

    /** Counts a relationship if it is foreign. */
    void check(Relationship relationship) {
        if (!owns(relationship)) {
            countForeign(relationship);
        }
    }

    /** Whether a relationship is the plugin's own, or deleted meanwhile. */
    boolean owns(Relationship relationship) {
        long source = NodeIds.startOf(relationship);
        long target = NodeIds.endOf(relationship);
        if (!ownsSource(source) || !ownsTarget(target)) {
            return false;
        }
        if (property == null) {
            return hasFloat(relationship);
        }
        Object value = Relationships.property(relationship, property);
        if (value == Relationships.GONE || value instanceof Double) {
            return true;
        }
        if (listed == null) {
            return value instanceof Number; // changed since the plugin wrote it
        }
        // The unfinished write may have another property than the one that it replaces.
        return listed.index(source) >= 0 && listed.index(target) >= 0 && hasFloat(relationship);
    }

    private static boolean hasFloat(Relationship relationship) {
        try {
            for (Object value : relationship.getAllProperties().values()) {
                if (value instanceof Double) {
                    return true;
                }
            }
            return false;
        } catch (NotFoundException e) {
            return true;
        }
    }

    /**
     * To be asked before the first change.
     *
     * @throws IllegalArgumentException if foreign relationships were counted; says how many
     */
    public void requireNoneForeign() {
        if (hasForeign()) {
            throw new IllegalArgumentException(("The relationship type [%s] holds other data: this plugin did not write %d of"
                    + " its relationships, such as %s. Nothing was changed; name another type%s.").formatted(
                            Shown.name(type), foreign.get(), example.get(), sources == null
                                    ? ", because a relationship without a floating-point property cannot be adopted"
                                    : ", or let the plugin overwrite and delete them with `adopt: true`"));
        }
    }

    /**
     * To be asked about a relationship that is about to be changed or deleted.
     *
     * @throws IllegalStateException if it is foreign, and so was created after the check of the whole type
     */
    void require(Relationship relationship) {
        if (!owns(relationship)) {
            throw new IllegalStateException(("The relationship type [%s] holds other data: this plugin did not write"
                    + " relationship %s, which appeared during this call. It was left alone; write to another type.")
                            .formatted(Shown.name(type), relationship.getElementId()));
        }
    }
}
