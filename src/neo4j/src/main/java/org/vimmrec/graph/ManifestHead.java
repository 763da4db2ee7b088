package org.vimmrec.graph;

import org.vimmrec.update.Manifest;

/**
 * What the head node of a manifest says, without the entries.
 *
 * @param manifest the manifest without entries
 * @param settled whether the last write or update ran to its end, and node ids have not changed since
 * @param totals the figures of the last write or update; null if they are missing, as in manifests of older versions
 */
public record ManifestHead(Manifest manifest, boolean settled, Totals totals) {

    /** The type of the relationships. */
    public String type() {
        return manifest.type();
    }
}
