package org.vimmrec.interaction;

/**
 * The contribution of one of a user's items to a virtual interaction.
 *
 * @param item the user's item, which has the candidate as a neighbour
 * @param layer the number of the layer
 * @param similarity the similarity of the item and the candidate in that layer
 * @param contribution the part of the weight that comes from this vote
 */
public record Vote(int item, int layer, double similarity, double contribution) {

    /** The same vote with its contribution multiplied by a factor. */
    Vote times(double factor) {
        return new Vote(item, layer, similarity, contribution * factor);
    }
}
