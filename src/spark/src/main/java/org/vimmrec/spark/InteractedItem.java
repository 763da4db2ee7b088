package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item of a user, and the neighbours that it contributes.
 *
 * @param interaction what the user's relationship says of the item
 * @param neighbours by layer; an item without neighbours in a layer, or that is no vote, has an empty list
 */
record InteractedItem(long item, Interaction interaction, NeighbourList[] neighbours) implements Serializable {}
