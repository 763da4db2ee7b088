package org.vimmrec.procedure;

import java.util.Arrays;
import java.util.BitSet;
import org.vimmrec.graph.Manifest;
import org.vimmrec.graph.Nodes;
import org.vimmrec.graph.StoredRows;
import org.vimmrec.sparse.Fingerprint;
import org.vimmrec.sparse.Interactions;

/**
 * Who is affected by what has changed since virtual interactions were written: a user's row is computed from the own
 * interactions and from what the items of these lend to it, and from nothing else.
 *
 * @param users whose interactions have changed, or whom the caller names, or who are new
 * @param items that lend something else than before, or are new
 * @param gone how many users of the manifest are none any more
 * @param affected users whose row may be another
 * @param userInputs what the manifest is to say of the users' interactions
 * @param itemInputs what the manifest is to say of the items
 */
record VirtualChanges(BitSet users, BitSet items, int gone, BitSet affected, long[] userInputs, long[] itemInputs) {

    /**
     * @param userInputs the fingerprints of users' interactions
     * @param itemInputs those of what items lend
     * @param named the users that the caller names in place of those who are affected, or null
     * @param stored who is joined to whom
     */
    static VirtualChanges since(Manifest manifest, Interactions interactions, Nodes users, long[] userInputs, Nodes items,
            long[] itemInputs, BitSet named, StoredRows stored) {
        BitSet changedItems = new BitSet(items.size());
        int[] itemPlaces = manifest.items().places(items);
        for (int i = 0; i < items.size(); i++) {
            changedItems.set(i, itemPlaces[i] < 0 || manifest.items().inputs()[itemPlaces[i]] != itemInputs[i]);
        }
        BitSet changedUsers = new BitSet(users.size());
        BitSet affected = new BitSet(users.size());
        int[] places = manifest.sources().places(users);
        int found = 0;
        for (int u = 0; u < users.size(); u++) {
            int place = places[u];
            found += place < 0 ? 0 : 1;
            boolean changed = place < 0
                    || (named == null ? manifest.sources().inputs()[place] != userInputs[u] : named.get(u));
            changedUsers.set(u, changed);
            affected.set(u, changed || stored.checksum(u) != manifest.sources().outputs()[place]
                    || Arrays.binarySearch(manifest.pending(), users.ids()[u]) >= 0
                    || named == null && hasOneOf(changedItems, interactions, u));
        }
        long[] rememberedUsers = userInputs.clone();
        long[] rememberedItems = itemInputs.clone();
        if (named != null) { // whoever was left out is to be found the next time
            for (int u = 0; u < users.size(); u++) {
                rememberedUsers[u] = affected.get(u) ? userInputs[u] : manifest.sources().inputs()[places[u]];
            }
            changedItems.stream().forEach(i -> rememberedItems[i] = Fingerprint.NONE);
        }
        return new VirtualChanges(changedUsers, changedItems, manifest.sources().ids().length - found, affected,
                rememberedUsers, rememberedItems);
    }

    private static boolean hasOneOf(BitSet items, Interactions interactions, int user) {
        for (int n = 0; n < interactions.count(user); n++) {
            if (items.get(interactions.item(user, n))) {
                return true;
            }
        }
        return false;
    }
}
