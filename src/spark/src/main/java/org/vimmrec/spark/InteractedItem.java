package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item that a user has interacted with, and the neighbours that it contributes.
 *
 * @param weight of the user's interaction with the item
 * @param neighbours by layer; an item without neighbours in a layer has an empty list
 */
record InteractedItem(long item, double weight, NeighbourList[] neighbours) implements Serializable {}
