/**
 * Change detection: which rows an update must recompute.
 *
 * <p>A write leaves a {@link org.vimmrec.update.Manifest}: for each node a fingerprint of the data that its
 * relationships were computed from, and a checksum of the relationships. An update computes both from the current data.
 * It recomputes a row if the fingerprint of its data has changed, or if the stored relationships do not have the
 * checksum that was written. All other rows are already what a full run would write.
 *
 * <p>How the manifest and the relationships are stored is up to the host. Nodes are known by their ids, which an
 * {@link org.vimmrec.update.IdIndex} maps to the indexes that the computations use.
 */
package org.vimmrec.update;
