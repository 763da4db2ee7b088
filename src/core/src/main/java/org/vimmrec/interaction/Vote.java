package org.vimmrec.interaction;

/**
 * What one of a user's items adds to a virtual interaction.
 *
 * @param item the user's item that vouches
 * @param layer by whose neighbours
 * @param similarity of the two items in that layer
 * @param contribution to the weight
 */
public record Vote(int item, int layer, double similarity, double contribution) {
}
