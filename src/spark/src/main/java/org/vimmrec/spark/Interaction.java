package org.vimmrec.spark;

import java.io.Serializable;

/**
 * An interaction of a user with the item that is its key.
 *
 * @param weight above 0 and finite
 */
record Interaction(long user, double weight) implements Serializable {}
