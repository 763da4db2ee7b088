package org.vimmrec.interaction;

import java.util.List;
import org.vimmrec.sparse.Fingerprint;

/**
 * Limits on the items of virtual interactions, beyond an {@link EdgeRule}. {@link LimitedInteractions} applies them.
 *
 * @param groups limits on items with the same value, which hold together; empty for none
 * @param maxPerItem the most virtual interactions with an item, at least 1; {@link Integer#MAX_VALUE} for no limit
 */
public record ItemLimits(List<Group> groups, int maxPerItem) {
    /** No limits. */
    public static final ItemLimits NONE = new ItemLimits(List.of(), Integer.MAX_VALUE);

    /**
     * A limit on a user's items with the same value of a property.
     *
     * @param property the name of the property
     * @param values by item the number of its value, from 0; negative if it has none and is not limited
     * @param fingerprints by item the {@link Fingerprint} of its value; {@link Fingerprint#NONE} if it has none
     * @param max the most virtual interactions of a user with items of one value, at least 1
     */
    public record Group(String property, int[] values, long[] fingerprints, int max) {}

    /** Whether an item may be in all virtual interactions that a rule keeps. */
    public boolean isNone() {
        return groups.isEmpty() && maxPerItem == Integer.MAX_VALUE;
    }

    /** Whether a user's virtual interactions depend on those of other users. */
    public boolean comparesUsers() {
        return maxPerItem < Integer.MAX_VALUE;
    }

    /** Numbers that change if an item's id or one of its values does, given the ids of all items. */
    public long[] identities(long[] ids) {
        long[] identities = ids;
        for (Group group : groups) {
            long[] before = identities;
            identities = new long[ids.length];
            for (int i = 0; i < ids.length; i++) {
                identities[i] = Fingerprint.of(before[i], group.fingerprints()[i]);
            }
        }
        return identities;
    }
}
