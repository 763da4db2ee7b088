package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An item of a user, with the neighbours that it vouches for.
 *
 * @param weight of the user's interaction with the item
 * @param neighbours by layer; an item without neighbours in a layer has an empty list
 */
record Vouching(long item, double weight, NeighbourList[] neighbours) implements Serializable {}
