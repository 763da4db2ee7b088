package org.vimmrec.graph;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.neo4j.graphdb.NotFoundException;
import org.neo4j.graphdb.Relationship;
import org.neo4j.graphdb.Transaction;
import org.vimmrec.task.Shown;
import org.vimmrec.task.Task;

/**
 * Tells the relationships of a type that this plugin has written from those of others. A relationship is the plugin's own if
 * the manifest lists both its nodes. While a write or update is unfinished, the manifest does not list all of them, and
 * the nodes with its labels count, too. Without a manifest, everything is foreign, unless the caller adopts it.
 *
 * <p>Whatever the manifest says, and whatever the caller adopts, a relationship without any floating-point property is
 * foreign, because this plugin never writes one.
 */
public final class Ownership {
    private final String type;
    /** Null: any node. */
    private final Nodes sources;
    private final Nodes targets;
    private final AtomicLong foreign = new AtomicLong();
    private final AtomicReference<String> example = new AtomicReference<>();

    private Ownership(String type, Nodes sources, Nodes targets) {
        this.type = type;
        this.sources = sources;
        this.targets = targets;
    }

    /** Of a type of which everything with a floating-point property is the plugin's own. */
    public static Ownership adopted(String type) {
        return new Ownership(type, null, null);
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
            return new Ownership(type, Nodes.of(), Nodes.of());
        }
        long[] sources = manifest.sources().ids();
        long[] targets = manifest.isSimilarity() ? sources : manifest.items().ids();
        if (manifest.settled()) {
            return new Ownership(type, Nodes.of(sources), Nodes.of(targets));
        }
        long[] labelledSources = Nodes.readAny(tx, manifest.sourceLabel(), task).ids();
        long[] labelledTargets = Nodes.readAny(tx, manifest.itemLabel(), task).ids();
        return new Ownership(type, Nodes.of(sources, manifest.pending(), labelledSources), Nodes.of(targets, labelledTargets));
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
        return new Ownership(type, sources, targets);
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
        if (!owns(relationship, false)) {
            countForeign(relationship);
        }
    }

    private boolean owns(Relationship relationship, boolean knownToHaveFloat) {
        return ownsSource(NodeIds.startOf(relationship)) && ownsTarget(NodeIds.endOf(relationship))
                && (knownToHaveFloat || hasFloat(relationship));
    }

    /** Whether a relationship has a floating-point property, as all have that this plugin writes; or is deleted meanwhile. */
    static boolean hasFloat(Relationship relationship) {
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
     * @param knownToHaveFloat whether the caller has seen a floating-point property of it
     * @throws IllegalStateException if it is foreign, and so was created after the check of the whole type
     */
    void require(Relationship relationship, boolean knownToHaveFloat) {
        if (!owns(relationship, knownToHaveFloat)) {
            throw new IllegalStateException(("The relationship type [%s] holds other data: this plugin did not write"
                    + " relationship %s, which appeared during this call. It was left alone; run again.")
                            .formatted(Shown.name(type), relationship.getElementId()));
        }
    }
}
