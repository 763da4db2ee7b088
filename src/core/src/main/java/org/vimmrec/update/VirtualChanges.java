package org.vimmrec.update;

import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntToLongFunction;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;

/**
 * The users whose rows an update of virtual interactions must recompute. A user's row depends on the user's
 * interactions and on what the items of these interactions contribute, and on nothing else.
 *
 * @param users whose interactions have changed, who are new, or whom the caller names
 * @param items whose contributions have changed, or that are new
 * @param gone the number of users that the manifest lists and that no longer exist
 * @param affected users whose row may differ from the stored one
 * @param userInputs the fingerprints of users' interactions for the new manifest
 * @param itemInputs the fingerprints of items' contributions for the new manifest
 */
public record VirtualChanges(
        BitSet users, BitSet items, int gone, BitSet affected, long[] userInputs, long[] itemInputs) {

    /**
     * Compares the current data with a manifest.
     *
     * @param named the users that the caller names as changed, or null to find them by their fingerprints
     * @param storedChecksums by user the {@link RowChecksum} of the stored relationships, without values
     */
    public static VirtualChanges since(
            Manifest manifest,
            Interactions interactions,
            VirtualFingerprints current,
            BitSet named,
            IntToLongFunction storedChecksums) {
        IdIndex users = current.users();
        IdIndex items = current.items();
        long[] itemInputs = current.ofItems();
        BitSet changedItems = new BitSet(items.size());
        int[] itemPositions = manifest.items().positions(items);
        for (int i = 0; i < items.size(); i++) {
            changedItems.set(i, itemPositions[i] < 0 || manifest.items().inputs()[itemPositions[i]] != itemInputs[i]);
        }
        BitSet changedUsers = new BitSet(users.size());
        BitSet affected = new BitSet(users.size());
        int[] positions = manifest.sources().positions(users);
        int found = 0;
        for (int u = 0; u < users.size(); u++) {
            int position = positions[u];
            found += position < 0 ? 0 : 1;
            boolean changed = position < 0
                    || (named == null ? manifest.sources().inputs()[position] != current.ofUsers()[u] : named.get(u));
            changedUsers.set(u, changed);
            affected.set(
                    u,
                    changed
                            || storedChecksums.applyAsLong(u)
                                    != manifest.sources().outputs()[position]
                            || Arrays.binarySearch(manifest.pending(), users.id(u)) >= 0
                            || named == null && hasOneOf(changedItems, interactions, u));
        }
        long[] newUserInputs = current.ofUsers().clone();
        long[] newItemInputs = itemInputs.clone();
        if (named != null) { // the next update must find the changes that this one leaves out
            for (int u = 0; u < users.size(); u++) {
                newUserInputs[u] =
                        affected.get(u) ? newUserInputs[u] : manifest.sources().inputs()[positions[u]];
            }
            changedItems.stream().forEach(i -> newItemInputs[i] = Fingerprint.NONE);
        }
        return new VirtualChanges(
                changedUsers,
                changedItems,
                manifest.sources().ids().length - found,
                affected,
                newUserInputs,
                newItemInputs);
    }

    private static boolean hasOneOf(BitSet items, Interactions interactions, int user) {
        for (int n = 0; n < interactions.count(user); n++) {
            if (items.get(interactions.item(user, n))) {
                return true;
            }
        }
        for (int n = 0; n < interactions.negativeCount(user); n++) {
            if (items.get(interactions.negativeItem(user, n))) {
                return true;
            }
        }
        return false;
    }
}
