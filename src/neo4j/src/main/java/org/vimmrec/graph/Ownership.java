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
 * Distinguishes the relationships of a type that this plugin has written from foreign ones.
 *
 * <p>The plugin owns a relationship if the manifest lists both of its nodes, and if the relationship has a number in
 * the property that the manifest names. The manifest of an unfinished write or update does not list all nodes, so all
 * nodes with its labels count as listed. Without a manifest, every relationship is foreign, unless the caller adopts
 * those with a floating-point property.
 */
public final class Ownership {
    private final String type;
    /** Possible start nodes; null for any node. */
    private final IdIndex sources;
    /** Possible end nodes; null for any node. */
    private final IdIndex targets;
    /** The nodes that an unfinished manifest lists; null if the manifest is settled. */
    private final IdIndex listed;
    /** The property with the value; null for any property. */
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

    /** Ownership of a type in which the plugin adopts every relationship with a floating-point property. */
    public static Ownership adopted(String type) {
        return new Ownership(type, null, null, null, null);
    }

    /**
     * Ownership according to the manifest.
     *
     * @param manifest the manifest of the type; null if there is none
     * @param adopt whether to ignore the manifest and adopt foreign relationships
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
            return new Ownership(
                    type,
                    IdIndex.of(sources),
                    IdIndex.of(manifest.isSimilarity() ? sources : items),
                    null,
                    manifest.writeProperty());
        }
        // The entries may come from an earlier write of another kind, which the unfinished write was replacing.
        IdIndex listed = IdIndex.of(sources, items, manifest.pending());
        return new Ownership(
                type,
                IdIndex.of(
                        listed.ids(),
                        Nodes.readAny(tx, manifest.sourceLabel(), task).ids()),
                IdIndex.of(
                        listed.ids(),
                        Nodes.readAny(tx, manifest.itemLabel(), task).ids()),
                listed,
                manifest.writeProperty());
    }

    /** The relationship type. */
    public String type() {
        return type;
    }

    /** The nodes at which relationships of the plugin can start, ascending, in a new array; empty for any node. */
    long[] sourceIds() {
        return sources == null ? new long[0] : sources.ids().clone();
    }

    /** Whether the plugin can own a relationship that starts at the node. */
    boolean ownsSource(long source) {
        return sources == null || sources.index(source) >= 0;
    }

    /** Whether the plugin can own a relationship that ends at the node. */
    boolean ownsTarget(long target) {
        return targets == null || targets.index(target) >= 0;
    }

    /** A copy with the count of foreign relationships reset to 0. */
    Ownership withoutCount() {
        return new Ownership(type, sources, targets, listed, property);
    }

    /** Whether foreign relationships were found. */
    boolean hasForeign() {
        return foreign.get() > 0;
    }

    /** Counts a foreign relationship. Thread-safe. */
    void countForeign(Relationship relationship) {
        if (foreign.getAndIncrement() == 0) {
            example.set(relationship.getElementId());
        }
    }

    /** Counts a relationship if it is foreign. Thread-safe. */
    void check(Relationship relationship) {
        if (!owns(relationship)) {
            countForeign(relationship);
        }
    }

    /** Whether the plugin owns a relationship. Also true for a relationship that was deleted concurrently. */
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
        if (value == Relationships.DELETED || value instanceof Double) {
            return true;
        }
        if (listed == null) {
            return value instanceof Number; // another client may have replaced the float by an integer
        }
        // The unfinished write may use another property than the write that it was replacing.
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
     * Checks the count of foreign relationships. Call this before the first change.
     *
     * @throws IllegalArgumentException if there are foreign relationships; the message has their number
     */
    public void requireNoneForeign() {
        if (hasForeign()) {
            throw new IllegalArgumentException(
                    ("The relationship type [%s] holds other data: this plugin did not write %d of"
                                    + " its relationships, such as %s. Nothing was changed; name another type%s.")
                            .formatted(
                                    Shown.name(type),
                                    foreign.get(),
                                    example.get(),
                                    sources == null
                                            ? ", because only relationships with a floating-point property can be"
                                                    + " adopted"
                                            : ", or set `adopt: true` to let the plugin overwrite and delete them"));
        }
    }

    /**
     * Checks a relationship. Call this before changing or deleting it.
     *
     * @throws IllegalStateException if it is foreign: another client created it after the check of the whole type
     */
    void requireOwned(Relationship relationship) {
        if (!owns(relationship)) {
            throw new IllegalStateException(("The relationship type [%s] holds other data: another client created"
                            + " relationship %s during this call. It was not changed; use another type.")
                    .formatted(Shown.name(type), relationship.getElementId()));
        }
    }
}
